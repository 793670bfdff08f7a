"""The queue for a person: whoever is on duty takes the one who has waited longest."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any

import simpy


@dataclass
class Talk:
    """Somebody who waits for a person.

    Attributes:
        at: minute they asked.
        minutes: how long the conversation will take.
        taken: minute a member of staff took it; None: nobody has.
    """

    at: float
    minutes: float
    taken: float | None = None

    @property
    def waited(self) -> float:
        """Minutes; infinite where nobody came."""
        return float("inf") if self.taken is None else self.taken - self.at


@dataclass(frozen=True)
class Duty:
    """`seats` conversations can be led at once from minute `starts` to `ends`."""

    starts: float
    ends: float
    seats: int


def serve(talks: Sequence[Talk], duties: Sequence[Duty], until: float) -> float:
    """Let every talk be taken in turn, and fill in when; returns the busy minutes of all seats.

    A conversation that was begun is led to its end.
    """
    house = simpy.Environment()
    waiting = simpy.Store(house)
    busy: list[float] = []
    house.process(_come(house, waiting, talks))
    for duty in duties:
        for _ in range(duty.seats):
            house.process(_sit(house, waiting, duty, busy.append))
    house.run(until=until)
    return sum(busy)


def _come(house: simpy.Environment, waiting: simpy.Store, talks: Sequence[Talk]) -> Generator[Any]:
    for talk in sorted(talks, key=lambda one: one.at):
        yield house.timeout(talk.at - house.now)
        yield waiting.put(talk)


def _sit(
    house: simpy.Environment, waiting: simpy.Store, duty: Duty, led: Callable[[float], None]
) -> Generator[Any]:
    yield house.timeout(max(0.0, duty.starts - house.now))
    while house.now < duty.ends:
        asked = waiting.get()
        over = house.timeout(duty.ends - house.now)
        yield asked | over
        if not asked.triggered:
            asked.cancel()
            return
        talk: Talk = asked.value  # type: ignore[assignment]
        talk.taken = house.now
        led(talk.minutes)
        yield house.timeout(talk.minutes)
