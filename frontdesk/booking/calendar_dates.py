"""Dates of the calendar as they are written; dateparser reads them."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time, timedelta

import dateparser

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = tuple(m.lower() for m in calendar.month_name[1:])
_MONTH = "|".join(MONTHS)
DATE = (
    rf"(?:(?:{_MONTH}) ?(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?:,? 20\d\d)?"
    rf"|(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTH})(?:,? 20\d\d)?"
    r"|20\d\d-\d\d-\d\d|(?:1[0-2]|0?[1-9])-(?:1[3-9]|2\d|3[01])(?![\d:-]| ?[ap]m)"
    r"|\d{1,2}/\d{1,2}(?:/(?:20)?\d\d)?)"
)
#: a date without a year that is over by up to this many days was meant to be past
_PAST_DAYS = 31


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def month_later(day: date, count: int) -> date:
    """The same day `count` months on, or the last of a shorter month."""
    months = day.month - 1 + count
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def coming_ordinal(number: int, today: date) -> date | None:
    """The 14th: of this month, or of the first month ahead that has that day to come."""
    if not 1 <= number <= 31:
        return None
    month = today.replace(day=1)
    for _ in range(4):
        last = calendar.monthrange(month.year, month.month)[1]
        if number <= last and month.replace(day=number) >= today:
            return month.replace(day=number)
        month = month_later(month, 1)
    return None


def read_date(text: str, now: datetime) -> date | None:
    """A date of the calendar; without a year the coming one, unless it is only just over."""
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|\bthe |\bof ", "", text)
    order = "YMD" if re.fullmatch(r"20\d\d-\d\d-\d\d", text) else "MDY"
    found = dateparser.parse(
        text, languages=["en"],
        settings={
            "DATE_ORDER": order, "RELATIVE_BASE": datetime.combine(now.date(), time()),
            "PREFER_DATES_FROM": "current_period", "REQUIRE_PARTS": ["day", "month"],
        },
    )
    if found is None:
        return None
    day: date = found.date()
    told = re.search(r"20\d\d|/\d+/\d\d$", text)
    while not told and (now.date() - day).days > _PAST_DAYS:
        day = _a_year_later(day)
    return day


def _a_year_later(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # February 29
        return date(day.year + 1, 3, 1)
