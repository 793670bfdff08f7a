"""What is said when a message was not understood, or is none of a front desk's business."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, AllSlotsReset, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions._desk import house, in_store, now, words
from actions.staff import cases_of, hand_over, language
from frontdesk.booking.holds import release
from frontdesk.booking.phones import find_phone
from frontdesk.cases.callback import note_contact

#: titles of what is no question; questions carry their own
_TITLES = {
    "book_consultation": "Book a consultation",
    "reschedule_appointment": "Move my appointment",
    "cancel_appointment": "Give up my appointment",
    "check_appointment": "When is my appointment?",
    "candidacy_check": "Go through the criteria",
    "talk_to_human": "Talk to a person",
    "complaint": "Report a problem",
    "individual_advice": "Advice on my own case",
    "medication_question": "A question about a medicine",
    "new_symptom": "Report a symptom",
    "cost_estimate": "Get a written estimate",
    "change_language": "Another language",
    "erase_data": "My data",
}
_TITLES_ES = {
    "book_consultation": "Pedir una cita",
    "reschedule_appointment": "Cambiar mi cita",
    "cancel_appointment": "Cancelar mi cita",
    "check_appointment": "¿Cuándo es mi cita?",
    "talk_to_human": "Hablar con una persona",
    "complaint": "Reportar un problema",
    "cost_estimate": "Un presupuesto por escrito",
}
#: always offered, last
_PERSON = "talk_to_human"
#: nobody is offered by mistake to end or begin texts
_NEVER_OFFERED = ("opt_out", "opt_in", _PERSON)
#: least probability of a request that is offered though the message was taken for a detail
_LIKELY = 0.05
#: messages in a row that were not understood, until staff are asked to help
_MISSES_UNTIL_CASE = 2
_QUIET = ("action_listen", "action_session_start", "action_extract_slots")


class ActionClarify(Action):
    """First asks what was meant, then offers a person, then gets one."""

    def name(self) -> str:
        return "action_clarify"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        missed = times_in_a_row(tracker, self.name(), "action_take_detail")
        if missed >= _MISSES_UNTIL_CASE:
            return await hand_over(dispatcher, tracker, "not_understood")
        offered = choices(tracker)
        again = "_again" if missed else ""
        if offered:
            offered.append(_person(language(tracker)))
            dispatcher.utter_message(response=f"utter_choices{again}", buttons=offered)
        else:
            dispatcher.utter_message(
                response="utter_not_understood" if missed else "utter_ask_again"
            )
        return []


class ActionTakeDetail(Action):
    """A detail that no form asked for: a number is kept where staff wait for one."""

    def name(self) -> str:
        return "action_take_detail"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        number, at = find_phone(words(tracker)), now(tracker)

        def kept(session: Session) -> bool:
            if not number or not cases_of(session, tracker.sender_id):
                return False
            note_contact(session, tracker.sender_id, at, phone=number)
            return True

        if not await in_store(kept):
            return await ActionClarify().run(dispatcher, tracker, domain)
        dispatcher.utter_message(response="utter_contact_noted")
        return []


class ActionOutOfScope(Action):
    """Says it kindly once; the second time in a row it offers a person."""

    def name(self) -> str:
        return "action_out_of_scope"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        again = times_in_a_row(tracker, self.name()) >= 1
        response = "utter_out_of_scope_again" if again else "utter_out_of_scope"
        dispatcher.utter_message(response=response)
        return []


class ActionRepeat(Action):
    """Says the last answer again."""

    def name(self) -> str:
        return "action_repeat"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        last = next((e for e in reversed(tracker.events) if e.get("event") == "bot"), None)
        said = dict((last or {}).get("metadata") or {})
        response = said.pop("response", None) or said.pop("utter_action", None)
        if response is None:
            dispatcher.utter_message(response="utter_repeat_nothing")
            return []
        plain = {k: v for k, v in said.items() if k not in ("slots", "utter_action")}
        buttons = ((last or {}).get("data") or {}).get("buttons")
        dispatcher.utter_message(response=response, buttons=buttons, **plain)
        return []


class ActionStartOver(Action):
    """Leaves every form, forgets its details, and lets a held opening go."""

    def name(self) -> str:
        return "action_start_over"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        await in_store(lambda session: release(session, tracker.sender_id))
        dispatcher.utter_message(response="utter_start_over")
        return [ActiveLoop(None), SlotSet("requested_slot", None), AllSlotsReset()]


def times_in_a_row(tracker: Tracker, *actions: str) -> int:
    """How often one of `actions` was the answer to the turns just before this one."""
    count = 0
    for event in reversed(tracker.events):
        if event.get("event") != "action" or event.get("name") in _QUIET:
            continue
        if event.get("name") not in actions:
            break
        count += 1
    return count


def choices(tracker: Tracker) -> list[dict[str, str]]:
    """Buttons for what the message may have meant, with titles people understand."""
    message, speaker = tracker.latest_message or {}, house().speaker
    names = (message.get("understanding") or {}).get("choices") or _likely(message)
    spoken = language(tracker)
    titles = {n: _title(n, spoken) or speaker.title(f"utter_{n}", spoken) for n in names}
    return [
        {"title": title, "payload": f"/{name}"}
        for name, title in titles.items()
        if title and name not in _NEVER_OFFERED
    ]


def _title(name: str, spoken: str) -> str | None:
    return (_TITLES_ES if spoken == "es" else _TITLES).get(name)


def _person(spoken: str) -> dict[str, str]:
    return {"title": str(_title(_PERSON, spoken)), "payload": f"/{_PERSON}"}


def _likely(message: Mapping[str, Any]) -> list[str]:
    """What was taken for a detail that nobody asked for may have been a request after all."""
    ranking = message.get("intent_ranking") or ()
    likely = [str(r["name"]) for r in ranking if r.get("confidence", 0) >= _LIKELY]
    return [n for n in likely if n.startswith("faq/") or n in _TITLES][:3]
