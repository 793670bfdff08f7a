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
_WHICH = re.compile(
    r"(?:(?:and|what about|i mean|i want|ok) )?(?:the |number |option |no\.? ?|#)*"
    r"(?:(?P<digit>[1-9])|(?P<word>first|second|third|fourth|fifth|last|1st|2nd|3rd))\)?"
    r"(?: (?:one|option|choice|question))?(?: please)?",
    re.I,
)
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4,
             "fifth": 5, "last": 0}  # fmt: skip
_WHY = re.compile(
    r"(?:(?:but|and|ok|sorry|wait|um|hmm|oh)[ ,]+)*(?:why|why (?:not|so|is that|is this|that)|"
    r"how come|how so|what for|for what|huh+|what|come again|pardon(?: me)?|say what|meaning|"
    r"what do (?:you|u|ya) mean(?: by (?:that|this))?|what does (?:that|this|it) (?:even )?mean|"
    r"in (?:plain )?english|i(?: still)? (?:don'?t|dont|do not|didn'?t|didnt|did not) "
    r"(?:get|understand|follow)(?: (?:it|that|this|you|any of (?:it|that)))?|"
    r"(?:por ?qu[eé]|c[oó]mo|qu[eé]|no entiendo|no entend[ií]))",
    re.I,
)
_MORE = re.compile(
    r"(?:(?:and|ok|so|yes|please|can you|could you)[ ,]+)*(?:more|(?:tell me|say|know|learn|hear) "
    r"(?:me )?(?:a (?:little|bit) )?more|more info(?:rmation)?|more details?|go on|continue|"
    r"what else|anything else|(?:what about |how about )?the (?:other|others|rest)(?: ones?)?|"
    r"and(?: the)? others?|m[aá]s|d[ií]game m[aá]s)(?: (?:about|on) (?:it|this|that))?"
    r"(?: please)?",
    re.I,
)


def meant(said: Message | None, text: str) -> str | None:
    """The payload that words stand for after `said`: its offer accepted, a title, or "help"."""
    data = (said.data or {}) if said else {}
    words = " ".join(text.split()).strip(" .!")
    if data.get("agreed") and _YES.fullmatch(words):
        return str(data["agreed"])
    buttons: list[dict[str, str]] = data.get("buttons") or []
    for button in buttons:
        if str(button.get("title", "")).strip(" .!").lower() == words.lower():
            return str(button["payload"])
    # Among times "2" may be an hour: the booking reads that itself.
    if buttons and not data.get("offers") and (which := _place(words)) is not None:
        return str(buttons[which - 1]["payload"]) if which <= len(buttons) else None
    return "/capabilities" if words.lower() in _HELP else None


def follow_up(said: Message | None, text: str) -> str | None:
    """What a message without a subject of its own wants of what was said: "words" or "more".

    None while a question of ours waits, for then it is about that one.
    """
    data = (said.data or {}) if said else {}
    if said is None or data.get("asks_for") or data.get("asks_safety") or data.get("tier"):
        return None
    words = " ".join(text.replace("’", "'").split()).strip(" .!?¿¡")
    if _WHY.fullmatch(words):
        return "words"
    return "more" if _MORE.fullmatch(words) else None


def _place(words: str) -> int | None:
    """Which of a list is meant, from 1; 0 the last one."""
    found = _WHICH.fullmatch(words)
    if not found:
        return None
    return int(found["digit"]) if found["digit"] else _ORDINALS[found["word"].lower()]


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
