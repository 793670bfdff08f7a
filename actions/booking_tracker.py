"""Between the dialogue's slots and a booking's draft."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions import _desk
from actions._desk import intent, metadata, now, words
from actions.staff import language
from frontdesk.booking.details import Known, read
from frontdesk.booking.draft import NEEDED, Draft, Said, notes_from
from frontdesk.booking.voice import Voice, voice_of

FORM = "booking_form"
_PLAIN = (*NEEDED, "for_whom")
#: what asks "Did you mean ...?"
_ASK_BACK = ("action_clarify", "action_take_detail")
#: a name, a number, a yes tell nothing of the language that is spoken
_TELLS_NOTHING = ("inform", "affirm", "deny", "correct", "")


def draft_of(tracker: Tracker) -> Draft:
    """The draft as the slots hold it."""
    values = {slot: tracker.get_slot(slot) for slot in _PLAIN}
    return Draft(**values, notes=notes_from(tracker.get_slot("booking_notes")))


def slots_for(draft: Draft) -> list[EventType]:
    """Every slot of the draft; setting all of them also tells Rasa that the form was served."""
    plain = [SlotSet(slot, getattr(draft, slot)) for slot in _PLAIN]
    return [*plain, SlotSet("booking_notes", draft.notes.as_dict())]


def emptied() -> list[EventType]:
    """The slots as they are when nothing is being booked."""
    return [SlotSet(slot, None) for slot in (*_PLAIN, "booking_notes")]


def said_in(tracker: Tracker) -> Said:
    """The latest message."""
    entities = (tracker.latest_message or {}).get("entities") or []
    values = {e.get("entity"): e.get("value") for e in entities}
    return Said(words(tracker), values, intent(tracker), now(tracker))


def said_before(tracker: Tracker) -> Said | None:
    """What was written before "Did you mean ...?", when its button begins the booking."""
    asked_back = False
    for event in list(reversed(tracker.events)):
        if event.get("event") == "action":
            asked_back = asked_back or event.get("name") in _ASK_BACK
        elif event.get("event") == "user" and asked_back:
            return Said(str(event.get("text") or ""), {}, "book_consultation", now(tracker))
    return None


def tells_a_visit(tracker: Tracker) -> bool:
    """Whether a message says so much of a visit that it can only mean to book one."""
    said = said_in(tracker)
    heard = read(said.words, None, said.now, _desk.house().clinic.zone, Known())
    return bool(heard.wanted and heard.phone and (heard.name or heard.reason))


def wish_in(tracker: Tracker) -> dict[str, Any] | None:
    """The time a message wishes for, beside what else it says."""
    said = said_in(tracker)
    heard = read(said.words, None, said.now, _desk.house().clinic.zone, Known())
    return heard.wanted.as_dict() if heard.wanted else None


def is_fresh(tracker: Tracker) -> bool:
    """Whether the form has not seen the latest message yet.

    The form is asked again about the same message when it resumes after an answer, or when a
    booking failed at its end; the message must not be read twice then.
    """
    if was_answered(tracker, FORM):
        return False
    runs = 0
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            break
        runs += event.get("event") == "action" and event.get("name") == FORM
    # Rasa notes the run that is asking now before it asks.
    return runs < 2


def was_answered(tracker: Tracker, form: str | None = None) -> bool:
    """Whether the form (any, if none is named) comes back after an answer to something else."""
    events = list(tracker.events)
    last = max((i for i, e in enumerate(events) if e.get("event") == "user"), default=0)
    return any(
        e.get("event") == "action_execution_rejected" and form in (None, e.get("name"))
        for e in events[last:]
    )


def channel_of(tracker: Tracker) -> str:
    """The channel of the conversation."""
    return str(metadata(tracker).get("channel") or "web")


def voice_in(tracker: Tracker) -> Voice:
    """How times are said in this conversation."""
    before = str(metadata(tracker).get("language") or "en")
    telling = intent(tracker) not in _TELLS_NOTHING and not words(tracker).startswith("/")
    return voice_of(_desk.house().clinic, language(tracker) if telling else before)


def key_of(tracker: Tracker, action: str) -> str:
    """What makes doing `action` twice for one message the same as once."""
    latest: dict[str, Any] = next(
        (e for e in reversed(tracker.events) if e.get("event") == "user"), {}
    )
    message = metadata(tracker).get("message_id") or latest.get("message_id")
    return f"{message or latest.get('timestamp') or now(tracker).isoformat()}:{action}"
