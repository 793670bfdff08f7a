"""Links that continue a conversation, once, on whatever device they are opened."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from frontdesk.conversations.transcript import locked_conversation
from frontdesk.store.tables import Conversation, ResumeLink

#: the text says so
LASTS = timedelta(days=2)
#: so long the browser that used a link may use it again: the answer to it may be lost on the way
_AGAIN = timedelta(minutes=10)


def make_link(session: Session, conversation: Conversation, base: str, at: datetime) -> str:
    """An address that continues the conversation.

    What it holds stands behind the `#`: browsers do not send it, so that it is in no log, and what
    opens links to look at them uses none up.
    """
    token = secrets.token_urlsafe(16)
    session.add(
        ResumeLink(
            id=_hash(token),
            conversation_id=conversation.id,
            epoch=conversation.epoch,
            until=at + LASTS,
        )
    )
    session.flush()
    return f"{base}/chat#resume={token}"


def use_link(session: Session, token: str, browser: str, at: datetime) -> Conversation | None:
    """The conversation of a link, which is used up by that; None for one that opens nothing.

    Args:
        browser: what the browser made up for this use; the same one may repeat it.
    """
    found = session.get(ResumeLink, _hash(token))
    if found is None or found.until <= at:
        return None
    conversation = locked_conversation(session, found.conversation_id)
    link = session.get(ResumeLink, found.id, with_for_update=True, populate_existing=True)
    if link is None or conversation.epoch != link.epoch or conversation.silent:
        return None
    if link.used_at and (link.used_by != _hash(browser) or at > link.used_at + _AGAIN):
        return None
    link.used_at, link.used_by = link.used_at or at, _hash(browser)
    return conversation


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
