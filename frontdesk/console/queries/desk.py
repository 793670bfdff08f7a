"""What staff keep beside a conversation: notes, canned replies, and who is there now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.store.tables import CannedReply, Conversation, Note, Presence, Staff

#: a page that is open says so twice in this time
HERE = timedelta(seconds=25)
#: who stopped typing for so long does not type
TYPING = timedelta(seconds=6)


def notes_of(session: Session, conversation_id: str) -> list[tuple[Note, str]]:
    """The private notes with who wrote them, oldest first."""
    query = (
        select(Note, Staff.name)
        .join(Staff, Staff.id == Note.staff_id)
        .where(Note.conversation_id == conversation_id)
        .order_by(Note.at)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def canned(session: Session) -> Sequence[CannedReply]:
    """The canned replies in use, by title."""
    query = select(CannedReply).where(CannedReply.retired_at.is_(None)).order_by(CannedReply.title)
    return session.scalars(query).all()


def is_noted(session: Session, conversation_id: str, staff_id: str, at: datetime) -> bool:
    """Whether it was noted so lately that it need not be noted again."""
    row = session.get(Presence, (conversation_id, staff_id))
    return row is not None and at - row.seen_at < HERE / 3


def note_presence(
    session: Session, conversation_id: str, staff_id: str, at: datetime, typing: bool
) -> None:
    """Somebody has the conversation open; nothing happens when there is none of that id."""
    row = session.get(Presence, (conversation_id, staff_id))
    if row is None and session.get(Conversation, conversation_id) is None:
        return
    if row is None:
        row = Presence(conversation_id=conversation_id, staff_id=staff_id, seen_at=at)
        session.add(row)
    row.seen_at = at
    row.typed_at = at if typing else row.typed_at
    session.flush()


def others_here(
    session: Session, conversation_id: str, staff_id: str, at: datetime
) -> list[tuple[str, bool]]:
    """(name, typing) of the other staff who have it open."""
    query = (
        select(Staff.name, Presence.typed_at)
        .join(Staff, Staff.id == Presence.staff_id)
        .where(
            Presence.conversation_id == conversation_id,
            Presence.staff_id != staff_id,
            Presence.seen_at > at - HERE,
        )
        .order_by(Staff.name)
    )
    return [
        (name, typed is not None and typed > at - TYPING) for name, typed in session.execute(query)
    ]
