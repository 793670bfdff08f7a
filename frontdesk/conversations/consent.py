"""Whether a number may be texted, and the proof of it.

The record of a number is a list that only grows; what holds follows from its lines. A stop is
honoured for everything we text to that number (47 CFR 64.1200(a)(10)), whatever it came by.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from frontdesk.booking.holds import release
from frontdesk.conversations.transcript import is_new
from frontdesk.store.tables import ConsentRow, Conversation

#: what ends texting, until the number's owner begins again
STOPS = ("opted_out", "wrong_number", "blocked", "unreachable")
_AGREES = ("texted_us", "given", "opted_in")

#: put together once: it is asked with every text
_STANDING = (
    select(ConsentRow.kind, ConsentRow.version)
    .where(ConsentRow.number_key == bindparam("number_key"))
    .order_by(ConsentRow.id)
)
_NOTED = (
    select(ConsentRow.id)
    .where(
        ConsentRow.number_key == bindparam("number_key"),
        ConsentRow.kind == bindparam("kind"),
        ConsentRow.message_id == bindparam("message_id"),
    )
    .limit(1)
)


@dataclass(frozen=True)
class Standing:
    """What holds for a number.

    Attributes:
        stopped: Why it may not be texted (`STOPS`), or None.
        agreed: Whether its owner texted us or gave us the number to be texted at.
        told: The version of the programme's terms that the number was last told.
    """

    stopped: str | None = None
    agreed: bool = False
    told: str | None = None


def standing(session: Session, number_key: str) -> Standing:
    """What holds for the number of this keyed hash."""
    stopped, agreed, told = None, False, None
    for kind, version in session.execute(_STANDING, {"number_key": number_key}):
        agreed = agreed or kind in _AGREES
        if kind == "erased":
            # Whatever was agreed to belonged to what is gone; a stop stands all the same.
            agreed, told = False, None
        elif kind in STOPS:
            stopped = kind
        elif kind == "opted_in" or (kind == "texted_us" and stopped == "unreachable"):
            stopped = None
        elif kind == "told":
            told = version
    return Standing(stopped, agreed, told)


def record(session: Session, number_key: str) -> Sequence[ConsentRow]:
    """Every line of a number's record, oldest first: the proof."""
    query = select(ConsentRow).where(ConsentRow.number_key == number_key).order_by(ConsentRow.id)
    return session.scalars(query).all()


def note(
    session: Session,
    number_key: str,
    kind: str,
    at: datetime,
    *,
    source: str,
    wording: str | None = None,
    message_id: str | None = None,
) -> None:
    """Add a line to a number's record; its conversation by text shows a stop at once.

    A message says the same thing once: where what it asked for is done again, after a process
    died in it, that must not undo what its owner has asked for since.
    """
    if message_id and _noted(session, number_key, kind, message_id):
        return
    session.add(
        ConsentRow(
            number_key=number_key,
            at=at,
            kind=kind,
            source=source,
            wording=wording,
            version=version_of(wording) if wording else None,
            message_id=message_id,
        )
    )
    conversation = session.get(Conversation, f"sms-{number_key}")
    if conversation and kind in STOPS and kind != "unreachable":
        conversation.opted_out_at = conversation.opted_out_at or at
        release(session, conversation.id)
    elif conversation and kind == "opted_in":
        conversation.opted_out_at = None


def _noted(session: Session, number_key: str, kind: str, message_id: str) -> bool:
    if is_new(session, message_id):  # no earlier try of it left anything
        return False
    asked = {"number_key": number_key, "kind": kind, "message_id": message_id}
    return session.scalars(_NOTED, asked).first() is not None


def version_of(wording: str) -> str:
    """A short name of a wording, which changes with every letter of it."""
    return hashlib.sha256(wording.encode()).hexdigest()[:12]


def number_key_of(conversation: Conversation) -> str:
    """The keyed hash of the number a conversation by text belongs to."""
    return conversation.id.removeprefix("sms-")
