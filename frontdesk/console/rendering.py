"""Templates, and how times, titles and marked texts are written in them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from frontdesk.clinic import Clinic
from frontdesk.clinic.spoken import phone_link, spoken_time, zone_letters
from frontdesk.console.menu import MAIN, MORE, items
from frontdesk.console.static import StaticFiles
from frontdesk.console.words import plain, words


def templates(clinic: Clinic, static: StaticFiles) -> Environment:
    """The templates. Everything is escaped: what patients write is hostile until shown as text."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        clinic=clinic.clinic,
        zone=zone_letters(clinic),
        static=static.url,
        words=words(),
        day_zone=clinic.zone,
        menu=items,
        main_items=MAIN,
        more_items=MORE,
    )
    times = Times(clinic)
    environment.filters.update(
        iso=_iso,
        plain=plain,
        phone=phone,
        phone_link=phone_link,
        percent=_percent,
        lasted=lasted,
        clock=times.clock,
        day=times.day,
        said=times.said,
        ago=ago,
        left=left,
    )
    return environment


class Times:
    """Times as the clinic's clock on the wall shows them."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic

    def clock(self, at: datetime) -> str:
        """9:30 am."""
        local = at.astimezone(self._clinic.zone)
        return f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"

    def day(self, at: datetime) -> str:
        """Monday, April 6, 2026."""
        local = at.astimezone(self._clinic.zone)
        return f"{local:%A, %B} {local.day}, {local.year}"

    def said(self, at: datetime, now: datetime) -> str:
        """today at 4 pm CT."""
        return spoken_time(self._clinic, at, now)


def ago(at: datetime, now: datetime) -> str:
    """just now, 5 min ago, 3 h ago, 2 days ago."""
    minutes = max(0, int((now - at).total_seconds() // 60))
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 48 * 60:
        return f"{minutes // 60} h ago"
    return f"{minutes // (24 * 60)} days ago"


def left(due: datetime, now: datetime) -> str:
    """4:32 left, 3 h 20 min left, 2:10 over; the script in the page keeps it moving."""
    gap = due - now
    word, gap = ("left", gap) if gap >= timedelta(0) else ("over", -gap)
    seconds = int(gap.total_seconds())
    if seconds < 3600:
        return f"{seconds // 60}:{seconds % 60:02d} {word}"
    hours, minutes = divmod(seconds // 60, 60)
    if hours < 48:
        return f"{hours} h {minutes} min {word}"
    return f"{hours // 24} days {word}"


def lasted(seconds: float) -> str:
    """40 s, 12 min, 3 h 20 min, 2 days."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{round(seconds)} s"
    if minutes < 120:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours < 48 else f"{round(hours / 24)} days"


def phone(number: str | None) -> str:
    """(312) 555-0100 of an American number; any other as it is."""
    digits = "".join(c for c in number or "" if c.isdigit())
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}" if len(digits) == 10 else (number or "")


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _percent(part: float) -> str:
    return f"{round(part * 100)}%"
