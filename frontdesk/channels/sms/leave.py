"""Whether a text may leave now. Asked when it is sent, not when it was written."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from frontdesk.channels.sms.numbers import may_text_now, next_time
from frontdesk.clinic import Clinic
from frontdesk.conversations import consent
from frontdesk.secrets import secret
from frontdesk.settings import settings
from frontdesk.store.ids import phone_hash
from frontdesk.store.tables import Conversation, Message, OutboxRow

#: a person who wrote so lately is in the middle of a talk: what we say now is no surprise
_TALKING = timedelta(minutes=30)
#: the clinic's own staff are paged at any time, and nobody has to agree to an emergency's text
_ALWAYS = ("page", "safety")
#: what a consent to be texted about one's care covers. Marketing would need a written one of its
#: own (47 CFR 64.1200(a)(2)): there is no way to give it, so nothing else ever leaves.
_OF_CARE = ("reply", "staff", "programme", "confirmation", "reminder", "code", "text_back")
#: after so long without a word between us a text begins with who we are
_GAP = timedelta(hours=24)


def why_not(session: Session, clinic: Clinic, row: OutboxRow, at: datetime) -> str | None:
    """Why a row may not be sent at all, as a tag; None when it may. Any channel.

    Owner, lock and opt-out are looked at again: what was written before they changed stays.
    """
    if row.purpose in _ALWAYS:
        return _silent(session, row) if row.purpose == "safety" else None
    conversation = session.get(Conversation, row.conversation_id) if row.conversation_id else None
    if conversation is not None:
        if conversation.silent:
            return "silent"
        taken = conversation.owner_id or conversation.locked_by
        if taken and row.purpose == "reply" and _by_bot(session, row):
            return "taken_over"
    return _not_agreed(session, row, conversation) if row.transport == "sms" else None


def not_before(session: Session, clinic: Clinic, row: OutboxRow, at: datetime) -> datetime:
    """When a text may leave: `at`, or when the quiet hours of the number's own zone end."""
    if row.transport != "sms" or row.purpose in (*_ALWAYS, "programme", "code"):
        return at
    if may_text_now(clinic, row.address, at) or _talking(session, row, at):
        return at
    return next_time(clinic, row.address, at)


def words_of(session: Session, clinic: Clinic, row: OutboxRow, at: datetime) -> str:
    """What a row says, after the clinic's name where it comes out of the blue.

    Whoever has not heard of us for a day must see who texts (47 CFR 64.1200(d)).
    """
    said: str = row.body["text"]
    name = clinic.clinic.name
    if row.transport != "sms" or row.purpose in (*_ALWAYS, "code") or name in said:
        return said
    return said if _heard_of_us(session, row, at) else f"{name}: {said}"


def number_key(address: str) -> str:
    """The keyed hash that names a number in its record."""
    return phone_hash(address, secret("LOOKUP_SECRET", settings()))


def _by_bot(session: Session, row: OutboxRow) -> bool:
    """That a person joins is said by the system, and has to be said."""
    message = session.get(Message, row.message_id) if row.message_id else None
    return message is None or message.author == "bot"


def _silent(session: Session, row: OutboxRow) -> str | None:
    """After "do not text back" nothing is sent, also no second line."""
    conversation = session.get(Conversation, row.conversation_id) if row.conversation_id else None
    return "silent" if conversation is not None and conversation.silent else None


def _not_agreed(session: Session, row: OutboxRow, conversation: Conversation | None) -> str | None:
    if row.purpose not in _OF_CARE:
        return "no_consent"
    texting = conversation if conversation and conversation.address == row.address else None
    # A conversation by text is named by the key of its number.
    by_text = texting is not None and texting.channel == "sms"
    key = consent.number_key_of(texting) if texting and by_text else number_key(row.address)
    held = consent.standing(session, key)
    if held.stopped in ("blocked", "unreachable"):
        return held.stopped
    if held.stopped or (texting and texting.opted_out_at):
        # The one confirmation of a stop goes out after it (47 CFR 64.1200(a)(12)).
        confirms = row.purpose == "programme" or _confirms_stop(session, row)
        return None if confirms else held.stopped or "opted_out"
    return None if held.agreed or texting or row.purpose == "programme" else "no_consent"


def _confirms_stop(session: Session, row: OutboxRow) -> bool:
    """The stop was understood by the engine, in words no list holds."""
    message = session.get(Message, row.message_id) if row.message_id else None
    return message is not None and message.response == "utter_opt_out"


def _heard_of_us(session: Session, row: OutboxRow, at: datetime) -> bool:
    if not row.conversation_id:
        return False
    others = select(Message.id).where(
        Message.conversation_id == row.conversation_id,
        Message.id != row.message_id,
        Message.at > at - _GAP,
        Message.delivery.is_distinct_from("unsent"),
    )
    return session.scalars(others.limit(1)).first() is not None


def _talking(session: Session, row: OutboxRow, at: datetime) -> bool:
    if not row.conversation_id:
        return False
    last = session.scalar(
        select(func.max(Message.at)).where(
            Message.conversation_id == row.conversation_id,
            Message.author == "patient",
            Message.at > at - _TALKING,
        )
    )
    return last is not None
