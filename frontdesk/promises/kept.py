"""Measure promises: when staff first came back, and whether it was in time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from frontdesk.store.tables import Case


def note_reply(session: Session, conversation_id: str, at: datetime) -> None:
    """Staff wrote to the person: every standing case of theirs has its first reply."""
    session.execute(
        update(Case)
        .where(
            Case.conversation_id == conversation_id,
            Case.state != "resolved",
            Case.first_reply_at.is_(None),
        )
        .values(first_reply_at=at)
    )


def came_back_at(case: Case) -> datetime | None:
    """When staff did what was promised: wrote, or closed the case; for an alarm, took it on."""
    done = [case.first_reply_at, case.resolved_at, case.acknowledged_at if case.tier else None]
    return min((at for at in done if at), default=None)


def kept(case: Case, now: datetime) -> bool | None:
    """Whether the promise was kept; None while there is still time."""
    came = came_back_at(case)
    if came is not None:
        return came <= case.due_at
    return False if now > case.due_at else None
