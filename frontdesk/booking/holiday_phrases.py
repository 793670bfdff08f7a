"""Public holidays as people name days by them: "christmas eve", "the holidays"."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import holidays

from frontdesk.booking.phrase import Part, one_day, phrase
from frontdesk.booking.wanted import Window

#: as it is said -> as the library calls it
_NAMES = {
    r"thanksgiving": "Thanksgiving",
    r"christmas eve": "Christmas Eve", r"christmas": "Christmas Day",
    r"new year'?s? eve": "New Year's Eve", r"new year'?s?": "New Year's Day",
    r"memorial day": "Memorial Day", r"labor day": "Labor Day",
    r"independence day": "Independence Day", r"juneteenth": "Juneteenth",
    r"mlk|(?:dr\.? )?martin luther king(?: jr\.?)?": "Martin Luther King Jr. Day",
    r"presidents?'?s?'? day": "Washington's Birthday", r"columbus day": "Columbus Day",
    r"veterans?'?s?'? day": "Veterans Day", r"(?<!is )(?<!are )(?<!be )(?<!me )good "
                                            r"friday": "Good Friday",
    r"easter(?: sunday)?": "Easter Sunday", r"mothers?'?s?'? day": "Mother's Day",
    r"fathers?'?s?'? day": "Father's Day", r"valentines?'?s?'? day|valentines": "Valentine's Day",
    r"(?:saint|st\.?) patrick'?s?": "Saint Patrick's Day", r"halloween": "Halloween",
}
#: a holiday by any of its names; `black friday` follows Thanksgiving
HOLIDAY = rf"(?:black friday|{'|'.join(_NAMES)})(?: day)?(?! ?eve)"


def coming_holiday(text: str, today: date) -> date | None:
    """The next day of that name, today included; None where none is known by it."""
    text = text.strip()
    if text == "black friday":
        found = coming_holiday("thanksgiving", today - timedelta(days=1))
        return found and found + timedelta(days=1)
    name = next((n for p, n in _NAMES.items() if re.fullmatch(rf"(?:{p})(?: day)?", text)), None)
    if name is None:
        return None
    known = holidays.country_holidays(
        "US", years=(today.year, today.year + 1), categories=("public", "unofficial"),
        observed=False,
    )
    days = sorted(known.get_named(name, lookup="istartswith"))
    return next((d for d in days if d >= today), None)


def _holiday(match: re.Match[str], now: datetime) -> Part | None:
    day = coming_holiday(match["holiday"], now.date())
    return Part("day", days=one_day(day)) if day else None


def _holidays_over(match: re.Match[str], now: datetime) -> Part:
    """The holidays: from Christmas Eve to New Year's Day."""
    today = now.date()
    year = today.year if (today.month, today.day) > (1, 1) else today.year - 1
    return Part("day", days=Window(date(year, 12, 24), date(year + 1, 1, 1)))


def _new_year(match: re.Match[str], now: datetime) -> Part:
    """In the new year: from its first working days on."""
    first = date(now.year + 1, 1, 2)
    return Part("day", days=Window(first, first + timedelta(days=29)))


HOLIDAYS = (
    phrase(r"(?:some ?time )?(?:in|into) the new year", _new_year),
    phrase(rf"(?P<holiday>{HOLIDAY})", _holiday),
    phrase(r"the holidays", _holidays_over),
)
