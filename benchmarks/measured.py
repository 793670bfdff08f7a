"""What is measured of each side, and how."""

from __future__ import annotations

import asyncio
import statistics
import sys
from dataclasses import dataclass, field
from typing import Protocol

from benchmarks import booking_turns, default_rasa, ours, safety, talks, texting, training
from benchmarks.machine import plain_loop
from frontdesk.clock import now
from frontdesk.safety import Finding, SafetyInput, assess, load_rules

_EARLY = 12  # conversations of five questions
_STARTS = 3  # of each side, of which replies early are measured
_BOOKINGS = 8
_AROUND = 20  # replies before a turn whose median is taken


class Sizes(Protocol):
    """How much is measured; see the options of `python -m benchmarks`."""

    epochs: int
    again: bool
    turns: int
    visitors: int
    seconds: float


@dataclass
class Measured:
    """What one side did: milliseconds, seconds, megabytes; `loops`: how busy the machine was."""

    trained: float = 0.0
    ready: float = 0.0
    earlies: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    crowd: float = 0.0
    crowd_p95: float = 0.0
    engine_mb: float = 0.0
    all_mb: float = 0.0
    booking: float = 0.0
    texts: dict[str, float | int] = field(default_factory=dict)
    safety: dict[str, list[float]] = field(default_factory=dict)
    loops: list[float] = field(default_factory=list)

    @property
    def early(self) -> float:
        """Milliseconds of a reply early in a conversation, median of all starts."""
        return round(statistics.median(self.earlies), 1)

    def at(self, turn: int) -> float:
        """Milliseconds of a reply, median of those before a turn."""
        return talks.median(self.turns[max(0, turn - _AROUND) : turn])


def of_ours(sizes: Sizes) -> Measured:
    """The house, with all its processes."""
    found = Measured(loops=[plain_loop()])
    _tell("ours: training from nothing")
    found.trained = training.measure()
    found.safety = _safety()
    with ours.running() as house:
        found.ready = house.seconds_to_ready
        asyncio.run(_ask_ours(house, found, sizes))
        found.engine_mb, found.all_mb = house.memory()
    found.loops.append(plain_loop())
    return found


def of_the_default(sizes: Sizes) -> tuple[Measured, default_rasa.Baseline]:
    """Rasa's default, served by Rasa's own channel."""
    _tell(f"Rasa's default: {sizes.epochs} epochs of training, or one kept from before")
    baseline = default_rasa.baseline(sizes.epochs, sizes.again)
    found = Measured(trained=baseline.seconds, loops=[plain_loop()])
    with default_rasa.running(baseline.folder) as rasa:
        found.ready = rasa.seconds_to_ready
        asyncio.run(_ask_default(rasa, found, sizes))
        found.engine_mb = found.all_mb = rasa.memory()
    found.loops.append(plain_loop())
    return found, baseline


def early_again(mine: Measured, theirs: Measured, baseline: default_rasa.Baseline) -> None:
    """Replies early of further starts, in turns.

    One start of the same thing answers in 31 ms and the next one in 47: it matters where a
    process comes to lie, and what else the machine does in that minute.
    """
    for _ in range(1, _STARTS):
        _tell("replies early of one more start of each")
        with ours.running() as house:
            mine.earlies.append(asyncio.run(_early(house.open_talk)))
        with default_rasa.running(baseline.folder) as rasa:
            theirs.earlies.append(asyncio.run(_early(rasa.open_talk)))


async def _early(open_talk: talks.Open) -> float:
    return talks.median(await talks.early(open_talk, _EARLY, talks.questions()))


async def _ask_ours(house: ours.Ours, found: Measured, sizes: Sizes) -> None:
    texts = talks.questions()
    _tell("ours: replies early, booking turns, one long conversation")
    found.earlies.append(talks.median(await talks.early(house.open_talk, _EARLY, texts)))
    found.booking = talks.median(await booking_turns.measure(house, _BOOKINGS))
    found.turns = await talks.long(house.open_talk, sizes.turns, texts)
    _tell("ours: many at once, on the website and by text")
    crowd = talks.crowd(house.open_talk, sizes.visitors, sizes.seconds, texts)
    found.crowd, waits = await crowd
    found.crowd_p95 = talks.p95(waits)
    found.texts = await texting.measure(house.house.url, sizes.visitors, texts)


async def _ask_default(
    rasa: default_rasa.DefaultRasa, found: Measured, sizes: Sizes
) -> None:
    texts = talks.questions()
    _tell("Rasa's default: replies early, one long conversation, many at once")
    found.earlies.append(talks.median(await talks.early(rasa.open_talk, _EARLY, texts)))
    found.turns = await talks.long(rasa.open_talk, min(500, sizes.turns), texts)
    crowd = talks.crowd(rasa.open_talk, sizes.visitors, sizes.seconds, texts)
    found.crowd, waits = await crowd
    found.crowd_p95 = talks.p95(waits)


def _safety() -> dict[str, list[float]]:
    rules = load_rules()

    def look(text: str) -> list[Finding]:
        return list(assess(SafetyInput(text, now()), rules).findings)

    look("do you take my insurance?")
    return safety.timings(look)


def _tell(line: str) -> None:
    print(f"... {line}", file=sys.stderr, flush=True)
