"""Hand things to people: open a case and say by when. `callback.py` asks how to reach them."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from actions._desk import house, in_store, intent, metadata, now, words
from frontdesk.booking.names import introduced_name
from frontdesk.booking.phones import find_phone
from frontdesk.cases.callback import note_contact, reachable_at
from frontdesk.cases.cases import open_case, standing_case
from frontdesk.clinic.spoken import spoken_deadline
from frontdesk.conversations.criteria import criteria_said
from frontdesk.conversations.pregnancy import PREGNANCY, is_pregnancy
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.store.tables import Case

#: questions in which a pregnancy makes the case another one
_MEDICAL = ("individual_advice", "medication_question", "new_symptom")
#: the slot that names the form a case interrupted, and the forms that go on afterwards
INTERRUPTED = "interrupted"
_RESUMED = ("booking_form", "candidacy_form")
#: what a person who was asked may have kept to themselves; asked again when they want a call
CONTACT = ("callback_name", "callback_phone")
_THANKS_ES = re.compile(r"^\W*(?:muchas |mil )?gracias\b[^?¿]{0,30}$", re.I)
#: cases that take along what the person said of the general criteria
_WITH_CRITERIA = ("talk_to_human", "individual_advice", "not_understood")


@dataclass(frozen=True)
class Opened:
    """A case that stands; `again`: it stood before this message."""

    id: str
    promise: str
    again: bool
    reachable: bool


async def opened(tracker: Tracker, kind: str) -> Opened:
    """Open the case of a kind, or add to the one that stands; what the criteria gave goes along."""
    at = now(tracker)

    def work(session: Session) -> Opened:
        conversation = locked_conversation(session, tracker.sender_id)
        again = standing_case(session, conversation.id, kind) is not None
        said = criteria_said(session, conversation.id) if kind in _WITH_CRITERIA else {}
        criteria: dict[str, Any] = {"criteria": dict(said)} if said else {}
        case = open_case(
            session,
            house().clinic,
            conversation,
            kind,
            at,
            message_id=metadata(tracker).get("message_id"),
            **criteria,
        )
        promise = spoken_deadline(house().clinic, case.due_at, at)
        return Opened(case.id, promise, again, bool(reachable_at(conversation)))

    return await in_store(work)


async def hand_over(
    dispatcher: CollectingDispatcher, tracker: Tracker, kind: str
) -> list[EventType]:
    """Open a case nobody asked for in so many words, say so, and ask how to reach the person."""
    case = await opened(tracker, kind)
    dispatcher.utter_message(
        response="utter_handed_over", promise=case.promise, when=f"by {case.promise}"
    )
    return [*_kept(tracker, case), FollowupAction("callback_form")]


class _OpensCase(Action, ABC):
    """Opens the case of an intent, says so, and asks what staff need to reach the person."""

    @abstractmethod
    def name(self) -> str:
        """Rasa's name of the action; an abstract class is not registered as one."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        kind = self.wanted(tracker)
        case = await opened(tracker, kind)
        dispatcher.utter_message(
            response=f"utter_{kind}", promise=case.promise, when=f"by {case.promise}"
        )
        return _kept(tracker, case)

    def wanted(self, tracker: Tracker) -> str:
        """The kind of case: the intent's own."""
        return intent(tracker)


class ActionTalkToHuman(_OpensCase):
    """The person wants a person."""

    def name(self) -> str:
        return "action_talk_to_human"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Whoever wants a person is asked again what they once passed over."""
        kept = await super().run(dispatcher, tracker, domain)
        return [*kept, *(SlotSet(s, None) for s in CONTACT)]

    def wanted(self, tracker: Tracker) -> str:
        """Whatever led here."""
        return "talk_to_human"


class ActionOpenCase(_OpensCase):
    """The latest intent says which case."""

    def name(self) -> str:
        return "action_open_case"

    def wanted(self, tracker: Tracker) -> str:
        """A care question of someone pregnant is one of its own, whatever it asks."""
        medical = intent(tracker) in _MEDICAL
        return PREGNANCY if medical and is_pregnancy(words(tracker)) else intent(tracker)


class ActionEraseData(_OpensCase):
    """The person wants their data erased, or a copy."""

    def name(self) -> str:
        return "action_erase_data"

    def wanted(self, tracker: Tracker) -> str:
        """One kind of case."""
        return "erase_data"


class ActionChangeLanguage(Action):
    """The person wants another language; a person will call with help in it."""

    def name(self) -> str:
        return "action_change_language"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """In Spanish to whoever writes in Spanish; others are asked how to reach them."""
        if language(tracker) == "es":
            return await in_spanish(dispatcher, tracker)
        case = await opened(tracker, "change_language")
        dispatcher.utter_message(response="utter_change_language", when=f"by {case.promise}")
        return [*_kept(tracker, case), FollowupAction("callback_form")]


async def in_spanish(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """No form, for its questions are in English: a name or number is kept when it is written."""
    number, at = find_phone(words(tracker)), now(tracker)
    name = introduced_name(words(tracker))
    case = await opened(tracker, "change_language")
    if name or number:
        await in_store(lambda s: note_contact(s, tracker.sender_id, at, name=name, phone=number))
    if number:
        response = "utter_spanish_noted"
    elif name and not case.reachable:
        response = "utter_spanish_number"
    elif case.again and _THANKS_ES.search(words(tracker)):
        response = "utter_spanish_welcome"
    elif "es" in (metadata(tracker).get("languages") or ()):
        response = "utter_spanish_here"
    else:
        response = "utter_spanish_again" if case.again and case.reachable else "utter_spanish"
    dispatcher.utter_message(response=response)
    return [SlotSet("case", case.id)]


def unapproved_spanish(tracker: Tracker) -> bool:
    """Whether the talk is in Spanish and the clinic has not approved its Spanish answers."""
    told = metadata(tracker)
    return told.get("language") == "es" and "es" not in (told.get("languages") or ())


class ActionEscalate(Action):
    """A red flag: the door has stored, answered and paged; here the dialogue lets go of all."""

    def name(self) -> str:
        return "action_escalate"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        return [ActiveLoop(None), SlotSet("requested_slot", None), SlotSet(INTERRUPTED, None)]


def _kept(tracker: Tracker, case: Opened) -> list[EventType]:
    """The case, and the form that goes on when it is known how to reach the person."""
    form = tracker.active_loop_name
    return [
        SlotSet("case", case.id), SlotSet(INTERRUPTED, form if form in _RESUMED else None)
    ]


def language(tracker: Tracker) -> str:
    """The language of the latest message."""
    understood = (tracker.latest_message or {}).get("understanding") or {}
    return str(understood.get("language") or "en")


def cases_of(session: Session, conversation_id: str) -> bool:
    """Whether staff have anything of this conversation to look at."""
    standing = select(Case.id).where(
        Case.conversation_id == conversation_id, Case.state != "resolved"
    )
    return bool(session.scalar(select(exists(standing))))
