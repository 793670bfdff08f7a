"""Holds: an opening kept for someone while they decide. One for each conversation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from frontdesk.booking.cells import CellsTaken, cells_between, free, occupy
from frontdesk.booking.openings import Opening, is_blocked, is_on_calendar, nearest
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Cell, Conversation, Hold

log = structlog.get_logger()

#: how many other times are named when one is gone
_OTHERS = 5


class OpeningTaken(RuntimeError):
    """The opening is gone, or never was one; carries the nearest that are free."""

    def __init__(self, next_openings: Sequence[Opening]) -> None:
        super().__init__("the opening is taken")
        self.next_openings = tuple(next_openings)


class SelfBookingClosed(RuntimeError):
    """After an alarm only staff book for this conversation."""


def hold(
    session: Session, clinic: Clinic, conversation_id: str, opening: Opening, now: datetime,
    staff_id: str | None = None,
) -> Hold:
    """Keep `opening` for the conversation for `hold_minutes`; a hold it had is given up.

    Raises:
        OpeningTaken: when somebody else has it, or the clinic does not offer it.
        SelfBookingClosed: when the conversation is locked by an alarm.
        NoConversation: when there is no such conversation.
    """
    bookable(session, conversation_id, staff_id)
    standing = held_by(session, conversation_id, lock=True)
    if not _is_same(standing, opening) and not _offered(session, clinic, opening, now):
        raise OpeningTaken(_others(session, clinic, conversation_id, opening, now))
    clear_expired(session, clinic, conversation_id, opening, now)
    kept = standing or _new(session, clinic, conversation_id, opening, now)
    try:
        occupy(session, clinic, kept, opening.provider_id, opening.starts, opening.ends)
    except CellsTaken:
        if standing is None:
            session.delete(kept)
            session.flush()
        raise OpeningTaken(_others(session, clinic, conversation_id, opening, now)) from None
    kept.provider_id, kept.kind = opening.provider_id, opening.kind
    kept.starts, kept.ends = opening.starts, opening.ends
    kept.expires_at = now + timedelta(minutes=clinic.booking.hold_minutes)
    session.flush()
    return kept


def held_by(session: Session, conversation_id: str, lock: bool = False) -> Hold | None:
    """The conversation's hold, expired or not."""
    query = select(Hold).where(Hold.conversation_id == conversation_id)
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def release(session: Session, conversation_id: str) -> bool:
    """Give up the conversation's hold; returns whether there was one."""
    standing = held_by(session, conversation_id, lock=True)
    if standing is None:
        return False
    free(session, standing)
    session.delete(standing)
    session.flush()
    return True


def sweep(session: Session, now: datetime) -> int:
    """Delete every expired hold with its cells; returns how many."""
    query = select(Hold.id).where(Hold.expires_at <= now).with_for_update(skip_locked=True)
    ids = session.scalars(query).all()
    _delete(session, ids)
    return len(ids)


def clear_expired(
    session: Session, clinic: Clinic, conversation_id: str, opening: Opening, now: datetime
) -> None:
    """Delete expired holds of others that lie in the way of `opening`."""
    # Locked in one order, so that two who clear the same way wait and never deadlock.
    cells = cells_between(clinic, opening.starts, opening.ends)
    in_the_way = select(Cell.hold_id).where(
        Cell.provider_id == opening.provider_id, Cell.cell.between(cells[0], cells[-1])
    )
    query = (
        select(Hold.id)
        .where(
            Hold.id.in_(in_the_way), Hold.expires_at <= now,
            Hold.conversation_id != conversation_id,
        )
        .order_by(Hold.id)
        .with_for_update()
    )
    _delete(session, session.scalars(query).all())


def bookable(session: Session, conversation_id: str, staff_id: str | None = None) -> Conversation:
    """The conversation, locked in the database, if it may book for itself or staff book for it.

    Raises:
        SelfBookingClosed: when an alarm locked it.
    """
    conversation = locked_conversation(session, conversation_id)
    session.refresh(conversation)
    if conversation.locked_by and staff_id is None:
        raise SelfBookingClosed(conversation_id)
    return conversation


def _offered(session: Session, clinic: Clinic, opening: Opening, now: datetime) -> bool:
    return is_on_calendar(clinic, now, opening) and not is_blocked(session, clinic, opening)


def _is_same(standing: Hold | None, opening: Opening) -> bool:
    return standing is not None and (standing.provider_id, standing.starts) == (
        opening.provider_id, opening.starts,
    )


def _delete(session: Session, ids: Sequence[str]) -> None:
    if ids:
        session.execute(delete(Cell).where(Cell.hold_id.in_(ids)))
        session.execute(delete(Hold).where(Hold.id.in_(ids)))
        log.info("hold.swept", holds=len(ids))


def _new(
    session: Session, clinic: Clinic, conversation_id: str, opening: Opening, now: datetime
) -> Hold:
    made = Hold(
        id=new_id("hold"), conversation_id=conversation_id, provider_id=opening.provider_id,
        kind=opening.kind, starts=opening.starts, ends=opening.ends,
        expires_at=now + timedelta(minutes=clinic.booking.hold_minutes),
    )
    session.add(made)
    session.flush()
    return made


def _others(
    session: Session, clinic: Clinic, conversation_id: str, opening: Opening, now: datetime
) -> list[Opening]:
    return nearest(session, clinic, now, opening.starts, _OTHERS, conversation_id)
