"""What was said before a message, found in as few questions as it takes."""

from __future__ import annotations

from itertools import product

from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk import clock
from frontdesk.conversations.transcript import (
    SaidBefore,
    add_message,
    open_conversation,
    said_before,
)
from frontdesk.store import Store
from frontdesk.store.tables import Message

_LINES = (
    ("patient", None, {}),
    ("bot", "sent", {}),
    ("bot", "unsent", {}),
    ("system", "sent", {"yes": "/confirm"}),
    ("system", "sent", {}),
    ("staff", "sent", {}),
)


def _plainly(session: Session, conversation_id: str, before: int) -> SaidBefore:
    """Every line is read, and looked through from the end."""
    lines = session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.seq < before)
        .order_by(Message.seq.desc())
    ).all()
    ours = [m for m in lines if m.author != "patient" and m.delivery != "unsent"]
    said = next((m for m in ours if m.author == "bot"), None)
    offer = ours[0] if ours and ours[0].author == "system" and "yes" in ours[0].data else None
    return SaidBefore(said, offer)


def test_what_was_said_before_is_what_reading_every_line_finds(store: Store) -> None:
    """The assistant's newest line, and an offer only where nothing of ours came after it."""
    for lines in product(_LINES, repeat=3):
        with store.begin() as session:
            conversation = open_conversation(session, "web", clock.now())
            for author, delivery, data in lines:
                add_message(
                    session, conversation, author, "x", clock.now(), delivery=delivery, data=data
                )
            for before in (1, 3, 4):
                found = said_before(session, conversation.id, before)
                assert found == _plainly(session, conversation.id, before), (lines, before)
            session.rollback()
