"""How staff reach the person: name, number, best time. One a message, each can be skipped."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions._desk import in_store, now, words
from actions.staff import INTERRUPTED
from frontdesk.booking.agreement import is_question, leaves
from frontdesk.booking.names import bare_name, introduced_name
from frontdesk.booking.phones import find_phone
from frontdesk.cases.callback import note_contact, reachable_at
from frontdesk.conversations.transcript import locked_conversation

NAME, PHONE, TIME = "callback_name", "callback_phone", "callback_time"
SKIPPED = "skipped"
_SKIPS = {"skip", "no", "no thanks", "no thank you", "pass", "rather not", "n/a", "none", "next"}
_TALK = ("feedback_good", "feedback_bad", "thanks", "goodbye", "repeat", "capabilities")


class ValidateCallbackForm(FormValidationAction):
    """Name, number, best time: one a message, each can be skipped."""

    def name(self) -> str:
        return "validate_callback_form"

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[str]:
        """What is known is not asked again, and nothing more of whoever leaves."""
        asked = tracker.get_slot("requested_slot")
        if asked in domain_slots and leaves(words(tracker)):
            return [asked]

        def known(session: Session) -> set[str]:
            row = locked_conversation(session, tracker.sender_id)
            reached, phone = reachable_at(row), tracker.get_slot(PHONE)
            return {
                *([NAME] if row.contact_name else []),
                *([PHONE] if reached else []),
                # Nobody calls where no number is given.
                *([TIME] if row.contact_time or (not reached and phone == SKIPPED) else []),
            }

        have = await in_store(known)
        return [s for s in domain_slots if s not in have or tracker.get_slot(s)]

    async def extract_callback_name(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """A name: one that is introduced, or any that answers the question."""
        name = introduced_name(words(tracker))
        if name is None and tracker.get_slot("requested_slot") == NAME:
            name = _skipped(tracker) or (None if _is_talk(tracker) else bare_name(words(tracker)))
        return {NAME: name} if name else {}

    async def extract_callback_phone(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """A number, wherever it is said; it is kept at once, whatever becomes of the form."""
        number, at = find_phone(words(tracker)), now(tracker)
        if number:
            await in_store(lambda s: note_contact(s, tracker.sender_id, at, phone=number))
        elif tracker.get_slot("requested_slot") == PHONE:
            number = _skipped(tracker)
        return {PHONE: number} if number else {}

    async def extract_callback_time(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Any words will do: staff read them."""
        if tracker.get_slot("requested_slot") != TIME or is_question(words(tracker)):
            return {}
        best = _skipped(tracker) or words(tracker)[:200]
        return {TIME: best} if best else {}


class ActionCallbackDone(Action):
    """Keep how the person can be reached; without a number staff answer in the chat."""

    def name(self) -> str:
        return "action_callback_done"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        slots = (NAME, PHONE, TIME)
        said = {s: tracker.get_slot(s) for s in slots}
        name, phone, best = (None if v == SKIPPED else v for v in said.values())

        def noted(session: Session) -> bool:
            note_contact(
                session, tracker.sender_id, now(tracker), name=name, phone=phone, best_time=best
            )
            return bool(reachable_at(locked_conversation(session, tracker.sender_id)))

        reachable = await in_store(noted)
        dispatcher.utter_message(
            response="utter_callback_done" if reachable else "utter_callback_without_phone"
        )
        # What was interrupted for this goes on: its next question comes now.
        form = tracker.get_slot(INTERRUPTED)
        resumed = [SlotSet(INTERRUPTED, None), FollowupAction(form)] if form else []
        return [*(SlotSet(s, None) for s in slots), *resumed]


class AskCallbackName(Action):
    """Asks for the name."""

    def name(self) -> str:
        return "action_ask_callback_form_callback_name"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        dispatcher.utter_message(response="utter_ask_callback_name", asks_for="name")
        return []


class AskCallbackPhone(Action):
    """Asks for the number."""

    def name(self) -> str:
        return "action_ask_callback_form_callback_phone"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        dispatcher.utter_message(response="utter_ask_callback_phone", asks_for="phone")
        return []


class AskCallbackTime(Action):
    """Asks when it suits."""

    def name(self) -> str:
        return "action_ask_callback_form_callback_time"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        dispatcher.utter_message(response="utter_ask_callback_time", asks_for="callback_time")
        return []


def _is_talk(tracker: Tracker) -> bool:
    """Whether the classifier is sure that it is a way of talking: "that's helpful" is no name."""
    best = ((tracker.latest_message or {}).get("intent_ranking") or [{}])[0]
    return best.get("name") in _TALK and float(best.get("confidence") or 0) >= 0.6


def _skipped(tracker: Tracker) -> str | None:
    said = words(tracker)
    return SKIPPED if said.lower().strip(" .!") in _SKIPS or leaves(said) else None
