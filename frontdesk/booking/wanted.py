"""What someone wants of a time: windows of days and of the day, in the clinic's zone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

_MORNING_OF_DAY, _END_OF_DAY = time(0, 0), time(23, 59)


@dataclass(frozen=True)
class Window:
    """Days from `first` to `last` (None: no end), of these weekdays (0 Monday; None: any).

    On each, beginnings from `starts` to `ends`, both included, in local time.
    """

    first: date
    last: date | None = None
    weekdays: frozenset[int] | None = None
    starts: time = _MORNING_OF_DAY
    ends: time = _END_OF_DAY
    #: days that were ruled out
    never: frozenset[date] = frozenset()

    def allows_day(self, day: date) -> bool:
        """Whether the day is one of them."""
        if day < self.first or (self.last is not None and day > self.last) or day in self.never:
            return False
        return self.weekdays is None or day.weekday() in self.weekdays

    def allows(self, at: datetime) -> bool:
        """Whether a consultation may begin at a local time."""
        return self.allows_day(at.date()) and self.starts <= at.time() <= self.ends

    @property
    def ruled_out(self) -> list[tuple[date, date]]:
        """The days on end, each from first to last, that are left out of those it would allow."""
        spans: list[tuple[date, date]] = []
        for day in sorted(self.never):
            if not replace(self, never=frozenset()).allows_day(day):
                continue
            if spans and spans[-1][1] == day - timedelta(days=1):
                spans[-1] = (spans[-1][0], day)
            else:
                spans.append((day, day))
        return spans

    @property
    def any_time(self) -> bool:
        """Whether nothing was said about the time of day."""
        return (self.starts, self.ends) == (_MORNING_OF_DAY, _END_OF_DAY)

    @property
    def any_day(self) -> bool:
        """Whether nothing was said about the day."""
        return self.last is None and self.weekdays is None and not self.never

    @property
    def only_clock(self) -> bool:
        """Whether a time of the clock was named, and no day."""
        return self.any_day and self.starts == self.ends

    @property
    def exact(self) -> bool:
        """Whether one single time on one single day was named."""
        return self.starts == self.ends and self.first == self.last


@dataclass(frozen=True)
class Wanted:
    """One window or several, any of which will do.

    `earliest`: as soon as can be. `past`: what was named is over; the windows are then empty.
    `unsure`: it was read from a long answer, and may be wrong.
    """

    windows: tuple[Window, ...] = ()
    earliest: bool = False
    past: bool = False
    unsure: bool = False

    def allows_day(self, day: date) -> bool:
        """Whether something on that day would do."""
        return not self.windows or any(w.allows_day(day) for w in self.windows)

    def allows(self, at: datetime) -> bool:
        """Whether a consultation that begins at a local time would do."""
        return not self.windows or any(w.allows(at) for w in self.windows)

    @property
    def exact(self) -> bool:
        """Whether exactly one time was named."""
        return len(self.windows) == 1 and self.windows[0].exact

    def on_days_of(self, before: Wanted) -> Wanted:
        """Times that were named alone, on the days that were named before them."""
        if not self.windows or not before.windows or not all(w.any_day for w in self.windows):
            return self
        windows = tuple(
            replace(day, starts=times.starts, ends=times.ends)
            for day in before.windows for times in self.windows
        )
        return replace(self, windows=tuple(dict.fromkeys(windows)))

    def as_dict(self) -> dict[str, Any]:
        """As plain values, for a slot of the dialogue."""
        return {
            "earliest": self.earliest,
            "past": self.past,
            "unsure": self.unsure,
            "windows": [
                {
                    "first": w.first.isoformat(),
                    "last": w.last.isoformat() if w.last else None,
                    "weekdays": None if w.weekdays is None else sorted(w.weekdays),
                    "starts": w.starts.isoformat("minutes"),
                    "ends": w.ends.isoformat("minutes"),
                    "never": sorted(d.isoformat() for d in w.never),
                }
                for w in self.windows
            ],
        }


def wanted_from(values: dict[str, Any]) -> Wanted:
    """What `as_dict` gave."""
    return Wanted(
        tuple(
            Window(
                date.fromisoformat(w["first"]),
                date.fromisoformat(w["last"]) if w["last"] else None,
                None if w["weekdays"] is None else frozenset(w["weekdays"]),
                time.fromisoformat(w["starts"]),
                time.fromisoformat(w["ends"]),
                frozenset(date.fromisoformat(d) for d in w["never"]),
            )
            for w in values["windows"]
        ),
        earliest=values["earliest"],
        past=values["past"],
        # what was noted before this was known has none
        unsure=values.get("unsure", False),
    )
