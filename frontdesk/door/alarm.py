"""What the door does with a danger sign: case, pages, safety text, lock.

Everything happens in the transaction of the message it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from frontdesk.booking.appointments import release_on_red_flag
from frontdesk.booking.phones import find_phone
from frontdesk.cases.callback import note_contact, reachable_at
from frontdesk.cases.cases import note_event, open_case, raise_alarm, standing_case
from frontdesk.cases.ladder import Ladder
from frontdesk.clinic import Clinic
from frontdesk.conversations.speaker import Speaker
from frontdesk.conversations.transcript import add_message
from frontdesk.safety import Assessment, Finding, text_for
from frontdesk.store.tables import Case, Conversation, Message

LOCKING = ("emergency_911_now", "crisis_988")
ASK_NUMBER = "utter_ask_phone_for_staff"
#: the only words for patients in code: what is said when even the approved words can not be read
LAST_RESORT = (
    "We could not read your message by machine. It is saved, and our staff will see it. "
    "If this may be an emergency, call 911 now. In a crisis, call or text 988. "
    "Our number is {phone}."
)


@dataclass(frozen=True)
class Moment:
    """A message that was just stored, in its transaction."""

    session: Session
    conversation: Conversation
    message: Message
    at: datetime


class Alarms:
    """Raises alarms and holds the line while they stand."""

    def __init__(self, clinic: Clinic, speaker: Speaker, ladder: Ladder) -> None:
        self._clinic = clinic
        self._speaker = speaker
        self._ladder = ladder

    def sound(
        self,
        moment: Moment,
        assessment: Assessment,
        findings: tuple[Finding, ...],
        earlier_ids: Sequence[str],
    ) -> None:
        """Open or raise the case, page, speak, and stop whatever was going on."""
        session, conversation, message, at = _parts(moment)
        case = raise_alarm(session, self._clinic, conversation, message, findings, earlier_ids, at)
        message.turn = "flagged"
        conversation.engine_stale = True
        conversation.silent = conversation.silent or assessment.do_not_reply
        if findings[0].tier in LOCKING:
            conversation.locked_by = case.id
        release_on_red_flag(session, conversation.id, at)
        number = find_phone(message.text)
        if number and not reachable_at(conversation):
            note_contact(session, conversation.id, at, phone=number)
        self._speak(moment, findings, case)
        if not self._ladder.page_due(session, case, at):
            self._ladder.page_again(session, case, at)

    def hold_the_line(self, moment: Moment) -> None:
        """Locked: only the one short line, and page again; a number is kept for staff."""
        session, conversation, message, at = _parts(moment)
        case = session.get_one(Case, conversation.locked_by)
        note_event(session, case, "added", at, message=message.id)
        if conversation.owner_id:
            message.turn = "owned"
            return
        self._ladder.page_again(session, case, at)
        if self.keep_number(moment):
            return
        message.turn = "locked"
        key = "utter_locked_crisis" if case.tier == "crisis_988" else "utter_locked"
        self._say(moment, key, case)

    def keep_number(self, moment: Moment) -> bool:
        """Keep a number staff have asked for; says so. False when there is none in the message."""
        session, conversation, message, at = _parts(moment)
        number = find_phone(message.text)
        case = standing_case(session, conversation.id, "red_flag")
        if number is None or case is None:
            return False
        note_contact(session, conversation.id, at, phone=number)
        message.turn = "owned" if conversation.owner_id else "locked"
        if not conversation.owner_id:
            self._say(moment, "utter_number_noted", case)
        return True

    def last_resort(self, moment: Moment) -> None:
        """Something of ours broke: a line that needs nothing but the clinic's number, and a case.

        It may have been a danger sign that nobody has read, so the case pages like an alarm.
        """
        session, conversation, message, at = _parts(moment)
        case = open_case(
            session,
            self._clinic,
            conversation,
            "unread",
            at,
            tier="urgent_same_day",
            category="vague_alarm",
            message_id=message.id,
        )
        self._ladder.page_due(session, case, at)
        text = LAST_RESORT.format(phone=self._clinic.clinic.phone)
        reply = add_message(
            session,
            conversation,
            "bot",
            text,
            at,
            response="last_resort",
            reply_to=message.id,
            delivery="waiting",
        )
        self._speaker.post(session, conversation, reply, "safety", at)

    def _speak(self, moment: Moment, findings: tuple[Finding, ...], case: Case) -> None:
        """The approved text, alone and first; then, where no number is known, one question."""
        choice = text_for(findings)
        for n, key in enumerate(choice.keys):
            last = n == len(choice.keys) - 1
            self._say(moment, key, case, findings[0].tier, choice.asks if last else None)
        at_home = findings[0].category == "abuse_or_unsafe_home"
        if choice.keys and not (choice.asks or at_home or reachable_at(moment.conversation)):
            self._say(moment, ASK_NUMBER, case, asks_for="phone")

    def _say(
        self,
        moment: Moment,
        key: str,
        case: Case,
        tier: str | None = None,
        asks_safety: str | None = None,
        asks_for: str | None = None,
    ) -> None:
        if moment.conversation.silent:
            return
        data = {"tier": tier, "case": case.id, "asks_safety": asks_safety, "asks_for": asks_for}
        self._speaker.say(
            moment.session,
            moment.conversation,
            key,
            moment.at,
            data={k: v for k, v in data.items() if v},
            reply_to=moment.message.id,
            purpose="safety",
        )


def _parts(moment: Moment) -> tuple[Session, Conversation, Message, datetime]:
    return moment.session, moment.conversation, moment.message, moment.at
