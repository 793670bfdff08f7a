"""A drill: a marked red flag of nobody, through the door, the ladder and the transports.

It proves that a page arrives and that somebody acknowledges it. Its pages begin with DRILL, its
case is marked, and acknowledging ends it. Nobody acknowledges: the ladder climbs to the manager,
as for a patient.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from frontdesk.conversations.transcript import open_conversation
from frontdesk.door.inbound import Inbound
from frontdesk.door.inbox import Inbox
from frontdesk.store import Store
from frontdesk.store.tables import Case, Conversation, OutboxRow

log = structlog.get_logger()

PREFIX = "drill-"
TEXT = "This is a drill. I can not feel anything when I wipe."


class DrillFailed(LookupError):
    """What should have raised an alarm did not."""


@dataclass(frozen=True)
class DrillRecord:
    """How a drill went; seconds since it began, None where it did not happen yet."""

    case: str
    conversation: str
    opened: datetime
    state: str
    pages: int
    paged_after: float | None
    acknowledged_after: float | None


def begin_drill(store: Store, inbox: Inbox, name: str, at: datetime) -> str:
    """Begin the drill called `name`; the same name twice is one. Returns its conversation."""
    conversation_id = f"{PREFIX}{name}"
    with store.begin() as session:
        if session.get(Conversation, conversation_id) is None:
            open_conversation(session, "web", at, id=conversation_id)
    inbox.take_in(Inbound(conversation_id, TEXT, channel_id=name, drill=True), at)
    with store.read() as session:
        if next(drill_records(session, conversation_id), None) is None:
            log.critical("drill.not_seen", conversation_id=conversation_id)
            raise DrillFailed("the drill raised no alarm: safety does not see danger signs")
    return conversation_id


def drill_records(session: Session, conversation_id: str | None = None) -> Iterator[DrillRecord]:
    """Every drill, oldest first, or the one of a conversation."""
    query = select(Case).where(Case.drill).order_by(Case.opened_at)
    if conversation_id:
        query = query.where(Case.conversation_id == conversation_id)
    for case in session.scalars(query):
        pages = select(func.count(OutboxRow.id)).where(
            OutboxRow.case_id == case.id, OutboxRow.purpose == "page"
        )
        yield DrillRecord(
            case=case.id,
            conversation=case.conversation_id,
            opened=case.opened_at,
            state=case.state,
            pages=session.scalar(pages) or 0,
            paged_after=_since(case, case.paged_at),
            acknowledged_after=_since(case, case.acknowledged_at),
        )


def _since(case: Case, at: datetime | None) -> float | None:
    return None if at is None else round((at - case.opened_at).total_seconds(), 1)
