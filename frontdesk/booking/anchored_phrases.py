"""Days told by another day: "the Monday after Easter", "the week of the 16th"."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from frontdesk.booking.calendar_dates import DATE, WEEKDAYS, coming_ordinal, read_date, week_of
from frontdesk.booking.holiday_phrases import HOLIDAY, coming_holiday
from frontdesk.booking.phrase import Part, days_from, one_day, phrase

_WHAT = rf"(?P<what>{'|'.join(WEEKDAYS)}|day|week|weekend)"
_ANCHOR = (
    rf"(?:(?P<holiday>{HOLIDAY})|(?P<date>{DATE})|(?:the )?(?P<nth>\d{{1,2}})(?:st|nd|rd|th)"
    r"|the (?P<bare>\d{1,2})(?! ?[ap]m|:))"
)
_WEEK = timedelta(days=7)


def _anchor(match: re.Match[str], now: datetime) -> date | None:
    if match["holiday"]:
        return coming_holiday(match["holiday"], now.date())
    if match["date"]:
        return read_date(match["date"], now)
    return coming_ordinal(int(match["nth"] or match["bare"]), now.date())


def _anchored(match: re.Match[str], now: datetime) -> Part | None:
    anchor, what, side = _anchor(match, now), match["what"], match["side"]
    if anchor is None:
        return None
    moved = {"before": -1, "of": 0, "commencing": 0, "beginning": 0, "starting": 0}.get(side, 1)
    if what == "day":
        return Part("day", days=one_day(anchor + timedelta(days=moved))) if moved else None
    if what == "week":
        return Part("day", days=days_from(week_of(anchor) + moved * _WEEK, 7))
    if what == "weekend":
        saturday = week_of(anchor) + timedelta(days=5)
        return Part("day", days=days_from(saturday - (_WEEK if moved < 0 else 0 * _WEEK), 2))
    return Part("day", days=one_day(_weekday_by(anchor, WEEKDAYS.index(what), moved)))


def _weekday_by(anchor: date, number: int, moved: int) -> date:
    """The nearest such weekday before or after a day, or the one of its week."""
    if moved > 0:
        return anchor + timedelta(days=(number - anchor.weekday() - 1) % 7 + 1)
    if moved < 0:
        return anchor - timedelta(days=(anchor.weekday() - number - 1) % 7 + 1)
    return week_of(anchor) + timedelta(days=number)


ANCHORED = (
    phrase(rf"(?:on |in |during )?(?:the )?{_WHAT} (?P<side>before|after|following|of|commencing|"
           rf"beginning|starting)(?: on)? {_ANCHOR}",
           _anchored),
)
