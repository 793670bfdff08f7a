"""Buttons: what we offered, and what is always on offer. Nothing else counts as a payload."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.store.tables import Message

#: shown on every chat, before and during a conversation
ALWAYS_OFFERED: tuple[dict[str, str], ...] = (
    {"title": "Do I need an MRI?", "payload": "/faq/mri_required"},
    {"title": "Can this help a herniated disc?", "payload": "/faq/herniated_disc"},
    {"title": "Insurance and Medicare", "payload": "/faq/insurance"},
    {"title": "Book a consultation", "payload": "/book_consultation"},
    {"title": "Talk to a person", "payload": "/talk_to_human"},
)


def offered_title(session: Session, conversation_id: str, payload: str) -> str | None:
    """The title of the button that carried `payload` here; None when we never offered it."""
    query = (
        select(Message.data)
        .where(
            Message.conversation_id == conversation_id,
            Message.author != "patient",
            Message.delivery != "unsent",
        )
        .order_by(Message.seq.desc())
        .limit(50)
    )
    offered = [b for data in session.scalars(query) for b in (data or {}).get("buttons") or ()]
    for button in (*offered, *ALWAYS_OFFERED):
        if button.get("payload") == payload:
            return str(button.get("title") or "")
    return None
