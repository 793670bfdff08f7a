"""The visit that somebody who texts may be thinking of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from frontdesk.store.tables import Appointment, Conversation

_STANDING = ("requested", "booked", "confirmed", "moved")


def standing_visit(
    session: Session, conversation: Conversation, at: datetime
) -> Appointment | None:
    """The next visit booked in this conversation or for its number, on any channel."""
    theirs = or_(
        Appointment.conversation_id == conversation.id, Appointment.phone == conversation.address
    )
    query = (
        select(Appointment)
        .where(theirs, Appointment.state.in_(_STANDING), Appointment.starts > at)
        .order_by(Appointment.starts)
        .limit(1)
    )
    return session.scalars(query).one_or_none()
