"""The general criteria, one question at a time. What they mean for one person a clinician says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions._desk import house, in_store, intent, metadata, now, words
from actions.booking_tracker import was_answered
from actions.callback import WHY
from frontdesk.answers.criteria import UNSAID, load_criteria
from frontdesk.booking.agreement import is_question, leaves
from frontdesk.cases.cases import open_case
from frontdesk.clinic.spoken import spoken_deadline
from frontdesk.conversations.transcript import locked_conversation

FORM = "candidacy_form"
TRIES = "candidacy_tries"
#: answers to one question that nobody could read, until it is passed over
_TRIES = 2
#: what is never read as an answer to one of the questions
_ELSEWHERE = frozenset(
    {"talk_to_human", "book_consultation", "reschedule_appointment", "cancel_appointment",
     "check_appointment", "erase_data", "opt_out", "opt_in", "change_language", "cost_estimate",
     "bot_challenge", "capabilities", "repeat", "start_over", "greet", "thanks"}
)
#: what is answered first where the words are no answer
_ASKED_BETWEEN = frozenset(
    {"faq", "individual_advice", "medication_question", "new_symptom", "complaint",
     "candidacy_check", "feedback_good", "feedback_bad"}
)
_STOPS = re.compile(
    r"(?:please |ok |no )?(?:stop|quit|enough)(?: asking| with)?(?: me)?"
    r"(?: (?:the |these |all )?(?:questions?|this|it|now|already))*[ .!]*|no more questions[ .!]*",
    re.I,
)
#: what the questions are about themselves: they go on
_ABOUT_THEMSELVES = ("candidacy_check", "faq/candidacy")
#: least probability at which a short message that gives no answer is a question of its own
_SURE = 0.6


class ActionCandidacyCheck(Action):
    """Begins, or goes on where the questions were left."""

    def name(self) -> str:
        """See the parent class."""
        return "action_candidacy_check"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Says so, unless the questions are being asked right now."""
        if tracker.active_loop_name == FORM:
            return []
        going_on = bool(answers_of(tracker))
        dispatcher.utter_message(
            response="utter_candidacy_resumed" if going_on else "utter_candidacy_start"
        )
        return [_tried(0)]


class ValidateCandidacyForm(Action):
    """Reads an answer. Gives nothing when the message is about something else."""

    def name(self) -> str:
        """See the parent class."""
        return f"validate_{FORM}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """The new slots; none lets Rasa's rules answer first and come back to the question."""
        asked = tracker.get_slot("requested_slot")
        if asked not in load_criteria().by_slot or was_answered(tracker):
            return []
        if pressed := _pressed(tracker):
            return [*(SlotSet(s, v) for s, v in pressed.items()), _tried(0)]
        text, about = words(tracker), intent(tracker)
        if leaves(text) or _STOPS.fullmatch(text) or about == "goodbye":
            return [_tried(0), SlotSet("requested_slot", None)]
        if WHY.fullmatch(text.strip(" ?.!¿")):
            dispatcher.utter_message(response="utter_candidacy_why")
            return [SlotSet(asked, None)]
        if about in _ELSEWHERE:
            return []
        if (value := _read(asked, text)) is not None:
            return [SlotSet(asked, value), _tried(0)]
        if about in _ASKED_BETWEEN:
            return []
        return _not_read(dispatcher, tracker, asked)


class _Ask(Action):
    """Asks for one slot; the wording brings its buttons."""

    slot = ""

    def name(self) -> str:
        """See the parent class."""
        return f"action_ask_{FORM}_{self.slot}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Asks."""
        if question := load_criteria().by_slot.get(self.slot):
            dispatcher.utter_message(response=f"utter_ask_{self.slot}", asks_for=question.asks_for)
        return []


class AskImaging(_Ask):
    """Whether there is an MRI."""

    slot = "candidacy_imaging"


class AskFinding(_Ask):
    """Where the pain comes from."""

    slot = "candidacy_finding"


class AskTried(_Ask):
    """What was tried."""

    slot = "candidacy_tried"


class AskDuration(_Ask):
    """How long it hurts."""

    slot = "candidacy_duration"


class AskExclusions(_Ask):
    """Whether one of the published exclusions is true."""

    slot = "candidacy_exclusions"


class ActionCandidacySubmit(Action):
    """The end: what the criteria say in general, or a kind word; what was said goes along."""

    def name(self) -> str:
        """See the parent class."""
        return "action_candidacy_submit"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Keeps the answers of questions that were left, and empties those that were ended."""
        criteria, answers = load_criteria(), answers_of(tracker)
        if len(answers) < len(criteria.questions):
            dispatcher.utter_message(response="utter_candidacy_left", criteria=answers)
            return []
        for response in criteria.closing_for(answers):
            filled = await _for_staff(tracker) if response == "utter_candidacy_exclusion" else {}
            dispatcher.utter_message(response=response, **filled)
        dispatcher.utter_message(response="utter_candidacy_summary", criteria=answers)
        return [*(SlotSet(s, None) for s in criteria.by_slot), _tried(0), *_for_a_booking(answers)]


def answers_of(tracker: Tracker) -> dict[str, str]:
    """What was said so far, by slot."""
    said = {slot: tracker.get_slot(slot) for slot in load_criteria().by_slot}
    return {slot: str(value) for slot, value in said.items() if value}


#: what was found -> the reason of a visit, in words for staff
_REASONS = {"disc": "a disc problem", "facet": "a facet joint problem",
            "procedure": "pain since a procedure"}


def _for_a_booking(answers: Mapping[str, str]) -> list[EventType]:
    """What a booking would ask again: the reason, and whether there is a recent MRI."""
    mri = {"recent": "yes", "none": "no"}.get(answers["candidacy_imaging"])
    reason = _REASONS.get(answers["candidacy_finding"])
    known = {"mri": mri, "reason": reason}
    return [SlotSet(slot, value) for slot, value in known.items() if value]


def _tried(times: int) -> EventType:
    return SlotSet(TRIES, times)


def _pressed(tracker: Tracker) -> dict[str, str]:
    entities = (tracker.latest_message or {}).get("entities") or []
    known = load_criteria().by_slot
    return {e["entity"]: str(e["value"]) for e in entities if e.get("entity") in known}


def _read(slot: str, text: str) -> str | None:
    return None if is_question(text) else load_criteria().read(slot, text)


def _not_read(dispatcher: CollectingDispatcher, tracker: Tracker, asked: str) -> list[EventType]:
    """Answer what the words rather are, or ask again; the second time the question is passed."""
    ranking = (tracker.latest_message or {}).get("intent_ranking") or [{}]
    likely = str(ranking[0].get("name") or "")
    if likely in _ABOUT_THEMSELVES:
        return [SlotSet(asked, None)]
    if likely.startswith("faq/") and float(ranking[0].get("confidence") or 0) >= _SURE:
        dispatcher.utter_message(response=f"utter_{likely}")
        return [SlotSet(asked, None)]
    tries = int(tracker.get_slot(TRIES) or 0) + 1
    if tries >= _TRIES:
        return [SlotSet(asked, UNSAID), _tried(0)]
    dispatcher.utter_message(response="utter_candidacy_again")
    return [SlotSet(asked, None), _tried(tries)]


async def _for_staff(tracker: Tracker) -> dict[str, str]:
    """Something that rules treatment out may need care now: a clinician looks at it."""
    at = now(tracker)

    def opened(session: Session) -> str:
        conversation = locked_conversation(session, tracker.sender_id)
        case = open_case(
            session, house().clinic, conversation, "new_symptom", at,
            message_id=metadata(tracker).get("message_id"), criteria=answers_of(tracker),
        )
        return spoken_deadline(house().clinic, case.due_at, at)

    return {"when": f"by {await in_store(opened)}"}
