"""What a manager asks: so many visitors, so many staff, and what is assumed beside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

#: share of a day's visitors by hour of the clinic's local day, from midnight. An assumption: most
#: write in the late morning and again after work. Put in the clinic's own when it has a month.
DAY = (1, 1, 1, 1, 1, 1, 2, 3, 5, 7, 8, 8, 7, 6, 6, 6, 6, 6, 6, 6, 5, 4, 2, 1)

_SHIFT = re.compile(r"(\d{1,2}:\d{2})-(\d{1,2}:\d{2})=(\d{1,3})")


class PlanError(LookupError):
    """A plan that can not be read; says what is wrong."""


@dataclass(frozen=True)
class Shift:
    """So many staff from `starts` to `ends`, local time, on every day the clinic is open."""

    starts: time
    ends: time
    staff: int


@dataclass(frozen=True)
class Plan:
    """One question to the simulation.

    Attributes:
        visitors: people who write on one day, at any hour.
        handed_over: share of them who ask for a person, 0 to 1.
        shifts: who is there; outside the clinic's own hours nobody is.
        minutes: how long one conversation takes a member of staff, mean.
        at_once: conversations that one of them leads side by side.
        alarms: share of visitors whose words are a danger sign, 0 to 1.
        emergencies: share of the alarms that are emergencies or crises, 0 to 1.
        answers_page: minutes until somebody who was paged acknowledges, mean.
        misses_page: share of pages that their person never sees, 0 to 1.
        days: days that are simulated, `first` the first of them.
        seed: the same seed gives the same days.
    """

    visitors: float
    handed_over: float
    shifts: tuple[Shift, ...]
    first: date
    minutes: float = 6.0
    at_once: int = 1
    alarms: float = 0.01
    emergencies: float = 0.3
    answers_page: float = 2.0
    misses_page: float = 0.1
    days: int = 28
    seed: int = 1
    day: Sequence[float] = DAY

    def __post_init__(self) -> None:
        for name in ("handed_over", "alarms", "emergencies", "misses_page"):
            if not 0 <= getattr(self, name) <= 1:
                raise PlanError(f"{name.replace('_', ' ')}: a share between 0 and 100 % is needed")
        for name in ("visitors", "minutes", "at_once", "answers_page", "days"):
            if getattr(self, name) <= 0:
                raise PlanError(f"{name.replace('_', ' ')}: a number above 0 is needed")
        if self.visitors * self.days > 200_000:
            raise PlanError("more than 200,000 visitors in all: take fewer days")

    def on_duty(self, at: time) -> int:
        """Staff at a local time of a day on which the clinic is open."""
        return sum(s.staff for s in self.shifts if s.starts <= at < s.ends)


def parse_shifts(text: str) -> tuple[Shift, ...]:
    """`2` (all day) or `08:30-12:00=2,12:00-13:00=1,13:00-17:00=3`. Raises `PlanError`."""
    if text.strip().isdigit():
        return (Shift(time.min, time.max, int(text)),)
    shifts = []
    for part in text.split(","):
        found = _SHIFT.fullmatch(part.strip())
        if not found:
            raise PlanError(f"staff: {part.strip()!r} is not like 08:30-12:00=2")
        shifts.append(Shift(_time(found[1]), _time(found[2]), int(found[3])))
    return tuple(shifts)


def _time(text: str) -> time:
    hours, minutes = map(int, text.split(":"))
    if (hours, minutes) == (24, 0):
        return time.max
    try:
        return time(hours, minutes)
    except ValueError as error:
        raise PlanError(f"staff: {text} is no time of day") from error
