"""What is too old to be kept goes, class by class; a legal hold keeps what it names."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from frontdesk import audit
from frontdesk.clinic import Clinic
from frontdesk.privacy.erase import erase
from frontdesk.store import Store
from frontdesk.store.tables import Appointment, Case, Conversation, LegalHold, OutboxRow

log = structlog.get_logger()

#: conversations erased in one round: the rest waits for the next
_MOST = 20
_DONE = ("accepted", "delivered", "failed", "unsent")


def run(store: Store, clinic: Clinic, at: datetime) -> int:
    """Erase what is past its time; returns how many conversations went."""
    with store.begin() as session:
        _drop_sent(session, at - timedelta(days=clinic.retention.outbox_days))
    with store.read() as session:
        old = due(session, clinic, at)
    for conversation_id in old:
        with store.begin() as session:
            erase(session, conversation_id, "retention", None, at)
            audit.record(session, None, "privacy:retention", conversation_id, at)
    return len(old)


def due(session: Session, clinic: Clinic, at: datetime) -> list[str]:
    """Conversations past the time of their class: in care (a visit or a case), or not."""
    keeps = clinic.retention
    care = exists().where(Appointment.conversation_id == Conversation.id) | exists().where(
        Case.conversation_id == Conversation.id
    )
    held = exists().where(
        LegalHold.conversation_id == Conversation.id, LegalHold.lifted_at.is_(None)
    )
    standing = exists().where(Case.conversation_id == Conversation.id, Case.state != "resolved")
    coming = exists().where(Appointment.conversation_id == Conversation.id, Appointment.ends > at)
    anonymous = Conversation.last_at < at - timedelta(days=keeps.anonymous_days)
    in_care = Conversation.last_at < at - timedelta(days=keeps.in_care_days)
    query = (
        select(Conversation.id)
        .where(anonymous, ~care | in_care, ~held, ~standing, ~coming)
        .order_by(Conversation.last_at)
        .limit(_MOST)
    )
    return list(session.scalars(query))


def _drop_sent(session: Session, before: datetime) -> None:
    """What the outbox sent is in the transcript; a page or a mail is in the case's history."""
    session.execute(
        delete(OutboxRow).where(OutboxRow.created_at < before, OutboxRow.state.in_(_DONE))
    )
