"""After a booking stands: what else is good to know. Each question can be passed over.

A question of the person's own ends it: the visit is booked, nothing here is needed.
"""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions._desk import now
from actions.booking import booking_desk
from actions.booking_tracker import said_in, voice_in, was_answered
from frontdesk.booking.addresses import find_email, find_state
from frontdesk.booking.agreement import agreement, is_question, leaves
from frontdesk.booking.draft import Said

VISIT_FORM = "visit_form"
SKIPPED = "skipped"
#: slot -> the detail's name; in the order they are asked
DETAILS = {"visit_email": "email", "visit_treatment": "treatment", "visit_state": "state"}
_SKIPS = {"skip", "skip it", "pass", "next", "rather not", "rather not say", "none", "n/a", "na",
          "nothing", "nope", "no", "not really", "prefer not to say", "prefer not to"}
_ENDS = frozenset({"goodbye", "thanks"})
_OURS = frozenset({"inform", "affirm", "deny", "correct", "nlu_fallback", "out_of_scope", "",
                   "individual_advice", "new_symptom", "medication_question", "candidacy_check",
                   "feedback_bad", "feedback_good", "complaint"})
_LONGEST = 300


class ValidateVisitForm(Action):
    """Reads an answer; ends at once when the person goes on to something else."""

    def name(self) -> str:
        """See the parent class."""
        return f"validate_{VISIT_FORM}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """The slots; none lets Rasa's rules answer, after which the form is over."""
        asked = tracker.get_slot("requested_slot")
        if was_answered(tracker, VISIT_FORM):
            return _over("answered")
        if asked not in DETAILS:
            return [SlotSet(slot, tracker.get_slot(slot)) for slot in DETAILS]
        said = said_in(tracker)
        if leaves(said.words) or said.intent in _ENDS:
            return _over("left")
        if (value := _read(asked, said)) is not None:
            return [SlotSet(asked, value), SlotSet("visit_notes", {})]
        if is_question(said.words) or said.intent not in _OURS or said.pressed:
            return []
        if (tracker.get_slot("visit_notes") or {}).get("again") == asked:
            return [SlotSet(asked, SKIPPED)]
        return [SlotSet("visit_notes", {"again": asked})]


def _read(asked: str, said: Said) -> str | None:
    if said.values.get("visit") == "skip" or said.words.lower().strip(" .!") in _SKIPS:
        return SKIPPED
    if asked == "visit_email":
        return find_email(said.words)
    if asked == "visit_state":
        return find_state(said.words)
    told = said.words.strip()[:_LONGEST]
    free = said.intent.split("/")[0] in (*_OURS, "faq") and not is_question(told)
    bare = agreement(told) is not None and len(told.split()) < 3
    return told if free and not bare and sum(c.isalpha() for c in told) > 2 else None


def _over(how: str) -> list[EventType]:
    return [SlotSet("visit_notes", {"ended": how}), SlotSet("requested_slot", None)]


class _Ask(Action):
    """Asks for one detail, with a way past it."""

    slot = ""

    def name(self) -> str:
        """See the parent class."""
        return f"action_ask_{VISIT_FORM}_{self.slot}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Asks."""
        again = (tracker.get_slot("visit_notes") or {}).get("again") == self.slot
        dispatcher.utter_message(
            response=f"utter_ask_{self.slot}{'_again' if again else ''}",
            asks_for=DETAILS[self.slot],
            buttons=[
                {"title": voice_in(tracker).title("Skip"), "payload": '/inform{"visit": "skip"}'}
            ],
        )
        return []


class AskVisitEmail(_Ask):
    """Where the confirmation goes by mail."""

    slot = "visit_email"


class AskVisitTreatment(_Ask):
    """What was tried before."""

    slot = "visit_treatment"


class AskVisitState(_Ask):
    """Where they live: notices differ by state."""

    slot = "visit_state"


class ActionVisitSubmit(Action):
    """Keeps what was said with the visit."""

    def name(self) -> str:
        """See the parent class."""
        return "action_visit_submit"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Says thank you, unless something else was answered just now."""
        told = {name: tracker.get_slot(slot) for slot, name in DETAILS.items()}
        known = {name: value for name, value in told.items() if value and value != SKIPPED}
        which = tracker.get_slot("visit_booked")
        if which and known:
            await asyncio.to_thread(
                booking_desk().add_details, which, tracker.sender_id, now(tracker), **known
            )
        if (tracker.get_slot("visit_notes") or {}).get("ended") != "answered":
            dispatcher.utter_message(response="utter_visit_done")
        return emptied()


def emptied() -> list[EventType]:
    """The slots as they are when nothing more is asked."""
    return [SlotSet(s, None) for s in (*DETAILS, "visit_notes", "visit_booked")]
