"""Times said in Spanish, the zone always named. Accents that texts lack are dropped later."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from frontdesk.booking.hour_phrases import DAY_ENDS, DAY_STARTS
from frontdesk.booking.wanted import Wanted, Window
from frontdesk.clinic import Clinic
from frontdesk.clinic.spoken import zone_name_es

_DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_MONTHS = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto",
           "septiembre", "octubre", "noviembre", "diciembre")
_PARTS = {
    (time(0), time(11, 59)): "por la mañana",
    (time(12), time(17, 59)): "por la tarde",
    (time(17), time(23, 59)): "por la noche",
}


def full_time_es(clinic: Clinic, at: datetime) -> str:
    """el lunes 6 de abril de 2026 a las 9:30 a. m., hora del Centro."""
    local = at.astimezone(clinic.zone)
    return f"el {_day(local.date())} de {local.year} {_at(local.time())}, {zone_name_es(clinic)}"


def spoken_time_es(clinic: Clinic, at: datetime, now: datetime) -> str:
    """hoy a las 4 p. m., mañana a las 9 a. m., el lunes 6 de abril a las 9:30 a. m., with zone."""
    local, today = at.astimezone(clinic.zone), now.astimezone(clinic.zone).date()
    near = {today: "hoy", today + timedelta(days=1): "mañana"}
    day = near.get(local.date(), f"el {_day(local.date())}")
    return f"{day} {_at(local.time())}, {zone_name_es(clinic)}"


def short_time_es(at: datetime) -> str:
    """For a button: mar 7 abr, 9:00 a. m."""
    return f"{short_day_es(at.date())}, {_clock(at.time(), minutes=True)}"


def short_day_es(day: date) -> str:
    """For a button: mar 7 abr."""
    return f"{_DAYS[day.weekday()][:3]} {day.day} {_MONTHS[day.month - 1][:3]}"


def spoken_wanted_es(wanted: Wanted, today: date) -> str:
    """What was understood: el jueves 9 de abril, por la mañana; empty for anything at all."""
    said = (_window(w, today) for w in wanted.windows)
    return " o ".join(dict.fromkeys(filter(None, said)))


def _window(window: Window, today: date) -> str:
    return ", ".join(filter(None, (_days(window, today), _but(window), _hours(window))))


def _days(window: Window, today: date) -> str:
    names = ""
    if window.weekdays is not None and len(window.weekdays) < 7:
        names = _weekdays(window.weekdays)
    if window.last is None and window.first > today:
        return f"{names} desde el {_date(window.first)}".strip()
    if window.last is None:
        return names or ("cualquier día" if window.ruled_out else "")
    if window.first == window.last:
        return f"el {_day(window.first)}"
    span = f"del {_date(window.first)} al {_date(window.last)}"
    return f"{names}, {span}" if names.startswith(("cual", "entre")) else f"{names} {span}".strip()


def _but(window: Window) -> str:
    """Pero no el 9 de abril o del 13 de abril al 17 de abril."""
    spans = [f"el {_date(a)}" if a == b else f"del {_date(a)} al {_date(b)}"
             for a, b in window.ruled_out]
    return f"pero no {' o '.join(spans)}" if spans else ""


def _weekdays(numbers: frozenset[int]) -> str:
    if numbers == frozenset(range(5)):
        return "entre semana"
    out = [_DAYS[d] for d in range(7) if d not in numbers]
    if len(out) <= 2:
        return f"cualquier día menos {' o '.join(out)}"
    return " o ".join(_DAYS[d] for d in sorted(numbers))


def _hours(window: Window) -> str:
    if window.any_time:
        return ""
    if (part := _PARTS.get((window.starts, window.ends))) is not None:
        return part
    if window.starts == window.ends:
        return _at(window.starts)
    if window.ends >= DAY_ENDS:
        return f"desde {_las(window.starts)}"
    if window.starts <= DAY_STARTS:
        return f"hasta {_las(window.ends)}"
    return f"de {_clock(window.starts)} a {_clock(window.ends)}"


def _day(day: date) -> str:
    return f"{_DAYS[day.weekday()]} {_date(day)}"


def _date(day: date) -> str:
    return f"{day.day} de {_MONTHS[day.month - 1]}"


def _at(at: time) -> str:
    return f"a {_las(at)}"


def _las(at: time) -> str:
    return f"{'la' if at.hour % 12 == 1 else 'las'} {_clock(at)}"


def _clock(at: time, minutes: bool = False) -> str:
    half = "a. m." if at.hour < 12 else "p. m."
    tail = f":{at.minute:02d}" if at.minute or minutes else ""
    return f"{at.hour % 12 or 12}{tail} {half}"
