"""What is said when a message was not understood, or is none of a front desk's business."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, AllSlotsReset, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions._desk import house, in_store, metadata, now, words
from actions.booking_tracker import FORM, tells_a_visit
from actions.staff import cases_of, hand_over, in_spanish, language, unapproved_spanish
from frontdesk.answers.model import ANSWER
from frontdesk.booking.holds import release
from frontdesk.booking.names import introduced_name
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
    "candidacy_check": "Repasar la lista general",
    "talk_to_human": "Hablar con una persona",
    "complaint": "Reportar un problema",
    "individual_advice": "Un consejo sobre mi caso",
    "medication_question": "Una pregunta sobre una medicina",
    "new_symptom": "Contar un síntoma",
    "cost_estimate": "Un presupuesto por escrito",
    "erase_data": "Mis datos",
}
#: always offered, last
_PERSON = "talk_to_human"
#: nobody is offered by mistake to end or begin texts
_NEVER_OFFERED = ("opt_out", "opt_in", _PERSON)
#: least probability of a request that is offered though the message was taken for a detail
_LIKELY = 0.05
#: messages in a row that were not understood, until staff are asked to help
_MISSES_UNTIL_CASE = 2
#: a detail that was kept
_NOTED = ("utter_contact_noted", "utter_detail_noted")
_QUIET = ("action_listen", "action_session_start", "action_extract_slots")


class ActionClarify(Action):
    """First asks what was meant, then offers a person, then gets one."""

    def name(self) -> str:
        return "action_clarify"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        if tells_a_visit(tracker):
            return _book()
        missed = _misses(tracker)
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
    """A detail that no form asked for: a name or a number is kept where staff wait for one."""

    def name(self) -> str:
        return "action_take_detail"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        if unapproved_spanish(tracker):
            return await in_spanish(dispatcher, tracker)
        if tells_a_visit(tracker):
            return _book()
        name, at = introduced_name(words(tracker)), now(tracker)
        number = find_phone(words(tracker))

        def kept(session: Session) -> bool:
            if not cases_of(session, tracker.sender_id):
                return False
            if name or number:
                note_contact(session, tracker.sender_id, at, name=name, phone=number)
            return True

        if not await in_store(kept) or not (name or number or not choices(tracker)):
            return await ActionClarify().run(dispatcher, tracker, domain)
        dispatcher.utter_message(
            response="utter_contact_noted" if number else "utter_detail_noted"
        )
        return []


def _book() -> list[EventType]:
    """Goes on with the booking, from its first step."""
    return [SlotSet("requested_slot", None), FollowupAction(FORM)]


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
    """Says the last answer in fewer words, what it leads to, or who can explain it."""

    def name(self) -> str:
        return "action_repeat"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        response, said, buttons = _last_said(tracker)
        more = _leads_to(tracker) if metadata(tracker).get("wants") == "more" else []
        if response is None:
            dispatcher.utter_message(response="utter_repeat_nothing")
        elif more:
            dispatcher.utter_message(response="utter_more", buttons=more)
        elif times_in_a_row(tracker, self.name()) or _is_short(response, tracker):
            dispatcher.utter_message(response="utter_repeat_person")
        elif response.startswith(ANSWER):
            dispatcher.utter_message(response="utter_other_words")
            offered = [_person(language(tracker))]
            dispatcher.utter_message(response=response, buttons=offered, **{**said, "short": True})
        else:
            dispatcher.utter_message(response=response, buttons=buttons, **said)
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


def _last_said(tracker: Tracker) -> tuple[str | None, dict[str, Any], Any]:
    """The key of what was said last, the values that came with it, and its buttons."""
    last = next((e for e in reversed(tracker.events) if e.get("event") == "bot"), None)
    said = dict((last or {}).get("metadata") or {})
    response = said.pop("response", None) or said.pop("utter_action", None)
    plain = {k: v for k, v in said.items() if k not in ("slots", "utter_action")}
    return response, plain, ((last or {}).get("data") or {}).get("buttons")


def _is_short(response: str, tracker: Tracker) -> bool:
    """Whether an answer was given in its fewest words already: a text is."""
    return response.startswith(ANSWER) and metadata(tracker).get("channel") == "sms"


def _leads_to(tracker: Tracker) -> list[dict[str, str]]:
    """The buttons of the last answer, on a channel that does not show them too."""
    keys = (_key(e) for e in reversed(tracker.events) if e.get("event") == "bot")
    answer = next((k for k in keys if k and k.startswith(ANSWER)), None)
    if answer is None:
        return []
    shown = house().speaker.render(answer, "web", now(tracker), language(tracker))
    return [dict(b) for b in shown.buttons]


def _key(said: Mapping[str, Any]) -> str | None:
    about = said.get("metadata") or {}
    return about.get("response") or about.get("utter_action")


def _misses(tracker: Tracker) -> int:
    """How many turns just before this one were not understood; a detail that was kept was."""
    count, noted = 0, False
    for event in reversed(tracker.events):
        if event.get("event") == "bot":
            noted = noted or _key(event) in _NOTED
        if event.get("event") != "action" or event.get("name") in _QUIET:
            continue
        if noted or event.get("name") not in ("action_clarify", "action_take_detail"):
            break
        count += 1
    return count


def choices(tracker: Tracker) -> list[dict[str, str]]:
    """Buttons for what the message may have meant, with titles people understand."""
    message, speaker = tracker.latest_message or {}, house().speaker
    names = (message.get("understanding") or {}).get("choices") or _likely(message)
    spoken = language(tracker)
    never = _NEVER_OFFERED if spoken == "en" else (*_NEVER_OFFERED, "change_language")
    titles = {n: _title(n, spoken) or speaker.title(f"utter_{n}", spoken) for n in names}
    return [
        {"title": title, "payload": f"/{name}"}
        for name, title in titles.items()
        if title and name not in never
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
