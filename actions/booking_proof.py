"""Proof of who asks: a six-digit code, texted to the number on the appointment.

Whether there is an appointment under a number is never told: the same is said either way.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions._desk import now
from actions.booking import booking_desk
from actions.booking_tracker import said_in, was_answered, wish_in
from frontdesk.booking.agreement import is_question, leaves
from frontdesk.booking.phones import find_phone
from frontdesk.booking.proof import TooManyCodes

PROOF_FORM = "proof_form"
#: intents that may be the answer to a question of ours
_OURS = frozenset({"inform", "affirm", "deny", "correct", "nlu_fallback", "out_of_scope", "",
                   "check_appointment", "reschedule_appointment", "cancel_appointment"})
_CODE = re.compile(r"(?<!\d)(\d[ -]?){5}\d(?!\d)")
_NOT_HERE = re.compile(
    r"\b(?:(?:no|not|don'?t|do not|didn'?t|never) (?:have|get|got|receive|know|access|come|came)|"
    r"no (?:code|text|phone)|lost (?:my|the) phone|new (?:number|phone)|land ?line|"
    r"can'?t (?:get|receive)|nothing came|no longer)\b", re.I)


class ValidateProofForm(Action):
    """The number, then the code; whatever else is said is answered first."""

    def name(self) -> str:
        """See the parent class."""
        return f"validate_{PROOF_FORM}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """The slots; none lets Rasa's rules answer first and come back to the question."""
        asked = tracker.get_slot("requested_slot")
        if asked not in ("proof_phone", "proof_code") or was_answered(tracker, PROOF_FORM):
            return [SlotSet("proof_notes", tracker.get_slot("proof_notes") or {})]
        said = said_in(tracker)
        if leaves(said.words) or said.intent == "goodbye":
            return _over("left")
        if _NOT_HERE.search(said.words):
            return _over("staff")
        read = _number if asked == "proof_phone" else _code
        found = await asyncio.to_thread(read, tracker, said.words)
        if found is not None:
            return found
        if is_question(said.words) or said.intent.split("/")[0] not in _OURS:
            return []
        return _again(tracker, asked)


def _number(tracker: Tracker, text: str) -> list[EventType] | None:
    phone = find_phone(text)
    if phone is None:
        return None
    try:
        booking_desk().send_code(tracker.sender_id, phone, now(tracker))
    except TooManyCodes:
        return _over("staff")
    return [SlotSet("proof_phone", phone), _noted(tracker, wanted=wish_in(tracker))]


def _code(tracker: Tracker, text: str) -> list[EventType] | None:
    found = _CODE.search(text)
    if found is None:
        return None
    digits = re.sub(r"\D", "", found[0])
    checked = booking_desk().check_code(tracker.sender_id, digits, now(tracker))
    if checked.proved:
        return [SlotSet("proof_code", "right")]
    if checked.again:
        return [SlotSet("proof_code", None), _noted(tracker, why="wrong")]
    return _over("staff")


def _again(tracker: Tracker, asked: str) -> list[EventType]:
    """One kind explanation, then a person."""
    notes = dict(tracker.get_slot("proof_notes") or {})
    if notes.get("again") == asked:
        return _over("staff")
    return [_noted(tracker, again=asked, why="again")]


def _noted(tracker: Tracker, **now_known: Any) -> EventType:
    """New notes; a time that was wished for on the way stays for the question it answers."""
    wanted = (tracker.get_slot("proof_notes") or {}).get("wanted")
    known = {name: value for name, value in now_known.items() if value is not None}
    return SlotSet("proof_notes", {"wanted": wanted, **known} if wanted else known)


def _over(how: str) -> list[EventType]:
    return [SlotSet("proof_notes", {"ended": how}), SlotSet("requested_slot", None)]


class AskProofPhone(Action):
    """Which number the visit is under."""

    def name(self) -> str:
        """See the parent class."""
        return f"action_ask_{PROOF_FORM}_proof_phone"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Asks."""
        again = "_again" if (tracker.get_slot("proof_notes") or {}).get("why") else ""
        dispatcher.utter_message(response=f"utter_ask_proof_phone{again}", asks_for="phone")
        return []


class AskProofCode(Action):
    """The code that was texted."""

    def name(self) -> str:
        """See the parent class."""
        return f"action_ask_{PROOF_FORM}_proof_code"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Asks."""
        why = (tracker.get_slot("proof_notes") or {}).get("why")
        again = f"_{why}" if why else ""
        dispatcher.utter_message(response=f"utter_ask_proof_code{again}", asks_for="code")
        return []
