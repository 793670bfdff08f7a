"""From probabilities to what the reply will serve: one answer, two, choices, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

import numpy as np

from engine.understanding.catalogue import (
    OUT_OF_SCOPE,
    TALKING,
    answer_key,
    is_question,
    is_request,
)

BOOK, CANCEL, MOVE = "book_consultation", "cancel_appointment", "reschedule_appointment"


@dataclass(frozen=True)
class Thresholds:
    """Least calibrated probabilities; the figures behind them are in `config.yml`."""

    answer: float = 0.45
    margin: float = 0.15
    choice: float = 0.02
    choices: int = 3
    second: float = 0.75
    part: float = 0.9
    out_of_scope: float = 0.5

    @classmethod
    def defaults(cls) -> dict[str, float]:
        """The limits as a plain dictionary."""
        return asdict(cls())


@dataclass(frozen=True)
class Understanding:
    """What a message was taken for; names are the catalogue's."""

    intent: str | None
    confidence: float
    answer: str | None
    choices: tuple[str, ...]
    intents: tuple[str, ...]
    language: str

    def as_dict(self) -> dict[str, object]:
        """The same as plain JSON values."""
        return {**vars(self), "choices": list(self.choices), "intents": list(self.intents)}

    @property
    def sure(self) -> bool:
        """Whether it is served at once."""
        return bool(self.intents)


@dataclass(frozen=True)
class Reading:
    """Probabilities of one text, best first: [(name, probability), ...]."""

    ranking: tuple[tuple[str, float], ...]

    @classmethod
    def of(cls, names: Sequence[str], probabilities: np.ndarray) -> Reading:
        """The reading of one row of probabilities."""
        order = np.argsort(-probabilities)[:10]
        return cls(tuple((names[i], float(probabilities[i])) for i in order))

    @property
    def best(self) -> tuple[str, float]:
        """The likeliest name with its probability."""
        return self.ranking[0]


class Part(Protocol):
    """A part of a message; what it is may cost time to tell, more where it is long."""

    def __len__(self) -> int: ...

    @property
    def best(self) -> tuple[str, float]:
        """The likeliest name with its probability."""


#: one way to cut a message in two
Cut = tuple[Part, Part]


def known(name: str, language: str, confidence: float = 1.0) -> Understanding:
    """A message whose meaning is given, not guessed."""
    return Understanding(name, confidence, answer_key(name), (), (name,), language)


def nothing(language: str) -> Understanding:
    """A message without any meaning: no words, or none that anybody knows."""
    return Understanding(None, 0.0, None, (), (), language)


def decide(
    whole: Reading, cuts: Sequence[Cut], language: str, limits: Thresholds
) -> Understanding:
    """What to serve.

    Args:
        whole: the reading of the whole message.
        cuts: both parts for every way to cut it in two.
        language: of the message.
        limits: least probabilities.
    """
    two = _two_requests(whole, cuts, limits)
    if two:
        names, sureness = two
        return Understanding(names[0], sureness, answer_key(names[0]), (), names, language)
    name, probability = whole.best
    sure = _is_sure(whole, limits)
    if not sure or name in TALKING:
        part = _clear_part(cuts, limits)
        if part:
            return known(part[0], language, part[1])
    if sure:
        return known(name, language, probability)
    offered = _choices(whole, limits)
    if not offered:
        return known(OUT_OF_SCOPE, language, probability)
    return Understanding(name, probability, None, offered, (), language)


def _two_requests(
    whole: Reading, cuts: Sequence[Cut], limits: Thresholds
) -> tuple[tuple[str, ...], float] | None:
    """The surest cut whose parts are sure requests of different kinds; questions come first.

    Where the whole is surely something else, the parts only sound like requests of their own.
    """
    best: tuple[tuple[str, ...], float] | None = None
    for cut in cuts:
        # The shorter part first: where it is no request, the longer one need not be read.
        if not all(_may_be_second(part, limits) for part in sorted(cut, key=len)):
            continue
        before, after = cut
        names = (before.best[0], after.best[0])
        sureness = min(before.best[1], after.best[1])
        different = names[0] != names[1]
        different = different and (whole.best[0] in names or whole.best[1] < limits.answer)
        if different and (best is None or sureness > best[1]):
            best = _in_order(names), sureness
    return best


def _may_be_second(part: Part, limits: Thresholds) -> bool:
    name, probability = part.best
    return is_request(name) and probability >= limits.second


def _in_order(names: tuple[str, str]) -> tuple[str, ...]:
    """Questions first; one visit given up and another one asked for is one that is moved."""
    if set(names) == {BOOK, CANCEL}:
        return (MOVE,)
    return tuple(sorted(names, key=lambda name: not is_question(name)))


def _clear_part(
    cuts: Sequence[Cut], limits: Thresholds
) -> tuple[str, float] | None:
    """The surest request among the parts: what is wanted, without the story around it."""
    parts = [part.best for cut in cuts for part in cut if is_request(part.best[0])]
    best = max(parts, key=lambda part: part[1], default=None)
    return best if best and best[1] >= limits.part else None


def _is_sure(reading: Reading, limits: Thresholds) -> bool:
    name, probability = reading.best
    if name == OUT_OF_SCOPE:
        return probability >= limits.out_of_scope
    runner_up = reading.ranking[1][1] if len(reading.ranking) > 1 else 0.0
    return probability >= limits.answer and probability - runner_up >= limits.margin


def _choices(reading: Reading, limits: Thresholds) -> tuple[str, ...]:
    likely = [n for n, p in reading.ranking if is_request(n) and p >= limits.choice]
    return tuple(likely[: limits.choices])
