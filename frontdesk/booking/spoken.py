"""Times said back, the zone always named."""

from __future__ import annotations

from datetime import date, datetime, time

from frontdesk.booking.calendar_dates import WEEKDAYS
from frontdesk.booking.hour_phrases import DAY_ENDS, DAY_STARTS
from frontdesk.booking.wanted import Wanted, Window

_PARTS = {
    (time(0), time(11, 59)): "in the morning",
    (time(12), time(17, 59)): "in the afternoon",
    (time(17), time(23, 59)): "in the evening",
}


def short_time(at: datetime) -> str:
    """For a button: Tue, Apr 7, 9:00 am. The message beside it names the zone."""
    return f"{at:%a, %b} {at.day}, {at.hour % 12 or 12}:{at.minute:02d} {at:%p}".replace(
        "AM", "am").replace("PM", "pm")


def short_day(day: date) -> str:
    """For a button: Tue, Apr 7."""
    return f"{day:%a, %b} {day.day}"


def spoken_wanted(wanted: Wanted, today: date) -> str:
    """What was understood: Thursday, April 9, in the morning; empty for anything at all."""
    said = (_window(w, today) for w in wanted.windows)
    return " or ".join(dict.fromkeys(filter(None, said)))


def _window(window: Window, today: date) -> str:
    return ", ".join(filter(None, (_days(window, today), _but(window), _hours(window))))


def _days(window: Window, today: date) -> str:
    names = ""
    if window.weekdays is not None and len(window.weekdays) < 7:
        names = _weekdays(window.weekdays)
    if window.last is None and window.first > today:
        return f"{names} from {_short(window.first)} on".strip()
    if window.last is None:
        return names or ("any day" if window.ruled_out else "")
    if window.first == window.last:
        return f"{window.first:%A, %B} {window.first.day}"
    span = f"{_short(window.first)} to {_short(window.last)}"
    joined = "," if names.startswith(("any", "a ")) else " from"
    return f"{names}{joined} {span}" if names else span


def _weekdays(numbers: frozenset[int]) -> str:
    """Monday or Tuesday; where most are meant, what is not."""
    if numbers == frozenset(range(5)):
        return "a weekday"
    out = [WEEKDAYS[d].title() for d in range(7) if d not in numbers]
    if len(out) <= 2:
        return f"any day but {' or '.join(out)}"
    return " or ".join(WEEKDAYS[d].title() for d in sorted(numbers))


def _but(window: Window) -> str:
    """But not April 9 or April 13 to April 17."""
    spans = [_short(a) if a == b else f"{_short(a)} to {_short(b)}" for a, b in window.ruled_out]
    return f"but not {' or '.join(spans)}" if spans else ""


def _short(day: date) -> str:
    return f"{day:%B} {day.day}"


def _hours(window: Window) -> str:
    if window.any_time:
        return ""
    if (part := _PARTS.get((window.starts, window.ends))) is not None:
        return part
    if window.starts == window.ends:
        return f"at {_clock(window.starts)}"
    if window.ends >= DAY_ENDS:
        return f"from {_clock(window.starts)} on"
    if window.starts <= DAY_STARTS:
        return f"until {_clock(window.ends)}"
    return f"from {_clock(window.starts)} to {_clock(window.ends)}"


def _clock(at: time) -> str:
    half = "am" if at.hour < 12 else "pm"
    return f"{at.hour % 12 or 12}:{at.minute:02d} {half}" if at.minute else (
        f"{at.hour % 12 or 12} {half}"
    )
