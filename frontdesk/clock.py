"""One clock for the whole product, in every process.

The clock is the system's plus one offset, kept in `DATA_DIR/clock` and read at every call, so
that turning it (`python -m frontdesk clock +2d`) turns all processes at once. Time limits do not
use it: they use `time.monotonic()`. This is the only module that asks the system for the time.
"""

from __future__ import annotations

import os
import re
import time
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path

from frontdesk.settings import settings

_STEP = re.compile(r"(?P<sign>[+-]?)(?P<number>\d+(?:\.\d+)?)(?P<unit>[smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class ClockError(ValueError):
    """A time or a step that can not be read, or a clock that may not be turned."""


def now() -> datetime:
    """The time, aware, in UTC."""
    return _system() + timedelta(seconds=_offset(_file()))


def start() -> None:
    """Begin at `FRONTDESK_CLOCK`, if it is set and the clock was never started here."""
    wanted, path = settings().frontdesk_clock, _file()
    if wanted and not path.exists():
        _write(path, (_parsed(wanted) - _system()).total_seconds())


def turn(step: str) -> datetime:
    """Turn the clock by a step such as `+5m`, `+2d` or `-1h`; returns the new time.

    Raises:
        ClockError: for a step that can not be read, and always in production.
    """
    if settings().production:
        raise ClockError("the clock is never turned in production")
    parts = list(_STEP.finditer(step))
    if not parts or "".join(p.group(0) for p in parts) != step:
        raise ClockError(f"can not read the step {step!r}: write +5m, +2d, -1h or +1d2h")
    sign = -1 if parts[0]["sign"] == "-" else 1
    moved = sum((timedelta(**{_UNITS[p["unit"]]: float(p["number"])}) for p in parts), timedelta())
    path = _file()
    _write(path, _offset(path) + sign * moved.total_seconds())
    return now()


def set_to(when: str) -> datetime:
    """Set the clock to an ISO time with a zone; returns the new time. Refused in production."""
    if settings().production:
        raise ClockError("the clock is never turned in production")
    _write(_file(), (_parsed(when) - _system()).total_seconds())
    return now()


def _system() -> datetime:
    return datetime.fromtimestamp(time.time(), tz=timezone.utc)


def _parsed(text: str) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise ClockError(f"{text!r} is not a time in ISO 8601") from error
    if when.tzinfo is None:
        raise ClockError(f"{text!r} has no zone: add one, such as -05:00")
    return when


def _file() -> Path:
    return _in(settings().data_dir)


@lru_cache(maxsize=8)
def _in(folder: Path) -> Path:
    """Put together once: this is asked dozens of times in a turn."""
    return folder / "clock"


def _offset(path: Path) -> float:
    try:
        found = os.stat(path)
        return _read(path, found.st_ino, found.st_mtime_ns)
    except FileNotFoundError:
        return 0.0


@lru_cache(maxsize=8)
def _read(path: Path, _file_number: int, _written: int) -> float:
    """What the file holds; read anew only where it was written since: this is asked constantly."""
    return float(path.read_text())


def _write(path: Path, seconds: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(repr(seconds))
    draft.replace(path)
