"""Signs of life in the store, so that a silent process is noticed."""

from __future__ import annotations

from datetime import datetime

from frontdesk.store import Store
from frontdesk.store.tables import Heartbeat


def beat(store: Store, process: str, at: datetime) -> None:
    """Say that `process` works."""
    with store.begin() as session:
        session.merge(Heartbeat(process=process, at=at))


def last_beat(store: Store, process: str) -> datetime | None:
    """When `process` last said so."""
    with store.read() as session:
        row = session.get(Heartbeat, process)
        return row.at if row else None
