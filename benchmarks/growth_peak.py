"""The busiest minutes at the engines: each takes one message after the other (SimPy)."""

from __future__ import annotations

import random
from collections.abc import Generator
from typing import Any

import simpy

#: messages that are simulated; the first tenth fills the queues and is not counted
_MESSAGES = 10_000


def waits_at_the_peak(rate: float, units: int, seconds: float, seed: int = 1) -> float:
    """Seconds within which 95 of 100 messages come to an engine that is free for them.

    Args:
        rate: messages a second, at random moments.
        units: engines; a conversation stays at the one it began at.
        seconds: that an engine needs for one message.
    """
    waits = sorted(simulate(rate, units, seconds, seed))
    return waits[int(len(waits) * 0.95)]


def simulate(rate: float, units: int, seconds: float, seed: int = 1) -> list[float]:
    """The wait of each message, in seconds."""
    chance, house = random.Random(seed), simpy.Environment()
    engines = [simpy.Resource(house) for _ in range(units)]
    waits: list[float] = []

    def turn(engine: simpy.Resource) -> Generator[Any]:
        came = house.now
        with engine.request() as asked:
            yield asked
            waits.append(house.now - came)
            yield house.timeout(seconds)

    def people() -> Generator[Any]:
        for _ in range(_MESSAGES):
            yield house.timeout(chance.expovariate(rate))
            house.process(turn(chance.choice(engines)))

    house.process(people())
    house.run()
    return waits[_MESSAGES // 10 :]
