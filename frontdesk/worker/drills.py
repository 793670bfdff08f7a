"""Hold the weekly drill of `clinic.yml`."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from frontdesk.clinic.model import DAYS
from frontdesk.door.drill import PREFIX, begin_drill, drill_records
from frontdesk.house import House

log = structlog.get_logger()

#: a drill that could not begin for so long is left out: nobody expects it any more
_LATEST = timedelta(hours=2)


class DrillRounds:
    """Begins a drill when its time has come, once a day whatever restarts."""

    def __init__(self, house: House) -> None:
        self._house = house

    def round(self, at: datetime) -> None:
        """Begin it, if it is due."""
        name = self._due(at)
        if name is None:
            return
        with self._house.store.read() as session:
            if next(drill_records(session, f"{PREFIX}{name}"), None):
                return
        begin_drill(self._house.store, self._house.inbox, name, at)
        log.info("drill.begun", name=name)

    def _due(self, at: datetime) -> str | None:
        drill = self._house.clinic.alerts.drill
        local = at.astimezone(self._house.clinic.zone)
        if drill is None or DAYS[local.weekday()] != drill.day:
            return None
        begins = datetime.combine(local.date(), drill.at, local.tzinfo)
        return f"{local.date()}" if begins <= local < begins + _LATEST else None
