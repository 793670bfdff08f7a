"""The few facts staff keep on a person. They feed safety, booking and the brief.

What the person wrote themselves is not copied here: it stands in the transcript.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from frontdesk.conversations.transcript import locked_conversation
from frontdesk.store.ids import new_id
from frontdesk.store.tables import PersonFact

#: name -> the values it may have; () is a date, None a short text
NAMES: dict[str, tuple[str, ...] | None] = {
    "procedure": None,
    "procedure_date": (),
    "blood_thinner": ("yes", "no"),
    "pregnant": ("yes", "no"),
    "under_18": ("yes", "no"),
    "language": None,
    "safe_to_call": ("yes", "no", "only at the best time"),
}
LONGEST = 60

#: put together once: it is asked with every message
_KNOWN = (
    select(PersonFact)
    .where(
        PersonFact.conversation_id == bindparam("conversation_id"),
        PersonFact.removed_at.is_(None),
    )
    .order_by(PersonFact.at)
)


class BadFact(ValueError):
    """No such fact, or no such value of it."""


def known(session: Session, conversation_id: str) -> Sequence[PersonFact]:
    """The facts that hold, one of each name."""
    return session.scalars(_KNOWN, {"conversation_id": conversation_id}).all()


def values(session: Session, conversation_id: str) -> dict[str, str]:
    """name -> value of the facts that hold."""
    return {fact.name: fact.value for fact in known(session, conversation_id)}


def note_fact(
    session: Session, conversation_id: str, name: str, value: str, staff_id: str, at: datetime
) -> PersonFact:
    """Keep a fact in place of the one of that name; the earlier one stays as history.

    Raises:
        BadFact: for a name or a value that is none.
    """
    value = _checked(name, value)
    locked_conversation(session, conversation_id)
    remove_fact(session, conversation_id, name, at)
    fact = PersonFact(
        id=new_id("fact"),
        conversation_id=conversation_id,
        name=name,
        value=value,
        staff_id=staff_id,
        at=at,
    )
    session.add(fact)
    session.flush()
    return fact


def remove_fact(session: Session, conversation_id: str, name: str, at: datetime) -> bool:
    """It holds no more; returns whether it did."""
    found = [f for f in known(session, conversation_id) if f.name == name]
    for fact in found:
        fact.removed_at = at
    session.flush()
    return bool(found)


def _checked(name: str, value: str) -> str:
    if name not in NAMES:
        raise BadFact(name)
    value, allowed = " ".join(value.split()), NAMES[name]
    if allowed == ():
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise BadFact(name) from error
    if not value or len(value) > LONGEST or (allowed and value not in allowed):
        raise BadFact(name)
    return value
