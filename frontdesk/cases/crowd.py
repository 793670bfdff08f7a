"""Too many alarms from one place: beyond a few an hour one page says so, and none is lost.

One person with a script must not be able to bury a real emergency under pages. The cases stand
in the queue all the same.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from frontdesk.cases.clocks import clocks
from frontdesk.store.tables import Case, CaseEvent, Conversation, OutboxRow

#: the kind of event that says a case was told of by a page for many
CROWD = "paged_together"
_HOUR = timedelta(hours=1)


def crowd_key(session: Session, case: Case, rung: int, at: datetime) -> str | None:
    """The key of the one page that stands for this case too; None: it is paged by itself."""
    source = session.get_one(Conversation, case.conversation_id)
    if case.drill or _already_paged(session, case):
        return None
    place = Conversation.id == source.id
    if source.origin:
        place = or_(place, Conversation.origin == source.origin)
    query = (
        select(Case.id)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .where(place, Case.id != case.id, Case.drill.is_(False))
        .where(Case.first_page_at > at - _HOUR, Case.first_page_at <= at)
        .limit(clocks().paging_cases_an_hour)
    )
    if len(session.scalars(query).all()) < clocks().paging_cases_an_hour:
        return None
    hour = int(at.timestamp() // _HOUR.total_seconds())
    return f"page:many:{source.origin or source.id}:{hour}:rung{rung}"


def crowd_page_accepted(session: Session, case: Case) -> str | None:
    """The transport that took the page for many which stands for this case; None: none yet."""
    events = session.scalars(
        select(CaseEvent.data).where(CaseEvent.case_id == case.id, CaseEvent.kind == CROWD)
    )
    for key in {data["key"] for data in events}:
        query = select(OutboxRow.transport).where(
            OutboxRow.key.startswith(f"{key}:"), OutboxRow.accepted_at.is_not(None)
        )
        if transport := session.scalars(query).first():
            return transport
    return None


def _already_paged(session: Session, case: Case) -> bool:
    """A case that began with a page of its own climbs the ladder with pages of its own."""
    query = select(OutboxRow.id).where(
        OutboxRow.case_id == case.id, OutboxRow.key.startswith(f"page:{case.id}:")
    )
    return session.scalars(query).first() is not None
