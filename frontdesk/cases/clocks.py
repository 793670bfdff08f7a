"""When a person must look at a case. The figures are data: `clocks.yml`."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from frontdesk.clinic import Clinic
from frontdesk.clinic.hours import after_open_time, is_open, next_opening_time
from frontdesk.yaml_file import load_model

FILE = Path(__file__).with_name("clocks.yml")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Minutes(_Part):
    """Minutes to a person, while the clinic is open and while only on-call staff are there."""

    open: int
    on_call: int


class OpenHours(_Part):
    """Hours of open time, by how pressing a case is."""

    priority: float
    routine: float
    estimate: float


class Clocks(_Part):
    """All of `clocks.yml`."""

    human_within: dict[str, Minutes]
    open_hours: OpenHours
    priority_kinds: tuple[str, ...]
    ladder: dict[str, tuple[int | Literal["clock"], ...]]
    repage_minutes: int
    untold_seconds: int
    paging_cases_an_hour: int
    attachment_seconds: int

    def due(self, clinic: Clinic, kind: str, category: str | None, at: datetime) -> datetime:
        """When a person must have looked at a case opened at `at`."""
        if category in self.human_within:
            return self._alarm_due(clinic, category, at)
        if kind == "cost_estimate":
            return after_open_time(clinic, at, timedelta(hours=self.open_hours.estimate))
        pressing = kind in self.priority_kinds
        hours = self.open_hours.priority if pressing else self.open_hours.routine
        return after_open_time(clinic, at, timedelta(hours=hours))

    def _alarm_due(self, clinic: Clinic, category: str, at: datetime) -> datetime:
        minutes = self.human_within[category]
        if is_open(clinic, at):
            return at + timedelta(minutes=minutes.open)
        # An emergency is never left until morning, whoever is there to be paged.
        if clinic.alerts.on_call or minutes.open <= 15:
            return at + timedelta(minutes=minutes.on_call)
        return next_opening_time(clinic, at) + timedelta(minutes=minutes.open)

    def rung_due(
        self, tier: str | None, category: str | None, rung: int, began: datetime, due: datetime
    ) -> datetime | None:
        """When `rung` (from 0) is paged for an alarm that began at `began`; None: nobody is."""
        steps = self.ladder.get(category or "") or self.ladder.get(tier or "", ())
        if not steps:
            return None
        step = steps[min(rung, len(steps) - 1)]
        beyond = max(rung - len(steps) + 1, 0)
        if step == "clock":
            return due + (due - began) * (rung - 1)
        return began + timedelta(minutes=step + beyond * _rhythm(steps))


def _rhythm(steps: tuple[int | str, ...]) -> int:
    """Minutes between the last two rungs that the ladder names."""
    last = [s for s in steps if isinstance(s, int)][-2:]
    return last[-1] - last[0] if len(last) > 1 else 5


@lru_cache(maxsize=1)
def clocks() -> Clocks:
    """The clocks, read once. Raises `FileError` when the file can not be used."""
    return load_model(FILE, Clocks)
