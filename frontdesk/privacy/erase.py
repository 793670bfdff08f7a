"""Erase a conversation from every table, with a receipt that says how much there was."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import structlog
from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from frontdesk.conversations import consent
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.privacy.places import places
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Erasure, LegalHold

log = structlog.get_logger()


class UnderHold(RuntimeError):
    """A legal hold stands on the conversation: nothing of it is erased."""


def erase(
    session: Session,
    conversation_id: str,
    reason: str,
    staff_id: str | None,
    at: datetime,
    despite_hold: bool = False,
) -> Erasure:
    """Erase everything kept of a conversation.

    The dialogue engine is asked to forget afterwards (`privacy.forget`): it can be away.

    Args:
        reason: `request` or `retention`.
        despite_hold: erase also under a legal hold; only where it was erased before.

    Raises:
        NoConversation: when there is none.
        UnderHold: while a legal hold stands.
    """
    conversation = locked_conversation(session, conversation_id)
    if not despite_hold and held(session, conversation_id):
        raise UnderHold(conversation_id)
    if reason == "request" and conversation.channel == "sms":
        consent.note(session, consent.number_key_of(conversation), "erased", at, source="staff")
    session.flush()
    counts: dict[str, int] = {}
    for table, rows in places(conversation_id):
        gone = cast("CursorResult[Any]", session.execute(delete(table).where(rows))).rowcount
        if gone:
            counts[table.name] = counts.get(table.name, 0) + gone
    session.expire_all()
    receipt = Erasure(
        id=new_id("erasure"),
        conversation_id=conversation_id,
        reason=reason,
        staff_id=staff_id,
        at=at,
        counts=counts,
    )
    session.add(receipt)
    session.flush()
    log.info("privacy.erased", erasure_id=receipt.id, rows=sum(counts.values()))
    return receipt


def held(session: Session, conversation_id: str) -> LegalHold | None:
    """The legal hold that stands on a conversation."""
    query = select(LegalHold).where(
        LegalHold.conversation_id == conversation_id, LegalHold.lifted_at.is_(None)
    )
    return session.scalars(query.limit(1)).first()
