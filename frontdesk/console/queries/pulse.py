"""Small sums that differ when something a page shows has changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from frontdesk.store.tables import (
    Appointment,
    AppointmentEvent,
    Case,
    CaseEvent,
    Conversation,
    Hold,
    Message,
    Note,
)

Pulse = tuple[Any, ...]
#: how far back a delivery may still change on screen
_RECENT = 30
STANDING = ("open", "acknowledged")


def queue_pulse(session: Session) -> Pulse:
    """Differs when a case, or who owns a conversation with a standing case, has changed."""
    events = session.scalar(select(func.max(CaseEvent.id)))
    owned = session.execute(
        select(func.count(), func.count(Conversation.owner_id), func.max(Conversation.owned_at))
        .select_from(Case)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .where(Case.state.in_(STANDING))
    ).one()
    return (events, *owned)


def conversation_pulse(session: Session, conversation_id: str) -> Pulse:
    """Differs when anything that the view of a conversation shows has changed."""
    c = Conversation
    head = session.execute(
        select(
            c.last_seq,
            c.owner_id,
            c.locked_by,
            c.silent,
            c.contact_name,
            c.contact_phone,
            c.contact_time,
        ).where(c.id == conversation_id)
    ).one_or_none()
    if head is None:
        return ()
    return (
        *head,
        *_deliveries(session, conversation_id, head.last_seq),
        *_history(session, conversation_id),
    )


def _deliveries(session: Session, conversation_id: str, last_seq: int) -> Pulse:
    query = (
        select(Message.delivery, Message.turn, func.count())
        .where(Message.conversation_id == conversation_id, Message.seq > last_seq - _RECENT)
        .group_by(Message.delivery, Message.turn)
        .order_by(Message.delivery, Message.turn)
    )
    return tuple(tuple(row) for row in session.execute(query))


def _history(session: Session, conversation_id: str) -> Pulse:
    events = (
        select(func.max(CaseEvent.id))
        .join(Case, Case.id == CaseEvent.case_id)
        .where(Case.conversation_id == conversation_id)
    )
    moved = (
        select(func.count(), func.max(AppointmentEvent.id))
        .select_from(Appointment)
        .outerjoin(AppointmentEvent, AppointmentEvent.appointment_id == Appointment.id)
        .where(Appointment.conversation_id == conversation_id)
    )
    noted = select(func.count()).select_from(Note).where(Note.conversation_id == conversation_id)
    held = select(func.count()).select_from(Hold).where(Hold.conversation_id == conversation_id)
    counted = (session.scalar(events), session.scalar(held), session.scalar(noted))
    return (*counted, *session.execute(moved).one())
