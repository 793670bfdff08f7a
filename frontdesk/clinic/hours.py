"""When the clinic is open, and time measured in open hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

import holidays as holiday_calendars
from holidays import HolidayBase

from frontdesk.clinic.model import DAYS, Clinic, Spans, Week

#: a clock that has not run out by then never will (a clinic without hours)
_LONGEST = 60


def closed_on(clinic: Clinic, day: date) -> bool:
    """Whether `day` is a holiday of the clinic."""
    return day in clinic.holidays.closed or holiday_on(clinic, day) is not None


def holiday_on(clinic: Clinic, day: date) -> str | None:
    """The name of the public holiday for which the clinic is closed on `day`."""
    rules = clinic.holidays
    if not rules.country:
        return None
    names = _calendar(rules.country, day.year).get_list(day)
    return next((n for n in names if any(wanted in n for wanted in rules.names)), None)


@lru_cache(maxsize=16)
def _calendar(country: str, year: int) -> HolidayBase:
    """Put together once: the deadline of a case looks at several days of it."""
    return holiday_calendars.country_holidays(country, years=year)


def spans_on(
    clinic: Clinic, day: date, week: Week | None = None
) -> list[tuple[datetime, datetime]]:
    """The open stretches of a local day, aware, holidays left out; of `week` if it is given."""
    if closed_on(clinic, day):
        return []
    spans: Spans = (clinic.hours if week is None else week).get(DAYS[day.weekday()], ())
    zone = clinic.zone
    return [
        (datetime.combine(day, s.starts, zone), datetime.combine(day, s.ends, zone)) for s in spans
    ]


def is_open(clinic: Clinic, at: datetime) -> bool:
    """Whether someone is at the clinic at `at`."""
    local = at.astimezone(clinic.zone)
    return any(starts <= local < ends for starts, ends in spans_on(clinic, local.date()))


def next_opening_time(clinic: Clinic, at: datetime) -> datetime:
    """`at` itself when the clinic is open then, otherwise when it next opens (local time)."""
    local = at.astimezone(clinic.zone)
    for n in range(_LONGEST):
        for starts, ends in spans_on(clinic, local.date() + timedelta(days=n)):
            if local < ends:
                return max(local, starts)
    return local


def after_open_time(clinic: Clinic, at: datetime, wanted: timedelta) -> datetime:
    """When `wanted` of open time has passed since `at` (local time)."""
    local, left = at.astimezone(clinic.zone), wanted
    for n in range(_LONGEST):
        for starts, ends in spans_on(clinic, local.date() + timedelta(days=n)):
            begin = max(local, starts)
            # Aware arithmetic within one zone is wall-clock; UTC counts real hours.
            room = _real(ends) - _real(begin) if begin < ends else timedelta(0)
            if left <= room:
                return (_real(begin) + left).astimezone(clinic.zone)
            left -= room
    return local + wanted


def _real(at: datetime) -> datetime:
    return at.astimezone(timezone.utc)
