"""What staff know of a person that leaves the booking to them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.store.tables import PersonFact

#: so long after a procedure the clinic itself sees to the next visit (the clinic's booking rules)
AFTER_PROCEDURE = timedelta(days=90)
_NO = ("no", "false", "0", "")


def closed_by_facts(session: Session, conversation_id: str, now: datetime) -> str | None:
    """`minor`, `pregnancy` or `procedure`; None where the person may book alone."""
    query = select(PersonFact.name, PersonFact.value).where(
        PersonFact.conversation_id == conversation_id, PersonFact.removed_at.is_(None)
    )
    facts = {name: value.strip() for name, value in session.execute(query)}
    if facts.get("under_18", "").lower() not in _NO:
        return "minor"
    if facts.get("pregnant", "").lower() not in _NO:
        return "pregnancy"
    return "procedure" if _recent(facts.get("procedure_date"), now) else None


def _recent(day: str | None, now: datetime) -> bool:
    try:
        done = date.fromisoformat(day or "")
    except ValueError:
        return False
    return done <= now.date() + timedelta(days=1) and now.date() - done <= AFTER_PROCEDURE
