"""What a phrase about time comes to: one part of what someone wrote."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from frontdesk.booking.wanted import Window


@dataclass(frozen=True)
class Span:
    """Times of day, both ends included. `loose`: morning or evening was not said."""

    starts: time
    ends: time
    loose: bool = False
    #: the part of the day it was said with: "after ten in the morning" ends with the morning
    part: tuple[time, time] | None = None
    #: what it is around
    about: time | None = None


@dataclass(frozen=True)
class Part:
    """A recognised phrase: days, or times of a day, or a word that joins or rules out."""

    #: day, time, zone, earliest, any, not, no_good; or, and, comma, but, to, between; after,
    #: from, before, by, later, later_that_week, earlier, over, must;
    #: and what `referring` takes out again
    kind: str
    days: Window | None = None
    span: Span | None = None
    #: a weekday that a week or month beside it may still settle
    open_day: bool = False
    #: a day of the month alone, which is of this month or the next
    ordinal: bool = False
    #: the week or month it was settled by, which also holds for a weekday joined to it by "or"
    within: Window | None = None
    #: a number that may be no time at all
    weak: bool = False
    #: "any afternoon": a wish of its own, whatever was ruled out before it
    anew: bool = False
    #: "before that": on which side of what was named
    side: str = ""
    #: the days or times it was said in a row with, by number; 0: none
    row: int = 0
    #: the zone of the time before it
    zone: ZoneInfo | None = None
    #: where it stood
    start: int = 0
    end: int = 0


Reader = Callable[[re.Match[str], datetime], "Part | None"]


@dataclass(frozen=True)
class Phrase:
    """A pattern and what it comes to, given the clinic's local time now."""

    pattern: re.Pattern[str]
    read: Reader


def phrase(pattern: str, read: Reader) -> Phrase:
    """A phrase that begins and ends at a word's edge."""
    return Phrase(re.compile(rf"(?<!\w)(?<!\d/)(?:{pattern})(?!\w)"), read)


def one_day(day: date) -> Window:
    """A single day."""
    return Window(day, day)


def days_from(day: date, count: int) -> Window:
    """`count` days beginning with `day`."""
    return Window(day, day + timedelta(days=count - 1))


def is_week(part: Part) -> bool:
    """Whether a part is days on end, a week or a month, which weekdays beside it are of."""
    days = part.days
    return bool(days and days.last and not days.weekdays and (days.last - days.first).days > 3)


def both(a: Window, b: Window) -> Window | None:
    """The days and times that are in both; None when there are none."""
    first = max(a.first, b.first)
    lasts = [x.last for x in (a, b) if x.last is not None]
    last = min(lasts) if lasts else None
    weekdays = b.weekdays if a.weekdays is None else (
        a.weekdays if b.weekdays is None else a.weekdays & b.weekdays
    )
    starts, ends = max(a.starts, b.starts), min(a.ends, b.ends)
    if (last is not None and last < first) or weekdays == frozenset() or ends < starts:
        return None
    return Window(first, last, weekdays, starts, ends, a.never | b.never)


def days_of(window: Window) -> Iterator[date]:
    """The days of a window that ends."""
    day = window.first
    while window.last is not None and day <= window.last:
        if window.allows_day(day):
            yield day
        day += timedelta(days=1)
