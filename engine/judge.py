"""Judges a model trained on reviewed examples before it may take the former one's place.

`golden.yml` holds plain questions whose answer must not be lost, and danger signs that must not
be answered like a question. (Danger signs are safety's, which listens first; this is the second
net under it.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from engine.understanding.catalogue import QUESTION

FILE = Path(__file__).with_name("golden.yml")

#: A model's understanding of each text, in order: dictionaries as `engine.parse` prints them.
Ask = Callable[[Sequence[str]], Sequence[Mapping[str, Any]]]


class GoldenError(ValueError):
    """`golden.yml` is not as it must be."""


@dataclass(frozen=True)
class Golden:
    """What a model is judged by.

    Attributes:
        questions: the text and the name of the catalogue it must be served as.
        danger_signs: texts that no answer of the catalogue may be given to.
    """

    questions: tuple[tuple[str, str], ...]
    danger_signs: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """All of them, questions first."""
        return tuple(text for text, _ in self.questions) + self.danger_signs


def load_golden(path: Path = FILE) -> Golden:
    """Reads the file. Raises `GoldenError`, which names file and key."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict) or set(content) != {"questions", "danger_signs"}:
        raise GoldenError(f"{path.name}: holds questions and danger_signs, and nothing else")
    for name, texts in {**content["questions"], "danger_signs": content["danger_signs"]}.items():
        if not isinstance(texts, list) or not all(isinstance(t, str) and t for t in texts):
            raise GoldenError(f"{path.name}: {name}: must be a list of texts")
    questions = tuple((t, name) for name, ts in content["questions"].items() for t in ts)
    return Golden(questions, tuple(content["danger_signs"]))


def fallen(golden: Golden, candidate: Ask, former: Ask | None) -> list[str]:
    """What the candidate does worse than it must, one line each; empty: it may be used.

    With a `former` model only what that one did right can fall; without, everything must be right.
    """
    now = _marks(golden, candidate)
    if all(now):
        return []
    before = _marks(golden, former) if former else [True] * len(now)
    lines = [f'golden question fell: "{text}" no longer gets {name}'
             for text, name in golden.questions]  # fmt: skip
    lines += [f'danger sign "{text}" would be answered like a question'
              for text in golden.danger_signs]  # fmt: skip
    return [line for line, good, was in zip(lines, now, before) if was and not good]


def _marks(golden: Golden, ask: Ask) -> list[bool]:
    """Right or not, in the order of `Golden.texts`."""
    understood = ask(golden.texts)
    count = len(golden.questions)
    served = [name in u["intents"] for (_, name), u in zip(golden.questions, understood)]
    return served + [not _answered(u) for u in understood[count:]]


def _answered(understanding: Mapping[str, Any]) -> bool:
    return any(name.startswith(QUESTION) for name in understanding["intents"])
