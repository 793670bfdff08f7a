"""Times told from now: "in an hour or two", "a week today", "in two or three weeks"."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from frontdesk.booking.calendar_dates import WEEKDAYS, month_later, week_of
from frontdesk.booking.phrase import Part, days_from, one_day, phrase
from frontdesk.booking.wanted import Window

_N = r"(?P<n>an?|\d{1,2})"
_WD = "|".join(WEEKDAYS)
#: how much later than "in an hour" still is, minutes
_AROUND = 45


def _number(text: str | None, otherwise: int = 1) -> int:
    return int(text) if text and text.isdigit() else otherwise


def _hours_ahead(match: re.Match[str], now: datetime) -> Part:
    """In an hour or two: from one to two hours from now, on the day that will be."""
    if match["half"]:
        least = most = 30
    else:
        least = 60 * _number(match["n"])
        most = 60 * _number(match["m"], _number(match["n"]) + bool(match["or"]))
    begins = now.replace(tzinfo=None) + timedelta(minutes=least)
    ends = begins + timedelta(minutes=most - least + _AROUND)
    last = ends.time() if ends.date() == begins.date() else time(23, 59)
    return Part("day", days=Window(begins.date(), begins.date(), starts=begins.time().replace(
        second=0, microsecond=0), ends=last.replace(second=0, microsecond=0)))


def _weeks_from(match: re.Match[str], now: datetime) -> Part:
    """A week today; a fortnight tomorrow; two weeks Monday."""
    begin = {"today": 0, "tomorrow": 1}.get(match["day"])
    if begin is None:
        begin = (WEEKDAYS.index(match["day"]) - now.weekday() - 1) % 7 + 1
    return Part("day", days=one_day(now.date() + timedelta(begin + 7 * _number(match["n"]))))


def _either(match: re.Match[str], now: datetime) -> Part:
    """In two or three weeks: any day of either week; in a day or two: either day."""
    least = _number(match["n"])
    most = max(least, _number(match["m"], least + 1))
    return Part("day", days=Window(_start(least, match["unit"], now.date()),
                                   _end(most, match["unit"], now.date())))


def _start(count: int, unit: str, today: date) -> date:
    if unit.startswith("day"):
        return today + timedelta(days=count)
    if unit.startswith("week"):
        return week_of(today + timedelta(weeks=count))
    return month_later(today, count)


def _end(count: int, unit: str, today: date) -> date:
    last = _start(count, unit, today)
    return last if unit.startswith("day") else last + timedelta(days=6)


def _next_few(match: re.Match[str], now: datetime) -> Part:
    """The next day or two; the next week or two."""
    least = _number(match["n"])
    most = _number(match["m"], least + 1)
    days = {"d": 1, "w": 7, "m": 30}[match["unit"][0]]
    return Part("day", days=Window(now.date(), now.date() + timedelta(days=days * most)))


def _weeks_on(match: re.Match[str], now: datetime) -> Part:
    """At least two weeks out: from that day on."""
    count = _number(match["n"])
    first = now.date() + timedelta(days=count * {"d": 1, "w": 7}.get(match["unit"][0], 0))
    return Part("day", days=Window(
        month_later(first, count) if match["unit"].startswith("month") else first))


def _rest_of_week(match: re.Match[str], now: datetime) -> Part:
    return Part("day", days=Window(now.date(), week_of(now.date()) + timedelta(days=6)))


def _nth_week(match: re.Match[str], now: datetime) -> Part:
    """The second week: of this month, or of the next when it is over."""
    number = {"second": 2, "third": 3, "fourth": 4}.get(match["nth"]) or int(match["nth"][0])
    first = now.date().replace(day=7 * number - 6)
    if first + timedelta(days=6) < now.date():
        first = month_later(first, 1)
    return Part("day", days=days_from(first, 7))


def _of_next_month(match: re.Match[str], now: datetime) -> Part | None:
    first = month_later(now.date().replace(day=1), 1)
    try:
        return Part("day", days=one_day(first.replace(day=int(match["nth"]))))
    except ValueError:
        return None


def _by_end_of_week(match: re.Match[str], now: datetime) -> Part:
    monday = week_of(now.date()) + timedelta(days=7 if match["next"] else 0)
    return Part("day", days=Window(now.date(), monday + timedelta(days=6)))


_OUT = r"(?:out|from (?:now|today)|away|off|ahead|or more|minimum)"
_OR = r"(?: ?(?:or|-|to) ?(?P<m>\d{1,2}|so))"
RELATIVE = (
    phrase(r"(?:(?:the )?rest|what(?:ever)?(?:'?s| is) left) of (?:the|this) week",
           _rest_of_week),
    phrase(r"(?:in |during )?the (?P<nth>second|third|fourth|2nd|3rd|4th) week(?! (?:of|in|after))"
           r"(?: of (?:the|this) month)?", _nth_week),
    phrase(rf"(?:in|within) (?:about |like |maybe )?(?:(?P<half>half an hour|30 min(?:ute)?s)|{_N} "
           rf"?(?:hours?|hrs?|h)(?P<or> or (?P<m>\d{{1,2}}|so))?)(?: (?:from now|time))?",
           _hours_ahead),
    phrase(rf"(?:in )?{_N} weeks? (?P<day>today|tomorrow)", _weeks_from),
    phrase(rf"(?<!in )(?<!\d ){_N} weeks? (?:on )?(?P<day>{_WD})(?! (?:of|after|before))",
           _weeks_from),
    phrase(r"(?:(?:in|within|over) )?the next (?:(?P<n>an?|\d{1,2}) )?"
           r"(?P<unit>days?|weeks?|months?) or (?P<m>\d{1,2}|so)", _next_few),
    phrase(rf"in (?:about |like |maybe )?{_N}{_OR} (?P<unit>days?|weeks?|months?)(?: time)?",
           _either),
    phrase(rf"in (?:about |like |maybe )?{_N} (?P<unit>days?|weeks?|months?) or "
           r"(?P<m>\d{1,2}|so)", _either),
    phrase(rf"(?:(?:starting|not|for|from|in|need) )*at least {_N} (?P<unit>days?|weeks?|months?)"
           rf"(?: {_OUT}\b| notice)?", _weeks_on),
    phrase(r"(?:from|starting|beginning|(?:no|not) (?:sooner|earlier|less) than|not (?:before|"
           rf"until)|after) (?:about )?{_N} (?P<unit>days?|weeks?|months?) {_OUT}", _weeks_on),
    phrase(rf"after {_N} (?P<unit>days?)(?! (?:of|from|after))", _weeks_on),
    phrase(r"(?:on )?(?:the )?(?P<nth>\d{1,2})(?:st|nd|rd|th) of next month", _of_next_month),
    phrase(r"(?:by|before) (?:the )?end of (?:the |this |(?P<next>next ))?week", _by_end_of_week),
)
