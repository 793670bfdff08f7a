"""What a simulation came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from frontdesk.capacity.pages import Page


@dataclass(frozen=True)
class Answered:
    """Somebody who asked for a person.

    Attributes:
        hour: local hour they asked.
        weekday: from 0, Monday.
        waited: minutes.
        kept: whether they were answered by when they were told.
        in_hours: they asked while the clinic was open.
    """

    hour: int
    weekday: int
    waited: float
    kept: bool
    in_hours: bool


@dataclass
class Results:
    """Everything that is counted.

    Attributes:
        visitors: how many wrote, by local hour.
        staff: staff on duty by local hour, mean over the days the clinic was open.
        asked: those who asked for a person.
        pages: the alarms.
        busy: share of staff's time that went into conversations.
        open_days: days on which the clinic was open.
    """

    days: int
    open_days: int = 0
    visitors: list[int] = field(default_factory=lambda: [0] * 24)
    staff: list[float] = field(default_factory=lambda: [0.0] * 24)
    asked: list[Answered] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    busy: float = 0.0

    def waits(self, hour: int | None = None) -> list[float]:
        """Minutes waited by those who asked in open hours, sorted."""
        found = (a for a in self.asked if a.in_hours and hour in (None, a.hour))
        return sorted(a.waited for a in found)

    def slowest_day(self) -> tuple[int, list[float]]:
        """The weekday whose people wait longest (95 of 100), and their waits, sorted."""
        days: dict[int, list[float]] = {n: [] for n in range(7)}
        for one in self.asked:
            if one.in_hours:
                days[one.weekday].append(one.waited)
        slowest = max(days, key=lambda n: percentile(sorted(days[n]), 0.95))
        return slowest, sorted(days[slowest])

    def promises_kept(self) -> float:
        """Share of those who asked, at any hour, and were answered when they were told."""
        return sum(a.kept for a in self.asked) / len(self.asked) if self.asked else 1.0

    def pages_late(self) -> int:
        """Alarms at which nobody had looked when somebody must."""
        return sum(page.late for page in self.pages)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of sorted `values` lie; 0 for none."""
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0.0
