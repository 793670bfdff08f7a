"""The transcript: every message of both sides, in one order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.store.ids import new_id
from frontdesk.store.tables import Conversation, Message

#: silence after which a new visit begins
VISIT_GAP = timedelta(hours=24)


class NoConversation(LookupError):
    """There is no conversation of that id."""


def open_conversation(session: Session, channel: str, at: datetime, **fields: Any) -> Conversation:
    """A new conversation with an id of ours; `fields` are columns of the table."""
    conversation_id = fields.pop("id", None) or new_id(channel)
    conversation = Conversation(
        id=conversation_id, channel=channel, opened_at=at, last_at=at, **fields
    )
    session.add(conversation)
    session.flush()
    return conversation


def locked_conversation(session: Session, conversation_id: str) -> Conversation:
    """The conversation, locked until the session commits, so that its order is ours to give.

    Raises:
        NoConversation: when there is none.
    """
    row = session.get(Conversation, conversation_id, with_for_update=True)
    if row is None:
        raise NoConversation(conversation_id)
    return row


def add_message(
    session: Session,
    conversation: Conversation,
    author: str,
    text: str,
    at: datetime,
    **fields: Any,
) -> Message:
    """Append to the transcript. The conversation must be locked (`locked_conversation`)."""
    conversation.last_seq += 1
    conversation.last_at = at
    message = Message(
        id=fields.pop("id", None) or new_id("msg"),
        conversation_id=conversation.id,
        seq=conversation.last_seq,
        author=author,
        text=text,
        at=at,
        **fields,
    )
    session.add(message)
    session.flush()
    return message


def messages_after(
    session: Session, conversation_id: str, seq: int = 0, limit: int = 1000
) -> Sequence[Message]:
    """The messages after `seq`, oldest first."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.seq > seq)
        .order_by(Message.seq)
        .limit(limit)
    )
    return session.scalars(query).all()


def by_channel_id(session: Session, conversation_id: str, channel_id: str) -> Message | None:
    """The message that a client or provider already gave under this id."""
    query = select(Message).where(
        Message.conversation_id == conversation_id, Message.channel_id == channel_id
    )
    return session.scalars(query).one_or_none()


def patient_words_since(
    session: Session, conversation_id: str, since: datetime, before_seq: int
) -> Sequence[Message]:
    """What the patient wrote from `since` on, before the message `before_seq`, oldest first."""
    query = (
        select(Message)
        .where(
            Message.conversation_id == conversation_id,
            Message.author == "patient",
            Message.at >= since,
            Message.seq < before_seq,
        )
        .order_by(Message.seq.desc())
        .limit(30)
    )
    return session.scalars(query).all()[::-1]


def last_said(session: Session, conversation_id: str, before_seq: int) -> Message | None:
    """The assistant's newest message before `before_seq` that did go out."""
    query = (
        select(Message)
        .where(
            Message.conversation_id == conversation_id,
            Message.author == "bot",
            Message.delivery != "unsent",
            Message.seq < before_seq,
        )
        .order_by(Message.seq.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()
