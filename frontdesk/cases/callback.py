"""How staff reach a person: what they said, kept with the conversation and the case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.cases.cases import note_event
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.store.tables import Case, Conversation


def reachable_at(conversation: Conversation) -> str | None:
    """The number (E.164) at which the person can be reached, if one is known."""
    return conversation.contact_phone or conversation.address


def note_contact(
    session: Session,
    conversation_id: str,
    at: datetime,
    *,
    name: str | None = None,
    phone: str | None = None,
    best_time: str | None = None,
) -> None:
    """Keep what the person said; every standing case of theirs says that it is known."""
    conversation = locked_conversation(session, conversation_id)
    conversation.contact_name = name or conversation.contact_name
    conversation.contact_phone = phone or conversation.contact_phone
    conversation.contact_time = best_time or conversation.contact_time
    standing = select(Case).where(Case.conversation_id == conversation_id, Case.state != "resolved")
    for case in session.scalars(standing):
        note_event(session, case, "contact_known", at, number=bool(reachable_at(conversation)))
