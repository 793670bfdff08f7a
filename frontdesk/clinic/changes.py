"""What the clinic changes in its own running: hours, closed days, rota, a swap for tonight.

`clinic.yml` is the start; changes are rows with author and date. Every process looks for newer
ones every few seconds, beside its work: a database that is gone never makes anybody wait here.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from frontdesk.clinic.model import DAYS, Alerts, Clinic, Rung
from frontdesk.store import Store
from frontdesk.store.tables import ClinicChange

log = structlog.get_logger()

PARTS = ("hours", "closed", "rota", "swap")
#: parts that tell something else at another hour
_OF_THE_HOUR = frozenset({"rota", "swap"})
#: a night on call belongs to the day it began on
NIGHT_ENDS = timedelta(hours=7)
_PAUSE = 5.0


class BadChange(ValueError):
    """A change that can not be read; names the part."""


class LiveClinic:
    """A `Clinic` in all it tells, as `clinic.yml` and the newest changes have it."""

    def __init__(
        self, base: Clinic, store: Store, now: Callable[[], datetime], pause: float = _PAUSE
    ) -> None:
        self._base, self._store, self._now, self._pause = base, store, now, pause
        self._changes: dict[str, dict[str, Any]] = {}
        self._looked: float | None = None
        self._looking = threading.Lock()
        self._made: tuple[Any, Clinic] | None = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.current, name)

    @property
    def current(self) -> Clinic:
        """The clinic as it is now."""
        self._look_if_old()
        changes = self._changes
        # Asked many times a turn: without a rota or a swap it is the same at every hour.
        at = self._now() if changes.keys() & _OF_THE_HOUR else None
        key = (changes, at and (_swap_holds(changes, at), _duty_day(self._base, at)))
        if self._made is None or self._made[0] != key:
            self._made = (key, changed(self._base, changes, at or self._now()))
        return self._made[1]

    @property
    def base(self) -> Clinic:
        """The clinic as `clinic.yml` tells it."""
        return self._base

    @property
    def swap_until(self) -> datetime | None:
        """Until when somebody else than the rota says is on call."""
        at = self._now()
        swap = self._changes.get("swap", {})
        return datetime.fromisoformat(swap["until"]) if _swap_holds(self._changes, at) else None

    def refresh(self) -> None:
        """Read the changes now. A store that does not answer changes nothing."""
        try:
            with self._store.read() as session:
                self._changes = newest(session)
        except SQLAlchemyError as error:
            log.warning("clinic.changes_not_read", error=type(error).__name__)

    def _look_if_old(self) -> None:
        if self._looked is None:
            self._looked = time.monotonic()
            self.refresh()
            return
        old = time.monotonic() - self._looked > self._pause
        if old and self._looking.acquire(blocking=False):
            self._looked = time.monotonic()
            threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        try:
            self.refresh()
        finally:
            self._looking.release()


def newest(session: Session) -> dict[str, dict[str, Any]]:
    """part -> its newest value."""
    last = select(func.max(ClinicChange.id)).group_by(ClinicChange.part)
    query = select(ClinicChange.part, ClinicChange.value).where(ClinicChange.id.in_(last))
    return {part: value for part, value in session.execute(query)}


def keep(
    session: Session, clinic: Clinic, part: str, value: dict[str, Any], staff_id: str, at: datetime
) -> None:
    """Change a part from now on.

    Raises:
        BadChange: when it can not be read.
    """
    if part not in PARTS:
        raise BadChange(part)
    try:
        changed(clinic, {part: value}, at)
    except (ValidationError, KeyError, ValueError, TypeError) as error:
        raise BadChange(part) from error
    session.add(ClinicChange(part=part, value=value, staff_id=staff_id, at=at))
    session.flush()


def changed(base: Clinic, changes: Mapping[str, Mapping[str, Any]], at: datetime) -> Clinic:
    """The clinic with the changes in it."""
    content = base.model_dump(mode="python", include={"hours", "holidays"})
    if "hours" in changes:
        content["hours"] = {day: span for day, span in changes["hours"]["days"].items() if span}
    if "closed" in changes:
        days = tuple(date.fromisoformat(day) for day in changes["closed"]["days"])
        content["holidays"] = {**content["holidays"], "closed": days}
    checked = Clinic.model_validate({**base.model_dump(mode="python"), **content})
    alerts = _on_duty(base, changes, at)
    return checked.model_copy(update={"alerts": alerts})


def present(clinic: Clinic) -> Clinic:
    """The clinic as it is now, one and the same object until something changes."""
    current: Clinic = getattr(clinic, "current", clinic)
    return current


def swapped_until(clinic: Clinic) -> datetime | None:
    """Until when a swap holds; None when the rota does."""
    return getattr(clinic, "swap_until", None)


def _on_duty(base: Clinic, changes: Mapping[str, Mapping[str, Any]], at: datetime) -> Alerts:
    people = {person.name: person for person in base.alerts.ladder}
    rota = changes.get("rota", {}).get("days", {})
    wanted = rota.get(_duty_day(base, at))
    if _swap_holds(changes, at):
        wanted = changes["swap"]["name"]
    for name in filter(None, (*rota.values(), changes.get("swap", {}).get("name"))):
        people[name]  # a name nobody has is refused when it is kept
    first: list[Rung] = [people[wanted]] if wanted else []
    rest = [person for person in base.alerts.ladder if person not in first]
    return base.alerts.model_copy(update={"ladder": (*first, *rest)})


def _duty_day(base: Clinic, at: datetime) -> str:
    return DAYS[(at.astimezone(base.zone) - NIGHT_ENDS).weekday()]


def _swap_holds(changes: Mapping[str, Mapping[str, Any]], at: datetime) -> bool:
    swap = changes.get("swap", {})
    return bool(swap.get("name")) and datetime.fromisoformat(swap["until"]) > at
