"""Times a provider is not to be booked: staff enter them, or their own calendar brings them.

A block takes cells like everything else, so that nobody can book across it on any database. What
is booked already stays booked: staff are told, and the calendar shows both. A hold gives way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from frontdesk.booking.cells import SECONDS
from frontdesk.booking.openings import last_day
from frontdesk.clinic import Clinic
from frontdesk.clinic.hours import spans_on
from frontdesk.clinic.model import Provider
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Appointment, Block, Cell, Hold

log = structlog.get_logger()

STAFF = "staff"
#: a patient may claim a cell between the look and the insert; then it is looked again
_ATTEMPTS = 5


class NotBlockable(ValueError):
    """There is no such provider, or the block ends before it begins."""


@dataclass(frozen=True)
class Blocked:
    """A block, and the appointments that stand within it and must be moved by hand."""

    block: Block
    in_the_way: tuple[Appointment, ...]


def block(
    session: Session, clinic: Clinic, provider_id: str, starts: datetime, ends: datetime,
    now: datetime, *, staff_id: str | None = None, note: str | None = None,
) -> Blocked:
    """Close a stretch of a provider's time.

    Raises:
        NotBlockable: for a provider nobody knows, or an end before the beginning.
    """
    if provider_id not in {p.id for p in clinic.booking.providers} or ends <= starts:
        raise NotBlockable(provider_id)
    made = Block(
        id=new_id("block"), provider_id=provider_id, starts=starts, ends=ends, source=STAFF,
        note=note, staff_id=staff_id,
    )
    session.add(made)
    session.flush()
    settle(session, clinic, provider_id, now)
    log.info("block.made", block_id=made.id)
    return Blocked(made, tuple(_within(session, made)))


def unblock(session: Session, clinic: Clinic, block_id: str, now: datetime) -> bool:
    """Open it again; returns whether there was such a block of staff's own."""
    found = session.get(Block, block_id)
    if found is None or found.source != STAFF:
        return False
    provider_id = found.provider_id
    session.delete(found)
    session.flush()
    settle(session, clinic, provider_id, now)
    log.info("block.removed", block_id=block_id)
    return True


def blocks(session: Session, starts: datetime, ends: datetime) -> Sequence[Block]:
    """The blocks that touch a stretch of time, soonest first."""
    query = (
        select(Block).where(Block.starts < ends, Block.ends > starts).order_by(Block.starts)
    )
    return session.scalars(query).all()


def settle(session: Session, clinic: Clinic, provider_id: str, now: datetime) -> None:
    """Make the blocked cells of a provider exactly those that their blocks and hours say."""
    provider = next((p for p in clinic.booking.providers if p.id == provider_id), None)
    if provider is None:
        return
    for _ in range(_ATTEMPTS):
        try:
            with session.begin_nested():
                _settle(session, clinic, provider, now)
            return
        except IntegrityError:
            session.expire_all()
    raise RuntimeError("the cells of a block could not be settled")


def _settle(session: Session, clinic: Clinic, provider: Provider, now: datetime) -> None:
    wanted = _wanted(session, clinic, provider, now)
    query = select(Cell).where(Cell.provider_id == provider.id)
    first = int(now.timestamp()) // SECONDS
    taken = {c.cell: c for c in session.scalars(query.where(Cell.cell >= first - 288))}
    _give_way(session, {c.hold_id for n, c in taken.items() if n in wanted and c.hold_id})
    have = {n for n, c in taken.items() if c.blocked}
    booked = {n for n, c in taken.items() if c.appointment_id}
    for cell in have - wanted:
        session.execute(
            delete(Cell).where(
                Cell.provider_id == provider.id, Cell.cell == cell, Cell.blocked.is_(True)
            )
        )
    rows = [
        {"provider_id": provider.id, "cell": n, "blocked": True}
        for n in sorted(wanted - have - booked)
    ]
    if rows:
        session.execute(insert(Cell), rows)


def _wanted(session: Session, clinic: Clinic, provider: Provider, now: datetime) -> set[int]:
    """The cells of the provider's hours, up to the horizon, that a block covers."""
    query = select(Block).where(Block.provider_id == provider.id, Block.ends > now)
    closed: set[int] = set()
    found = list(session.scalars(query))
    for starts, ends in _hours(clinic, provider, now) if found else ():
        for one in found:
            if one.starts < ends and one.ends > starts:
                begin, end = max(one.starts, starts), min(one.ends, ends)
                closed.update(
                    range(int(begin.timestamp()) // SECONDS, int(-(-end.timestamp() // SECONDS)))
                )
    return closed


def _hours(
    clinic: Clinic, provider: Provider, now: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """The provider's hours with the buffers around them, today to the last bookable day."""
    day = now.astimezone(clinic.zone).date()
    after = timedelta(minutes=clinic.booking.buffer_after_minutes)
    before = timedelta(minutes=clinic.booking.buffer_before_minutes)
    while day <= last_day(clinic, now):
        for starts, ends in spans_on(clinic, day, provider.hours):
            yield starts - before, ends + after
        day += timedelta(days=1)


def _give_way(session: Session, holds: set[str | None]) -> None:
    """What the clinic enters wins over a hold."""
    for hold_id in holds:
        session.execute(delete(Cell).where(Cell.hold_id == hold_id))
        session.execute(delete(Hold).where(Hold.id == hold_id))


def _within(session: Session, made: Block) -> Iterator[Appointment]:
    query = (
        select(Appointment)
        .where(
            Appointment.provider_id == made.provider_id,
            Appointment.state.in_(("requested", "booked", "confirmed", "moved")),
            Appointment.starts < made.ends,
            Appointment.ends > made.starts,
        )
        .order_by(Appointment.starts)
    )
    return iter(session.scalars(query).all())
