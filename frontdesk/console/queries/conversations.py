"""Conversations: the list, and all that the view of one shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from frontdesk.console.queries.pulse import STANDING
from frontdesk.conversations.transcript import NoConversation
from frontdesk.store.tables import (
    Appointment,
    Case,
    Conversation,
    FindingRow,
    Hold,
    Message,
    OutboxRow,
    Staff,
)

PER_PAGE = 50
#: messages drawn at once; earlier ones are asked for
STRETCH = 200


@dataclass(frozen=True)
class Row:
    """A conversation as the list shows it: no word of what was said."""

    conversation: Conversation
    holder: Staff | None
    cases: Sequence[Case]


@dataclass(frozen=True)
class Stretch:
    """Consecutive messages of a transcript."""

    messages: Sequence[Message]
    findings: Sequence[FindingRow]
    #: id -> name of the staff who wrote
    names: dict[str, str]
    #: id of a message -> its row in the outbox, where that tells why it has not arrived
    rows: dict[str, OutboxRow] = field(default_factory=dict)

    @property
    def earlier(self) -> bool:
        """Whether messages come before these."""
        return bool(self.messages) and self.messages[0].seq > 1


def newest(session: Session, before: tuple[datetime, str] | None = None) -> list[Row]:
    """A page of conversations, the newest first; one more than a page holds, to tell of it."""
    query = (
        select(Conversation, Staff)
        .outerjoin(Staff, Staff.id == Conversation.owner_id)
        .order_by(Conversation.last_at.desc(), Conversation.id.desc())
        .limit(PER_PAGE + 1)
    )
    if before:
        at, last_id = before
        query = query.where(
            or_(
                Conversation.last_at < at,
                and_(Conversation.last_at == at, Conversation.id < last_id),
            )
        )
    found = session.execute(query).all()
    cases = _standing(session, [row[0].id for row in found])
    return [
        Row(conversation, holder, cases.get(conversation.id, [])) for conversation, holder in found
    ]


def one(session: Session, conversation_id: str) -> tuple[Conversation, Staff | None]:
    """A conversation and who has it.

    Raises:
        NoConversation: when there is none.
    """
    query = (
        select(Conversation, Staff)
        .outerjoin(Staff, Staff.id == Conversation.owner_id)
        .where(Conversation.id == conversation_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NoConversation(conversation_id)
    return found[0], found[1]


def last_stretch(session: Session, conversation_id: str, before: int | None = None) -> Stretch:
    """The newest messages, or those before a number."""
    query = select(Message).where(Message.conversation_id == conversation_id)
    if before is not None:
        query = query.where(Message.seq < before)
    found = session.scalars(query.order_by(Message.seq.desc()).limit(STRETCH)).all()
    return _stretch(session, found[::-1])


def stretch_from(session: Session, conversation_id: str, seq: int) -> Stretch:
    """The messages from a number on."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.seq >= seq)
        .order_by(Message.seq)
        .limit(STRETCH)
    )
    return _stretch(session, session.scalars(query).all())


def findings_of(session: Session, conversation_id: str) -> Sequence[FindingRow]:
    """Everything safety saw in a conversation, oldest first."""
    query = (
        select(FindingRow)
        .where(FindingRow.conversation_id == conversation_id)
        .order_by(FindingRow.id)
    )
    return session.scalars(query).all()


def appointments_of(session: Session, conversation_id: str) -> Sequence[Appointment]:
    """Its appointments, the next one last."""
    query = (
        select(Appointment)
        .where(Appointment.conversation_id == conversation_id)
        .order_by(Appointment.starts)
    )
    return session.scalars(query).all()


def holds_of(session: Session, conversation_id: str, now: datetime) -> Sequence[Hold]:
    """Openings still kept for it."""
    query = (
        select(Hold)
        .where(Hold.conversation_id == conversation_id, Hold.expires_at > now)
        .order_by(Hold.starts)
    )
    return session.scalars(query).all()


def _standing(session: Session, ids: Sequence[str]) -> dict[str, list[Case]]:
    query = select(Case).where(Case.conversation_id.in_(ids), Case.state.in_(STANDING))
    cases: dict[str, list[Case]] = {}
    for case in session.scalars(query.order_by(Case.due_at)):
        cases.setdefault(case.conversation_id, []).append(case)
    return cases


def _stretch(session: Session, messages: Sequence[Message]) -> Stretch:
    # Evidence may lie in earlier messages than the one that completed the finding.
    conversation = {m.conversation_id for m in messages}
    rows = session.scalars(
        select(FindingRow).where(FindingRow.conversation_id.in_(conversation))
    ).all()
    authors = {m.staff_id for m in messages if m.staff_id}
    names = session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(authors))).all()
    named = {staff_id: name for staff_id, name in names}
    return Stretch(messages, rows, named, _not_arrived(session, messages))


def _not_arrived(session: Session, messages: Sequence[Message]) -> dict[str, OutboxRow]:
    ids = [m.id for m in messages if m.delivery in ("waiting", "failed", "unsent")]
    if not ids:
        return {}
    query = select(OutboxRow).where(
        OutboxRow.message_id.in_(ids),
        OutboxRow.purpose != "page",
        or_(OutboxRow.error.is_not(None), OutboxRow.state == "waiting"),
    )
    return {str(row.message_id): row for row in session.scalars(query)}
