"""What is too old to be kept goes, class by class; a legal hold keeps what it names."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, exists, select, tuple_
from sqlalchemy.orm import Session

from frontdesk import audit
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import NoConversation
from frontdesk.privacy.erase import UnderHold, erase
from frontdesk.store import Store
from frontdesk.store.tables import Appointment, Case, Conversation, LegalHold, OutboxRow

log = structlog.get_logger()

#: looked for at once; each is erased in a transaction of its own
BATCH = 20
#: seconds of one stretch: the worker can end between two of them
_STRETCH = 5.0
#: rows of the outbox dropped in one transaction
_ROWS = 500
_DONE = ("accepted", "delivered", "failed", "unsent")
#: the last conversation that was looked at: its time and its id
Place = tuple[datetime, str]


@dataclass(frozen=True)
class Stretch:
    """What one stretch did; `after`: where the next goes on, None when nothing more is due."""

    erased: int
    after: Place | None


def run(
    store: Store,
    clinic: Clinic,
    at: datetime,
    after: Place | None = None,
    seconds: float = _STRETCH,
) -> Stretch:
    """Erase what is past its time, the oldest first, for a stretch.

    After each conversation others may write for as long as it took.

    Args:
        after: where the stretch before ended.
        seconds: when to stop, though more is due.
    """
    until, erased = time.monotonic() + seconds, 0
    if after is None:
        _drop_sent(store, at - timedelta(days=clinic.retention.outbox_days))
    while True:
        with store.read() as session:
            found = _past(session, clinic, at, after)
        for conversation_id, last_at in found:
            began = time.monotonic()
            erased += _erased(store, conversation_id, at)
            after = (last_at, conversation_id)
            if time.monotonic() >= until:
                return Stretch(erased, after)
            time.sleep(time.monotonic() - began)
        if len(found) < BATCH:
            return Stretch(erased, None)


def _erased(store: Store, conversation_id: str, at: datetime) -> int:
    """1, or 0 where it is kept or gone since it was found."""
    try:
        with store.begin() as session:
            erase(session, conversation_id, "retention", None, at)
            audit.record(session, None, "privacy:retention", conversation_id, at)
    except (UnderHold, NoConversation):
        return 0
    return 1


def due(session: Session, clinic: Clinic, at: datetime) -> list[str]:
    """The first conversations past the time of their class, `BATCH` at most."""
    return [conversation_id for conversation_id, _ in _past(session, clinic, at, None)]


def _past(
    session: Session, clinic: Clinic, at: datetime, after: Place | None
) -> list[tuple[str, datetime]]:
    """Those past the time of their class, in care (a visit or a case) or not, with that time."""
    keeps = clinic.retention
    care = exists().where(Appointment.conversation_id == Conversation.id) | exists().where(
        Case.conversation_id == Conversation.id
    )
    held = exists().where(
        LegalHold.conversation_id == Conversation.id, LegalHold.lifted_at.is_(None)
    )
    standing = exists().where(Case.conversation_id == Conversation.id, Case.state != "resolved")
    coming = exists().where(Appointment.conversation_id == Conversation.id, Appointment.ends > at)
    anonymous = Conversation.last_at < at - timedelta(days=keeps.anonymous_days)
    in_care = Conversation.last_at < at - timedelta(days=keeps.in_care_days)
    query = (
        select(Conversation.id, Conversation.last_at)
        .where(anonymous, ~care | in_care, ~held, ~standing, ~coming)
        .order_by(Conversation.last_at, Conversation.id)
        .limit(BATCH)
    )
    if after:
        place = (Conversation.last_at, Conversation.id)
        query = query.where(Conversation.last_at >= after[0], tuple_(*place) > after)
    return [(c, last_at) for c, last_at in session.execute(query)]


def _drop_sent(store: Store, before: datetime) -> None:
    """What the outbox sent is in the transcript; a page or a mail is in the case's history."""
    old = select(OutboxRow.id).where(OutboxRow.created_at < before, OutboxRow.state.in_(_DONE))
    while True:
        with store.begin() as session:
            ids = session.scalars(old.limit(_ROWS)).all()
            session.execute(delete(OutboxRow).where(OutboxRow.id.in_(ids)))
        if len(ids) < _ROWS:
            return
