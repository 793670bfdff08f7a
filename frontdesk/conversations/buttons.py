"""Buttons: what we offered, and what is always on offer. Nothing else counts as a payload."""

from __future__ import annotations

import re

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
_YES = re.compile(
    r"(?:(?:y|yes+|yea+h?|yep|yup|ya|sure|ok(?:ay)?|please|absolutely|definitely|of course|"
    r"sounds good|that works|go ahead|do it|please do|call me|i would|i'?d like that|"
    r"that would be (?:great|nice|good)|s[ií]|claro)(?:[ ,!.]+|$))+"
    r"(?:(?:thanks?|thank you|por favor|gracias)[ !.]*)?",
    re.I,
)
#: asking what this is, in a word
_HELP = ("help", "info", "menu", "options", "?")


def meant(said: Message | None, text: str) -> str | None:
    """The payload that words stand for after `said`: its offer accepted, a title, or "help"."""
    data = (said.data or {}) if said else {}
    words = " ".join(text.split()).strip(" .!")
    if data.get("agreed") and _YES.fullmatch(words):
        return str(data["agreed"])
    for button in data.get("buttons") or ():
        if str(button.get("title", "")).strip(" .!").lower() == words.lower():
            return str(button["payload"])
    return "/capabilities" if words.lower() in _HELP else None


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
