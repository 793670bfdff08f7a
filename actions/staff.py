"""Hand things to people: open a case, say by when, and ask how to reach the person."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions._desk import house, in_store, intent, metadata, now, words
from frontdesk.booking.names import bare_name, introduced_name
from frontdesk.booking.phones import find_phone
from frontdesk.cases.callback import note_contact, reachable_at
from frontdesk.cases.cases import open_case
from frontdesk.clinic.spoken import spoken_time
from frontdesk.conversations.transcript import locked_conversation

SKIPPED = "skipped"
_SKIPS = {"skip", "no", "no thanks", "no thank you", "pass", "rather not", "n/a", "none", "next"}
#: intent -> (kind of case, response)
CASES = {
    "talk_to_human": ("talk_to_human", "utter_talk_to_human"),
    "complaint": ("complaint", "utter_complaint"),
    "individual_advice": ("individual_advice", "utter_individual_advice"),
    "medication_question": ("medication_question", "utter_medication_question"),
    "new_symptom": ("new_symptom", "utter_new_symptom"),
    "cost_estimate": ("cost_estimate", "utter_cost_estimate"),
    "erase_data": ("erase_data", "utter_erase_data"),
    "change_language": ("change_language", "utter_change_language"),
}


class _OpensCase(Action, ABC):
    """Opens the case of an intent, says so, and asks what staff need to reach the person."""

    @abstractmethod
    def name(self) -> str:
        """Rasa's name of the action; an abstract class is not registered as one."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        kind, response = CASES[self.wanted(tracker)]
        at = now(tracker)

        def opened(session: Session) -> tuple[str, str]:
            conversation = locked_conversation(session, tracker.sender_id)
            case = open_case(
                session,
                house().clinic,
                conversation,
                kind,
                at,
                message_id=metadata(tracker).get("message_id"),
            )
            return case.id, spoken_time(house().clinic, case.due_at, at)

        case_id, promise = await in_store(opened)
        dispatcher.utter_message(
            response=self.response(tracker) or response, promise=promise, when=f"by {promise}"
        )
        return [SlotSet("case", case_id)]

    def wanted(self, tracker: Tracker) -> str:
        """The intent whose case is opened."""
        return intent(tracker)

    def response(self, tracker: Tracker) -> str | None:
        """Another response than the intent's own."""
        return None


class ActionTalkToHuman(_OpensCase):
    """The person wants a person."""

    def name(self) -> str:
        return "action_talk_to_human"

    def wanted(self, tracker: Tracker) -> str:
        """Whatever led here."""
        return "talk_to_human"


class ActionOpenCase(_OpensCase):
    """The latest intent says which case."""

    def name(self) -> str:
        return "action_open_case"


class ActionEraseData(_OpensCase):
    """The person wants their data erased, or a copy."""

    def name(self) -> str:
        return "action_erase_data"

    def wanted(self, tracker: Tracker) -> str:
        """One kind of case."""
        return "erase_data"


class ActionChangeLanguage(_OpensCase):
    """The person wants another language; a person will call with help in it."""

    def name(self) -> str:
        return "action_change_language"

    def wanted(self, tracker: Tracker) -> str:
        """One kind of case."""
        return "change_language"

    def response(self, tracker: Tracker) -> str | None:
        """In Spanish to whoever writes in Spanish."""
        understood = (tracker.latest_message or {}).get("understanding") or {}
        return "utter_spanish" if understood.get("language") == "es" else None


class ActionEscalate(Action):
    """A red flag: the door has stored, answered and paged; here the dialogue lets go of all."""

    def name(self) -> str:
        return "action_escalate"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        return [ActiveLoop(None), SlotSet("requested_slot", None)]


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
        """What is known already is not asked again."""

        def known(session: Session) -> set[str]:
            row = locked_conversation(session, tracker.sender_id)
            return {
                *(["callback_name"] if row.contact_name else []),
                *(["callback_phone"] if reachable_at(row) else []),
            }

        have = await in_store(known)
        return [s for s in domain_slots if s not in have or tracker.get_slot(s)]

    async def extract_callback_name(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """A name: one that is introduced, or any that answers the question."""
        name = introduced_name(words(tracker))
        if name is None and tracker.get_slot("requested_slot") == "callback_name":
            name = _skipped(tracker) or bare_name(words(tracker))
        return {"callback_name": name} if name else {}

    async def extract_callback_phone(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """A number, wherever it is said."""
        number = find_phone(words(tracker))
        if number is None and tracker.get_slot("requested_slot") == "callback_phone":
            number = _skipped(tracker)
        return {"callback_phone": number} if number else {}

    async def extract_callback_time(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Any words will do: staff read them."""
        if tracker.get_slot("requested_slot") != "callback_time":
            return {}
        best = _skipped(tracker) or words(tracker)[:200]
        return {"callback_time": best} if best else {}


class ActionCallbackDone(Action):
    """Keep how the person can be reached; without a number staff answer in the chat."""

    def name(self) -> str:
        return "action_callback_done"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        slots = ("callback_name", "callback_phone", "callback_time")
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
        return [SlotSet(s, None) for s in slots]


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


def _skipped(tracker: Tracker) -> str | None:
    return SKIPPED if words(tracker).lower().strip(" .!") in _SKIPS else None
