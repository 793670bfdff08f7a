"""What the upper layers learn from: many texts, of which nobody need know what they mean."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from engine.understanding.clauses import two_parts
from engine.understanding.language import recognise
from engine.understanding.normalise import normalise

ROOT = Path(__file__).resolve().parent.parent
JOINS = (", ", " and ", ". ", "? ", " also ", ",. ok and ")
DOUBLES, TYPOS, CHAINS, SCRAPS = 6000, 5000, 12_000, 7000
LONGEST_CHAIN = 18


def texts(general: Path, seed: int = 3) -> list[str]:
    """Examples, answers and general talk, and what chance makes of them; each once, shuffled.

    Never a text of `tests`: models are judged on those.

    Args:
        general: sentences of everyday talk, English and Spanish, one a line.
    """
    dice = random.Random(seed)
    examples = [_plain(text) for text in _examples()]
    talk = [_plain(line) for line in general.read_text(encoding="utf-8").splitlines() if line]
    answers = [part.strip() for text in _answers() for part in text.split(". ")]
    found = {*examples, *talk, *answers}
    found.update(min(cut, key=len) for text in examples for cut in two_parts(text))
    found.update(
        dice.choice(examples) + dice.choice(JOINS) + dice.choice(examples) for _ in range(DOUBLES)
    )
    found.update(_misspelt(dice.choice(examples), dice) for _ in range(TYPOS))
    found.update(_scrap(dice.choice(talk), dice) for _ in range(SCRAPS))
    found.update(_chains([*examples, *talk, *answers], dice))
    return sorted(found - {""}, key=lambda _: dice.random())


def _examples() -> Iterator[str]:
    for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block.get("examples", "").splitlines():
                yield line.removeprefix("- ")


def _answers() -> Iterator[str]:
    for path in sorted((ROOT / "data" / "responses").rglob("*.yml")):
        for ways in (yaml.safe_load(path.read_text(encoding="utf-8"))["responses"] or {}).values():
            yield from (way["text"] for way in ways)


def _plain(text: str) -> str:
    return normalise(text[:160], recognise(text))


def _misspelt(text: str, dice: random.Random) -> str:
    place = dice.randrange(max(1, len(text) - 1))
    before, here, after = text[:place], text[place : place + 2], text[place + 2 :]
    return before + dice.choice((here[1:], here[::-1], here + dice.choice("etaoinsrhl"))) + after


def _scrap(text: str, dice: random.Random) -> str:
    words = text.split()
    return " ".join(words[: dice.randint(1, 8)])


def _chains(sources: Sequence[str], dice: random.Random) -> Iterator[str]:
    """Sentences that follow the sources word by word, and mean nothing."""
    after: dict[str, list[str]] = defaultdict(list)
    for text in sources:
        words = ["", *text.split(), ""]
        for word, following in zip(words, words[1:], strict=False):
            after[word].append(following)
    for _ in range(CHAINS):
        chain = [dice.choice(after[""])]
        while chain[-1] and len(chain) < LONGEST_CHAIN:
            chain.append(dice.choice(after[chain[-1]]))
        yield " ".join(chain).strip()
