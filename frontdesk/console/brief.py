"""The five lines that tell a member of staff where a conversation stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from frontdesk.answers.criteria import load_criteria
from frontdesk.clinic import Clinic
from frontdesk.clinic.spoken import spoken_time
from frontdesk.console.words import plain, words
from frontdesk.conversations.transcript import VISIT_GAP
from frontdesk.store.tables import (
    Appointment,
    Case,
    Conversation,
    FindingRow,
    Hold,
    Message,
)

#: what is no question: nobody is helped by reading it in a brief
_TALK = frozenset(
    ("greet", "goodbye", "thanks", "affirm", "deny", "inform", "correct", "repeat")
    + ("feedback_good", "feedback_bad")
)
_MOST = 4


@dataclass(frozen=True)
class Brief:
    """This visit in five lines; an empty one says so in the template."""

    asked: tuple[str, ...]
    told: tuple[str, ...]
    flags: tuple[str, ...]
    booking: tuple[str, ...]
    #: what they said of the general criteria; nothing where they were not asked
    criteria: tuple[str, ...]
    name: str | None
    phone: str | None
    #: when they said a call suits them
    when: str | None


def brief(
    clinic: Clinic,
    conversation: Conversation,
    messages: Sequence[Message],
    findings: Sequence[FindingRow],
    cases: Sequence[Case],
    appointments: Sequence[Appointment],
    holds: Sequence[Hold],
    criteria: Mapping[str, str],
    now: datetime,
) -> Brief:
    """The brief of the newest visit in `messages`; `criteria`: slot -> value, as said."""
    visit = _visit(messages)
    seen = {message.id for message in visit}
    last = appointments[-1] if appointments else None
    return Brief(
        asked=_asked(visit),
        told=_told(visit),
        flags=_flags([f for f in findings if f.message_id in seen], cases),
        booking=_booking(clinic, appointments, holds, now),
        criteria=load_criteria().summary(criteria),
        name=conversation.contact_name or (last.name if last else None),
        phone=conversation.contact_phone or conversation.address or (last.phone if last else None),
        when=conversation.contact_time,
    )


def _visit(messages: Sequence[Message]) -> Sequence[Message]:
    for n in range(len(messages) - 1, 0, -1):
        if messages[n].at - messages[n - 1].at >= VISIT_GAP:
            return messages[n:]
    return messages


def _asked(visit: Sequence[Message]) -> tuple[str, ...]:
    intents = (
        (message.understanding or {}).get("intent")
        for message in visit
        if message.author == "patient"
    )
    asked = _unique(plain(str(i)) for i in intents if i and i not in _TALK)
    if asked:
        return asked
    texts = [message.text for message in visit if message.author == "patient"]
    return (f"“{_short(texts[-1])}”",) if texts else ()


def _told(visit: Sequence[Message]) -> tuple[str, ...]:
    return _unique(
        plain(message.response)
        for message in visit
        if message.response
        and message.response.startswith("utter_faq/")
        and message.delivery != "unsent"
    )


def _flags(findings: Sequence[FindingRow], cases: Sequence[Case]) -> tuple[str, ...]:
    said = _unique(words().case_title("red_flag", f.category) for f in findings)
    alarm = next((c for c in cases if c.kind == "red_flag" and c.state != "resolved"), None)
    if said and alarm and alarm.told:
        paged = "staff were paged" if alarm.told == "paged" else "nobody could be reached"
        return (*said, f"told that {paged}")
    return said


def _booking(
    clinic: Clinic, appointments: Sequence[Appointment], holds: Sequence[Hold], now: datetime
) -> tuple[str, ...]:
    booked = (
        f"{words().of('appointments', a.state)}: {spoken_time(clinic, a.starts, now)}"
        for a in appointments
        if a.starts >= now or a.state in ("booked", "confirmed")
    )
    held = (f"Choosing: {spoken_time(clinic, h.starts, now)} is held" for h in holds)
    return _unique((*booked, *held))


def _unique(said: Iterable[str]) -> tuple[str, ...]:
    """Each once, the newest few, in the order they came."""
    return tuple(dict.fromkeys(said))[-_MOST:]


def _short(text: str, most: int = 90) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
