"""A message of the transcript as a text: its choices numbered, its length kept, on its way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from frontdesk.answers.render import numbered
from frontdesk.conversations import segments
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Conversation, Message, OutboxRow

#: what a session holds of the texts that it wrote
_HELD = "held"
#: what a text that goes on ends with
MORE = "Reply MORE for the rest."
#: so long after a text came its answer is left to the webhook that brought it, then to the worker
LEASE = timedelta(seconds=12)
#: how many of our messages back a list of choices is looked for
_LOOK_BACK = 20
#: what the key of an approved answer begins with
ANSWER = "utter_faq/"


def text_row(
    conversation: Conversation,
    message: Message,
    purpose: str,
    at: datetime,
    words: str | None = None,
) -> OutboxRow:
    """The outbox row that texts `message`, or `words` of it; `purpose` as in the table."""
    until = _webhook_until(message)
    held = until is not None and until > at
    return OutboxRow(
        id=new_id("out"),
        key=message.id,
        transport="sms",
        purpose=purpose,
        conversation_id=conversation.id,
        message_id=message.id,
        address=conversation.address,
        body={"text": words or texts_of(message)[0]},
        state="leased" if held else "waiting",
        leased_until=until if held else None,
        created_at=at,
        next_at=at,
    )


def hold(session: Session, row: OutboxRow) -> OutboxRow:
    """Keep a row that is being written within reach of its session (`held`)."""
    session.info.setdefault(_HELD, {})[row.message_id] = row
    return row


def held(session: Session) -> Mapping[str, OutboxRow]:
    """The texts that this session put into the outbox, by their messages."""
    rows: Mapping[str, OutboxRow] = session.info.get(_HELD, {})
    return rows


def _webhook_until(message: Message) -> datetime | None:
    """Until when a webhook may wait for this answer; None for what answers no text."""
    session = object_session(message)
    answered = session.get(Message, message.reply_to) if session and message.reply_to else None
    return answered.at + LEASE if answered else None


def texts_of(message: Message) -> list[str]:
    """The texts that say `message`: the first goes out, the others when MORE is asked for."""
    data = message.data or {}
    # The rest of a message that was cut holds its choices already.
    choices = () if "rest_of" in data else data.get("buttons") or ()
    said = segments.plain(_with_choices(message.text, choices))
    most = segments.MOST_FOR_STAFF if message.author == "staff" else segments.MOST
    return segments.pieces(said, most, MORE)


def answer_in_short(session: Session, conversation_id: str) -> Message | None:
    """The answer that was given last and has a longer wording; None while a question waits."""
    said = _said_last(session, conversation_id)
    for message in said:
        data = message.data or {}
        asks = data.get("asks_for") or data.get("asks_safety") or data.get("tier")
        if asks or message.reply_to != said[0].reply_to:
            return None
        if (message.response or "").startswith(ANSWER):
            return None if "in_full" in data else message
    return None


def waits(session: Session, conversation_id: str) -> bool:
    """Whether what was said last asks something, or nothing was: "more" is no keyword then."""
    data = next((m.data or {} for m in _said_last(session, conversation_id)), None)
    return data is None or any(data.get(k) for k in ("asks_for", "asks_safety", "tier", "offers"))


def unasked(session: Session, conversation_id: str) -> bool:
    """Whether what was said last answered nothing: a reminder, a link, a notice."""
    last = next(iter(_said_last(session, conversation_id)), None)
    return last is not None and last.reply_to is None and last.author != "staff"


def rest_of(session: Session, conversation_id: str) -> tuple[Message, str] | None:
    """The newest message that was cut, and its rest; None where all has been said."""
    for message in _said_last(session, conversation_id):
        first, *others = texts_of(message)
        if others:
            return message, "\n".join(p.removesuffix(f" {MORE}") for p in others)
        if "rest_of" in (message.data or {}):
            return None
    return None


def chosen(session: Session, conversation_id: str, number: int) -> Mapping[str, str] | None:
    """The choice that `number` stands for: of the newest list, also after other talk.

    A question that wants words of the person's own, or a safety text, closes every older list.
    """
    for message in _said_last(session, conversation_id):
        data = message.data or {}
        if buttons := data.get("buttons"):
            choice: Mapping[str, str] | None = (
                buttons[number - 1] if 1 <= number <= len(buttons) else None
            )
            return choice
        if data.get("asks_for") or data.get("asks_safety") or data.get("tier"):
            return None
    return None


def _said_last(session: Session, conversation_id: str) -> Sequence[Message]:
    query = (
        select(Message)
        .where(
            Message.conversation_id == conversation_id,
            Message.author != "patient",
            Message.delivery.is_distinct_from("unsent"),
        )
        .order_by(Message.seq.desc())
        .limit(_LOOK_BACK)
    )
    return session.scalars(query).all()


def _with_choices(text: str, buttons: Sequence[Mapping[str, Any]]) -> str:
    listed = numbered(text, buttons)
    lines = listed[len(text) :].strip("\n")
    return text if not lines or lines in text else listed
