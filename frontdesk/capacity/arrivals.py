"""Who comes when, and what they need."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import Literal

from frontdesk.capacity.plan import Plan

Need = Literal["answer", "person", "emergency", "urgent"]


@dataclass(frozen=True)
class Arrival:
    """Somebody who writes at `at` (UTC)."""

    at: datetime
    need: Need


def arrivals(plan: Plan, zone: tzinfo, chance: random.Random) -> Iterator[Arrival]:
    """A Poisson stream whose rate follows the hours of the day."""
    share = [part / sum(plan.day) for part in plan.day]
    for day in range(plan.days):
        for hour in range(24):
            begins = _hour(plan.first + timedelta(days=day), hour, zone)
            for minute in _within(60, plan.visitors * share[hour] / 60, chance):
                yield Arrival(begins + timedelta(minutes=minute), _need(plan, chance))


def _within(length: float, rate: float, chance: random.Random) -> Iterator[float]:
    """Moments of a Poisson process of `rate` before `length`."""
    at = chance.expovariate(rate) if rate else length
    while at < length:
        yield at
        at += chance.expovariate(rate)


def _need(plan: Plan, chance: random.Random) -> Need:
    if chance.random() < plan.alarms:
        return "emergency" if chance.random() < plan.emergencies else "urgent"
    return "person" if chance.random() < plan.handed_over else "answer"


def _hour(day: date, hour: int, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(timezone.utc)
