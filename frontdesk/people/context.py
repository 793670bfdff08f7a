"""What staff know of a person, as safety reads it."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from frontdesk.people.facts import values
from frontdesk.safety import Context


def safety_context(session: Session, conversation_id: str, today: date) -> Context:
    """The facts on record that change what a sign means; `today` is the clinic's date."""
    facts = values(session, conversation_id)
    return Context(
        procedure_days=_days_since(facts.get("procedure_date"), today),
        blood_thinner=_yes(facts.get("blood_thinner")),
        pregnant=_yes(facts.get("pregnant")),
    )


def _yes(value: str | None) -> bool | None:
    return None if value is None else value == "yes"


def _days_since(day: str | None, today: date) -> int | None:
    """Whole days; a procedure still to come is none yet."""
    days = (today - date.fromisoformat(day)).days if day else -1
    return days if days >= 0 else None
