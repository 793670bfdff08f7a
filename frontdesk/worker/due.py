"""Which rows of the outbox are due, and in which order a number gets its texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from frontdesk.store.tables import Message, OutboxRow

#: pages and safety texts go before everything else, and wait for nothing
URGENT = ("page", "safety")
#: somebody has just written and waits
_AWAITED = ("reply", "staff", "programme", "code")
#: so long a text that failed holds up the later ones to its number, so that they keep their order
_IN_ORDER = timedelta(minutes=2)
#: a provider that told of a delivery in this time does tell
_OF_LATE = timedelta(days=1)


def due_rows(session: Session, at: datetime, transport: str, limit: int) -> list[OutboxRow]:
    """The rows to send now by one transport, most urgent first, leased to nobody else."""
    asked = {**_moments(at), "transport": transport, "limit": limit}
    return list(session.scalars(_DUE_ROWS, asked))


def anything_due(session: Session, at: datetime, ways: Sequence[str]) -> bool:
    """Whether there is something to send by one of `ways`; a look costs less than a lock."""
    asked = {**_moments(at), "ways": list(ways)}
    return session.scalars(_ANYTHING_DUE, asked).first() is not None


def next_due(session: Session, way: str) -> datetime | None:
    """When the first row of `way` falls due as things stand; in the past where one waits already.

    What was handed to a webhook and not heard of is not counted: the worker writes a sign of life
    every few seconds, and looks after it.
    """
    due: datetime | None = session.scalar(_NEXT_DUE, {"transport": way})
    return due


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


def _moments(at: datetime) -> dict[str, datetime]:
    return {"at": at, "of_late": at - _OF_LATE}


def _due() -> ColumnElement[bool]:
    at = bindparam("at", type_=OutboxRow.next_at.type)
    waits = (OutboxRow.state == "waiting") & (OutboxRow.next_at <= at)
    abandoned = (OutboxRow.state == "leased") & (OutboxRow.leased_until <= at)
    # Accepted with a time: handed to a webhook's response, and nothing was heard of it since.
    # That tells something only where statuses reach us at all; else every answer would be doubled.
    unheard = (OutboxRow.state == "accepted") & (OutboxRow.leased_until <= at) & _hears()
    return waits | abandoned | unheard


def _hears() -> ColumnElement[bool]:
    told = aliased(OutboxRow)
    return exists().where(told.state == "delivered", told.accepted_at > bindparam("of_late"))


def _urgency() -> ColumnElement[int]:
    """Danger, then whoever waits for an answer, then what nobody asked for, then repetitions."""
    return case(
        (OutboxRow.purpose.in_(URGENT), 0),
        (OutboxRow.state == "accepted", 3),
        (OutboxRow.purpose.in_(_AWAITED), 1),
        else_=2,
    )


# Put together once: they are asked several times a second, and making them costs more than asking.
_DUE_ROWS = (
    select(OutboxRow)
    .outerjoin(Message, Message.id == OutboxRow.message_id)
    .where(OutboxRow.transport == bindparam("transport"), _due())
    .order_by(_urgency(), OutboxRow.created_at, Message.seq)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True, of=OutboxRow)
)
_ANYTHING_DUE = (
    select(OutboxRow.id)
    .where(OutboxRow.transport.in_(bindparam("ways", expanding=True)), _due())
    .limit(1)
)
_NEXT_DUE = select(
    func.min(case((OutboxRow.state == "waiting", OutboxRow.next_at), else_=OutboxRow.leased_until))
).where(
    OutboxRow.transport == bindparam("transport"), OutboxRow.state.in_(("waiting", "leased"))
)
