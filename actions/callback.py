"""How staff reach the person: name, number, best time. One a message, each can be skipped."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions._desk import in_store, now, words
from actions.staff import CONTACT, INTERRUPTED
from frontdesk.booking.addresses import find_email
from frontdesk.booking.agreement import is_question, leaves
from frontdesk.booking.names import bare_name, introduced_name
from frontdesk.booking.phones import find_phone
from frontdesk.cases.callback import note_contact, reachable_at
from frontdesk.conversations.transcript import locked_conversation

NAME, PHONE = CONTACT
TIME = "callback_time"
SKIPPED = "skipped"
#: how an address that was given in place of a number is kept
BY_EMAIL = "by email: "
_SKIPS = {"skip", "no", "no thanks", "no thank you", "pass", "rather not", "n/a", "none", "next"}
_THANKS = re.compile(
    r"(?:(?:ok|okay|great|perfect|good|alright|oh|awesome|cool)[ ,.!]*)*"
    r"(?:thanks?|thank (?:you|u)|thx|ty|tysm|appreciate (?:it|that|you)|gracias|muchas gracias)"
    r"(?: (?:so|very) much| a lot| a bunch| again)?[ .!]*",
    re.I,
)
WHY = re.compile(
    r"(?:but |and )?(?:why|what for|for what|how come)\b.{0,60}|"
    r"what do you need (?:it|that|my)\b.*|(?:y )?(?:por|para) ?qu[eé]\b.{0,60}",
    re.I,
)
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
            if _answered_why(dispatcher, tracker):
                return {NAME: None}
            name = _skipped(dispatcher, tracker)
            name = name or (None if _is_talk(tracker) else bare_name(words(tracker)))
        return {NAME: name} if name else {}

    async def extract_callback_phone(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """A number, wherever it is said; it is kept at once, whatever becomes of the form."""
        number, at = find_phone(words(tracker)), now(tracker)
        if number:
            await in_store(lambda s: note_contact(s, tracker.sender_id, at, phone=number))
            return {PHONE: number}
        if tracker.get_slot("requested_slot") != PHONE:
            return {}
        if email := find_email(words(tracker)):
            way = BY_EMAIL + email
            await in_store(lambda s: note_contact(s, tracker.sender_id, at, best_time=way))
            return {PHONE: SKIPPED, TIME: way}
        if _answered_why(dispatcher, tracker) or _is_part_of_a_number(tracker):
            return {PHONE: None}
        skipped = _skipped(dispatcher, tracker)
        return {PHONE: skipped} if skipped else {}

    async def extract_callback_time(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Any words will do: staff read them."""
        if tracker.get_slot("requested_slot") != TIME or is_question(words(tracker)):
            return {}
        best = _skipped(dispatcher, tracker) or words(tracker)[:200]
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
            row = locked_conversation(session, tracker.sender_id)
            by_email = (row.contact_time or "").startswith(BY_EMAIL)
            return by_email or bool(reachable_at(row))

        reachable = await in_store(noted)
        dispatcher.utter_message(
            response="utter_callback_done" if reachable else "utter_callback_without_phone"
        )
        # What was interrupted for this goes on: its next question comes now.
        form = tracker.get_slot(INTERRUPTED)
        resumed = [SlotSet(INTERRUPTED, None), FollowupAction(form)] if form else []
        # What was passed over is not asked for the next case too.
        kept = {s: SKIPPED for s in CONTACT if said[s] == SKIPPED}
        return [*(SlotSet(s, kept.get(s)) for s in slots), *resumed]


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
        again = "_again" if _is_part_of_a_number(tracker) else ""
        dispatcher.utter_message(response=f"utter_ask_callback_phone{again}", asks_for="phone")
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


def _is_part_of_a_number(tracker: Tracker) -> bool:
    """Whether the words are digits, but no number that can be called."""
    said = words(tracker)
    digits = sum(c.isdigit() for c in said)
    return digits >= 2 and find_phone(said) is None and not is_question(said)


def _answered_why(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Says what the details are for, to whoever asks that."""
    if not WHY.fullmatch(words(tracker).strip(" ?.!¿")):
        return False
    dispatcher.utter_message(response="utter_callback_why")
    return True


def _skipped(dispatcher: CollectingDispatcher, tracker: Tracker) -> str | None:
    """That the question is passed over; a kind word to whoever only says thanks."""
    said = words(tracker)
    if _THANKS.fullmatch(said):
        dispatcher.utter_message(response="utter_callback_welcome")
        return SKIPPED
    return SKIPPED if said.lower().strip(" .!") in _SKIPS or leaves(said) else None
