"""Buttons: what we offered, and what is always on offer. Nothing else counts as a payload."""

from __future__ import annotations

import re
import unicodedata

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
_NO = re.compile(
    r"(?:(?:n|no+|nope|nah|not interested|not now|i (?:can'?t|cannot|can not)(?: make it| come)?)"
    r"(?:[ ,!.]+|$))+(?:(?:sorry|thanks?|thank you|gracias)[ !.]*)?",
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


#: how the names of the letters of English and Spanish begin, whatever way they are written
_OURS = ("LATIN", "FULLWIDTH LATIN", "MATHEMATICAL", "FEMININE", "MASCULINE")
#: enough of a question of ours
_STOP_ASKING = re.compile(
    r"(?:(?:please|pls|just|ok|can you|will you|and)[ ,]+)*(?:(?:stop|quit) asking|"
    r"(?:stop|enough|no more)(?: with)?(?: the| your| all the)? questions|"
    r"(?:do not|don'?t|dont) ask(?= me| that| again| any)|dejen? de preguntar(?:me)?|"
    r"no me preguntes?n?)(?: [\w']+){0,4}(?:[ ,]+(?:please|pls|thanks|por favor))?",
    re.I,
)


def meant(said: Message | None, text: str) -> str | None:
    """The payload that words stand for after `said`.

    Its offer accepted, a title, "help", enough of its question, or a language we do not read.
    """
    data = (said.data or {}) if said else {}
    words = " ".join(text.split()).strip(" .!")
    if data.get("asks_for") and _STOP_ASKING.fullmatch(words.replace("’", "'")):
        return "/start_over"
    if not data.get("asks_for") and _is_foreign(words):
        return "/change_language"
    agreed = data.get("agreed") or data.get("yes")
    if agreed and _YES.fullmatch(words):
        return str(agreed)
    if data.get("no") and _NO.fullmatch(words):
        return str(data["no"])
    buttons: list[dict[str, str]] = data.get("buttons") or []
    for button in buttons:
        if str(button.get("title", "")).strip(" .!").lower() == words.lower():
            return str(button["payload"])
    # Among times "2" may be an hour: the booking reads that itself.
    if buttons and not data.get("offers") and (which := _place(words)) is not None:
        return str(buttons[which - 1]["payload"]) if which <= len(buttons) else None
    return "/capabilities" if words.lower() in _HELP else None


def _is_foreign(words: str) -> bool:
    """Whether it is written in another alphabet."""
    if words.isascii():
        return False
    letters = [c for c in words if c.isalpha()]
    others = sum(not unicodedata.name(c, "").startswith(_OURS) for c in letters)
    return len(letters) > 1 and others * 2 > len(letters)


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
