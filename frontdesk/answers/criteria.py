"""The published criteria as questions: what an answer in free words means, and what follows.

Nothing here says yes or no for one person: that is a clinician's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from frontdesk.answers.lint_rules import Pattern
from frontdesk.yaml_file import load_model

FILE = Path(__file__).with_name("criteria.yml")
#: a question that was passed over, or answered in words nobody could read
UNSAID = "unsaid"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Question(_Part):
    """One question: the dialogue's slot, the signs of each value, and its words for staff."""

    slot: str
    asks_for: str
    title: str
    values: dict[str, tuple[Pattern, ...]]
    said: dict[str, str]
    drop: Pattern | None = None

    def read(self, text: str) -> str | None:
        """The value that `text` gives; None where it gives none."""
        words = _plain(text)
        if self.drop:
            words = re.sub(self.drop, " ", words).strip(" ,.;")
        for value, signs in self.values.items():
            if any(re.search(sign, words) for sign in signs):
                return value
        return None


class Closing(_Part):
    """A general statement that is said when `slot` has one of `values`."""

    slot: str
    values: tuple[str, ...]
    response: str


class Criteria(_Part):
    """All of `criteria.yml`."""

    passed_over: Pattern
    questions: tuple[Question, ...]
    closing: tuple[Closing, ...]

    @property
    def by_slot(self) -> Mapping[str, Question]:
        """The questions by slot, in the order they are asked."""
        return {q.slot: q for q in self.questions}

    def read(self, slot: str, text: str) -> str | None:
        """The value that `text` gives to a question, `UNSAID` where it is passed over, or None."""
        value = self.by_slot[slot].read(text)
        passed = re.search(self.passed_over, _plain(text).strip(" .!"))
        return UNSAID if value is None and passed else value

    def closing_for(self, answers: Mapping[str, str]) -> tuple[str, ...]:
        """The general statements for these answers (by slot), as response keys."""
        return tuple(c.response for c in self.closing if answers.get(c.slot) in c.values)

    def summary(self, answers: Mapping[str, str]) -> tuple[str, ...]:
        """What the person said, a line for each question, in words for staff."""
        return tuple(
            f"{q.title}: {q.said.get(answers[q.slot], 'not said')}"
            for q in self.questions
            if answers.get(q.slot)
        )


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


@lru_cache(maxsize=1)
def load_criteria(path: Path = FILE) -> Criteria:
    """The criteria of `path`. Raises `FileError` naming file, line and key."""
    return load_model(path, Criteria)
