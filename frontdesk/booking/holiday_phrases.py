"""Public holidays as people name days by them: "the Monday after Thanksgiving"."""

from __future__ import annotations

import re
from datetime import date, datetime

import holidays
from dateutil.easter import easter

from frontdesk.booking.phrase import Part, one_day, phrase
from frontdesk.booking.wanted import Window


def _holiday(match: re.Match[str], now: datetime) -> Part | None:
    """A public holiday: nobody comes then, but people name days by it."""
    name, today = match["holiday"].replace("'s", "").rstrip("s"), now.date()
    if name == "easter":
        days = [easter(year) for year in (today.year, today.year + 1)]
    else:
        calendar_of = holidays.country_holidays("US", years=(today.year, today.year + 1))
        days = sorted(calendar_of.get_named(name, lookup="icontains"))
    ahead = [d for d in days if d >= today]
    return Part("day", days=one_day(ahead[0])) if ahead else None


def _holidays_over(match: re.Match[str], now: datetime) -> Part:
    """The holidays: from Christmas Eve to New Year's Day."""
    today = now.date()
    year = today.year if (today.month, today.day) > (1, 1) else today.year - 1
    return Part("day", days=Window(date(year, 12, 24), date(year + 1, 1, 1)))


HOLIDAYS = (
    phrase(r"(?P<holiday>thanksgiving|christmas|new year'?s?|labor day|memorial day|"
           r"independence day|easter)(?: day)?", _holiday),
    phrase(r"the holidays", _holidays_over),
)
