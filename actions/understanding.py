"""What is said when a message was not understood, or is none of a front desk's business."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, AllSlotsReset, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions._desk import house, in_store
from frontdesk.booking.holds import release

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
_PERSON = {"title": "Talk to a person", "payload": "/talk_to_human"}
_QUIET = ("action_listen", "action_session_start", "action_extract_slots")


class ActionClarify(Action):
    """First asks what was meant, then offers a person, then gets one."""

    def name(self) -> str:
        return "action_clarify"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        missed = times_in_a_row(tracker, self.name())
        offered = choices(tracker)
        if missed >= 1:
            dispatcher.utter_message(response="utter_not_understood")
        elif offered:
            dispatcher.utter_message(response="utter_choices", buttons=[*offered, _PERSON])
        else:
            dispatcher.utter_message(response="utter_ask_again")
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


def times_in_a_row(tracker: Tracker, action: str) -> int:
    """How often `action` was the answer to the turns just before this one."""
    count = 0
    for event in reversed(tracker.events):
        if event.get("event") != "action" or event.get("name") in _QUIET:
            continue
        if event.get("name") != action:
            break
        count += 1
    return count


def choices(tracker: Tracker) -> list[dict[str, str]]:
    """Buttons for what the message may have meant, with titles people understand."""
    understood = (tracker.latest_message or {}).get("understanding") or {}
    speaker = house().speaker
    buttons = []
    for name in understood.get("choices") or ():
        title = _TITLES.get(name) or speaker.title(f"utter_{name}")
        if title:
            buttons.append({"title": title, "payload": f"/{name}"})
    return buttons
