"""Which rows of the outbox are due, and in which order a number gets its texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from frontdesk.store.tables import Message, OutboxRow

#: pages and safety texts go before everything else, and wait for nothing
URGENT = ("page", "safety")
#: so long a text that failed holds up the later ones to its number, so that they keep their order
_IN_ORDER = timedelta(minutes=2)


def due_rows(at: datetime, texts: bool, limit: int) -> Select[tuple[OutboxRow]]:
    """The rows to send now, most urgent first: texts, or all the others."""
    kind = OutboxRow.transport == "sms" if texts else OutboxRow.transport != "sms"
    return (
        select(OutboxRow)
        .outerjoin(Message, Message.id == OutboxRow.message_id)
        .where(kind, _due(at))
        .order_by(_urgency(), OutboxRow.created_at, Message.seq)
        .limit(limit)
    )


def anything_due(session: Session, at: datetime) -> bool:
    """Whether there is something to send; a look costs less than a lock."""
    return session.scalars(select(OutboxRow.id).where(_due(at)).limit(1)).first() is not None


def first_of_number(session: Session, rows: Sequence[OutboxRow], at: datetime) -> list[OutboxRow]:
    """Of texts that are due, the next for each number; urgent ones need not wait."""
    pending = (
        select(OutboxRow.address, OutboxRow.id)
        .outerjoin(Message, Message.id == OutboxRow.message_id)
        .where(
            OutboxRow.transport == "sms",
            OutboxRow.address.in_({r.address for r in rows}),
            OutboxRow.state.in_(("waiting", "leased")),
            OutboxRow.created_at > at - _IN_ORDER,
            # What quiet hours keep back holds up nobody.
            or_(OutboxRow.attempts > 0, OutboxRow.next_at <= at),
        )
        .order_by(OutboxRow.created_at.desc(), Message.seq.desc())
    )
    next_of = {address: row_id for address, row_id in session.execute(pending)}
    seen: set[str] = set()
    chosen = []
    for row in rows:
        first = row.address not in seen and next_of.get(row.address, row.id) == row.id
        if first or row.purpose in URGENT:
            chosen.append(row)
            seen.add(row.address)
    return chosen


def _due(at: datetime) -> ColumnElement[bool]:
    # Accepted with a time: handed to a webhook's response, and nothing was heard of it since.
    held = OutboxRow.state.in_(("leased", "accepted")) & (OutboxRow.leased_until <= at)
    return ((OutboxRow.state == "waiting") & (OutboxRow.next_at <= at)) | held


def _urgency() -> ColumnElement[int]:
    return func.coalesce(case((OutboxRow.purpose.in_(URGENT), 0), else_=1), 1)
