"""The visit that somebody who texts may be thinking of, and whose it is when the number is not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from frontdesk.conversations.transcript import open_conversation
from frontdesk.store.tables import Appointment, Conversation, TextBack

_STANDING = ("requested", "booked", "confirmed", "moved")


def standing_visit(
    session: Session, conversation: Conversation, at: datetime
) -> Appointment | None:
    """The next visit booked in this conversation or for its number, on any channel."""
    return session.scalars(_theirs(conversation, at).limit(1)).one_or_none()


def unlink(session: Session, conversation: Conversation, at: datetime) -> Sequence[str]:
    """The number has another owner: what was its former owner's is told to it no more.

    Visits stand; they lose the number and get a conversation that nobody holds, and wait for
    staff's look. Links back into a chat are texted there no more.

    Returns:
        The ids of the visits, for staff.
    """
    visits = session.scalars(_theirs(conversation, at)).all()
    for visit in visits:
        if visit.phone == conversation.address:
            visit.phone = None
        if visit.conversation_id == conversation.id:
            visit.conversation_id = open_conversation(
                session, "web", at, contact_name=visit.name
            ).id
        visit.review = True
    session.execute(
        update(TextBack).where(TextBack.phone == conversation.address).values(agreed_at=None)
    )
    conversation.contact_name = conversation.contact_phone = None
    return [visit.id for visit in visits]


def _theirs(conversation: Conversation, at: datetime) -> Select[tuple[Appointment]]:
    theirs = or_(
        Appointment.conversation_id == conversation.id, Appointment.phone == conversation.address
    )
    return (
        select(Appointment)
        .where(theirs, Appointment.state.in_(_STANDING), Appointment.starts > at)
        .order_by(Appointment.starts)
    )
