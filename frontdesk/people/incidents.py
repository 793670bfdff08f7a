"""Something went to the wrong person: an incident, with the list of who has seen it.

The clinic's duty to tell (HIPAA breach rule, 45 CFR 164.400-414) runs from its discovery.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.store.ids import new_id
from frontdesk.store.tables import AuditRow, Incident, Message

#: the longest the clinic may take to tell those concerned
TELL_WITHIN = timedelta(days=60)


class NoMessage(LookupError):
    """There is no such message in that conversation."""


def open_incident(
    session: Session, conversation_id: str, message_id: str, staff_id: str, at: datetime
) -> Incident:
    """Open an incident on a message; the one that stands is returned.

    Raises:
        NoMessage: when the message is not of this conversation.
    """
    message = session.get(Message, message_id)
    if message is None or message.conversation_id != conversation_id:
        raise NoMessage(message_id)
    standing = session.scalars(
        select(Incident).where(Incident.message_id == message_id, Incident.closed_at.is_(None))
    ).first()
    if standing:
        return standing
    incident = Incident(
        id=new_id("incident"),
        conversation_id=conversation_id,
        message_id=message_id,
        staff_id=staff_id,
        at=at,
        seen_by=_readers(session, conversation_id, message.at),
        channel=conversation_id.partition("-")[0],
    )
    session.add(incident)
    session.flush()
    return incident


def standing(session: Session) -> Sequence[Incident]:
    """Incidents nobody has closed, the oldest first."""
    query = select(Incident).where(Incident.closed_at.is_(None)).order_by(Incident.at)
    return session.scalars(query).all()


def close(session: Session, incident_id: str, staff_id: str, at: datetime) -> None:
    """It was dealt with. Closing twice changes nothing."""
    incident = session.get(Incident, incident_id)
    if incident and incident.closed_at is None:
        incident.closed_at, incident.closed_by = at, staff_id
        session.flush()


def _readers(session: Session, conversation_id: str, since: datetime) -> list[str]:
    """Staff who opened, exported or answered the conversation since the message."""
    query = (
        select(AuditRow.staff_id)
        .where(
            AuditRow.subject == conversation_id,
            AuditRow.at >= since,
            AuditRow.staff_id.is_not(None),
        )
        .distinct()
        .order_by(AuditRow.staff_id)
    )
    return [str(staff_id) for staff_id in session.scalars(query)]
