"""The transcript: every message of both sides, in one order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, select
from sqlalchemy.orm import Session

from frontdesk.store.ids import new_id
from frontdesk.store.tables import Conversation, Message

#: what a session holds of the messages that it wrote
_ADDED = "added"
#: silence after which a new visit begins
VISIT_GAP = timedelta(hours=24)

# Put together once: they are asked with every message, and making them costs more than asking.
_OF_CONVERSATION = Message.conversation_id == bindparam("conversation_id")
_LOCKED = (
    select(Conversation)
    .where(Conversation.id == bindparam("conversation_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_AFTER = (
    select(Message)
    .where(_OF_CONVERSATION, Message.seq > bindparam("seq"))
    .order_by(Message.seq)
    .limit(bindparam("limit"))
)
_BY_CHANNEL_ID = select(Message).where(
    _OF_CONVERSATION, Message.channel_id == bindparam("channel_id")
)
_PATIENT_WORDS = (
    select(Message.id, Message.text, Message.at)
    .where(
        _OF_CONVERSATION,
        Message.author == "patient",
        Message.at >= bindparam("since"),
        Message.seq < bindparam("before_seq"),
    )
    .order_by(Message.seq.desc())
    .limit(30)
)


def _newest_sent(whose: ColumnElement[bool]) -> Select[tuple[Message]]:
    """The newest message before a place that did go out."""
    return (
        select(Message)
        .where(
            _OF_CONVERSATION,
            whose,
            Message.delivery != "unsent",
            Message.seq < bindparam("before_seq"),
        )
        .order_by(Message.seq.desc())
        .limit(1)
    )


_LAST_SAID = _newest_sent(Message.author == "bot")
_NEWEST_OF_OURS = _newest_sent(Message.author != "patient")


@dataclass(frozen=True)
class SaidBefore:
    """What was said last, before a message.

    Attributes:
        said: The assistant's newest message that did go out.
        offer: A reminder or an offer of ours that "yes" answers, where it is the newest of all.
    """

    said: Message | None = None
    offer: Message | None = None


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
    row = session.scalars(_LOCKED, {"conversation_id": conversation_id}).one_or_none()
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
    session.info.setdefault(_ADDED, []).append(message)
    return message


def is_new(session: Session, message_id: str) -> bool:
    """Whether this session wrote the message."""
    return any(message.id == message_id for message in session.info.get(_ADDED, ()))


def gained(
    session: Session, conversation: Conversation, message: Message
) -> Sequence[Message] | None:
    """All that came after `message`, where this session wrote it; None where others did too."""
    own = [
        added
        for added in session.info.get(_ADDED, ())
        if added.conversation_id == conversation.id and added.seq > message.seq
    ]
    return own if len(own) == conversation.last_seq - message.seq else None


def messages_after(
    session: Session, conversation_id: str, seq: int = 0, limit: int = 1000
) -> Sequence[Message]:
    """The messages after `seq`, oldest first."""
    asked = {"conversation_id": conversation_id, "seq": seq, "limit": limit}
    return session.scalars(_AFTER, asked).all()


def by_channel_id(session: Session, conversation_id: str, channel_id: str) -> Message | None:
    """The message that a client or provider already gave under this id."""
    asked = {"conversation_id": conversation_id, "channel_id": channel_id}
    return session.scalars(_BY_CHANNEL_ID, asked).one_or_none()


def patient_words_since(
    session: Session, conversation_id: str, since: datetime, before_seq: int
) -> Sequence[Row[tuple[str, str, datetime]]]:
    """What the patient wrote from `since` on, before the message `before_seq`, oldest first.

    Rows of id, text and time.
    """
    asked = {"conversation_id": conversation_id, "since": since, "before_seq": before_seq}
    return session.execute(_PATIENT_WORDS, asked).all()[::-1]


def said_before(session: Session, conversation_id: str, before_seq: int) -> SaidBefore:
    """What a message in the place `before_seq` may be an answer to."""
    asked = {"conversation_id": conversation_id, "before_seq": before_seq}
    newest = session.scalars(_NEWEST_OF_OURS, asked).one_or_none()
    if newest is None or newest.author == "bot":
        return SaidBefore(newest)
    offers = newest.author == "system" and "yes" in (newest.data or {})
    said = last_said(session, conversation_id, before_seq)
    return SaidBefore(said, newest if offers else None)


def last_said(session: Session, conversation_id: str, before_seq: int) -> Message | None:
    """The assistant's newest message before `before_seq` that did go out."""
    asked = {"conversation_id": conversation_id, "before_seq": before_seq}
    return session.scalars(_LAST_SAID, asked).one_or_none()
