"""What is done when the clock goes back: whatever waits for a time waits as long as before.

Without this, a clock that was an hour ahead and is put right would keep the next rung of an alarm,
or a text that is tried again, waiting for that hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.store import Store
from frontdesk.store.tables import Case, Conversation, Heartbeat, Hold, OutboxRow

log = structlog.get_logger()

#: clocks of several machines differ by less, and so short a delay harms nobody
_LEAST = timedelta(minutes=1)
#: the times that something waits for
_AWAITED = (
    (Case, ("next_page_at",)),
    (Conversation, ("silence_at",)),
    (OutboxRow, ("next_at", "leased_until")),
    (Hold, ("expires_at",)),
)


def follow(store: Store, process: str, at: datetime) -> timedelta | None:
    """Compare with the last sign of life of `process`; returns by how much the clock went back."""
    with store.read() as session:
        last = session.get(Heartbeat, process)
    if last is None or last.at - at < _LEAST:
        return None
    back = last.at - at
    with store.begin() as session:
        moved = sum(_shift(session, table, names, at, back) for table, names in _AWAITED)
    log.critical("clock.went_back", seconds=back.total_seconds(), moved=moved)
    return back


def _shift(
    session: Session, table: type, names: tuple[str, ...], at: datetime, back: timedelta
) -> int:
    count = 0
    for name in names:
        waiting: Sequence[Any] = session.scalars(
            select(table).where(getattr(table, name) > at)
        ).all()
        for row in waiting:
            setattr(row, name, getattr(row, name) - back)
            count += 1
    return count
