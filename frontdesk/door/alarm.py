"""What the door does with a danger sign: case, pages, safety text, lock.

Everything happens in the transaction of the message it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.booking.appointments import release_on_red_flag
from frontdesk.booking.phones import find_phone
from frontdesk.cases.callback import note_contact, reachable_at
from frontdesk.cases.cases import UNSURE, note_event, open_case, raise_alarm, standing_case
from frontdesk.cases.clocks import clocks
from frontdesk.cases.ladder import Ladder
from frontdesk.clinic import Clinic
from frontdesk.conversations.speaker import Speaker
from frontdesk.conversations.transcript import add_message
from frontdesk.safety import SILENCE_AFTER_SECONDS, Assessment, Finding, text_for
from frontdesk.safety.texts import KEY
from frontdesk.safety.tiers import CRISIS, URGENT
from frontdesk.store.tables import Case, Conversation, Message

ASK_NUMBER = "utter_ask_phone_for_staff"
#: the short lines under a lock
LOCKED, LOCKED_CRISIS, LOCKED_URGENT = "utter_locked", "utter_locked_crisis", "utter_locked_urgent"
NUMBER_NOTED = "utter_number_noted"
#: said in Spanish, where the safety texts are approved in English only: asks the number, or not
SPANISH, SPANISH_KNOWN = "utter_spanish", "utter_spanish_again"
SPANISH_NOTED = "utter_spanish_noted"
IN_SPANISH = (SPANISH, SPANISH_KNOWN, SPANISH_NOTED)
#: what asks for a number
ASK_NUMBER_KEYS = (ASK_NUMBER, SPANISH)
#: what a picture or voice note without words is asked, and how that question is called
ASK_WHAT = f"{KEY}vague_alarm"
ATTACHMENT = "attachment"
DISTRESS = "ambiguous_distress"
#: the only words for patients in code: what is said when even the approved words can not be read
LAST_RESORT = (
    "We could not read your message by machine. It is saved, and our staff will see it. "
    "If this may be an emergency, call 911 now. In a crisis, call or text 988. "
    "Our number is {phone}."
)
_OTHER_SILENCE = 300


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
        drill: bool = False,
    ) -> None:
        """Open or raise the case, page, speak, and stop whatever was going on."""
        session, conversation, message, at = _parts(moment)
        case = raise_alarm(session, self._clinic, conversation, message, findings, earlier_ids, at)
        case.drill = case.drill or drill
        message.turn = "flagged"
        conversation.engine_stale = True
        conversation.silent = conversation.silent or assessment.do_not_reply
        self._lock(conversation, case, at)
        release_on_red_flag(session, conversation.id, at)
        if not reachable_at(conversation):
            number = find_phone(message.text) or _number_said(session, earlier_ids)
            if number:
                note_contact(session, conversation.id, at, phone=number)
        self._speak(moment, findings, case)
        # A drill may begin where no transport is known: the worker pages it, a moment later.
        if not drill and not self._ladder.page_due(session, case, at):
            self._ladder.page_again(session, case, at)

    def hold_the_line(self, moment: Moment) -> None:
        """Locked: only the one short line, and page again; a number is kept for staff."""
        session, conversation, message, at = _parts(moment)
        case = session.get_one(Case, conversation.locked_by)
        note_event(session, case, "added", at, message=message.id)
        if conversation.owner_id:
            message.turn = "owned"
            return
        message.turn = "locked"
        self._ladder.page_again(session, case, at)
        if self.keep_number(moment):
            return
        if conversation.asks_safety == DISTRESS:
            # Whatever was said instead of an answer, the question stands.
            self._say(moment, KEY + DISTRESS, case, case.tier, DISTRESS)
            return
        self._say(moment, _short_line(case), case)
        if self._is_foreign(conversation):
            self._say(moment, SPANISH_KNOWN, case)
        self._ask_number(moment, case, once=case.tier != URGENT)

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
            noted = SPANISH_NOTED if self._is_foreign(conversation) else NUMBER_NOTED
            self._say(moment, noted, case)
        return True

    def ask_about_attachment(self, moment: Moment) -> None:
        """A picture without a word: ask what it is, with the line to 911; silence is a case."""
        session, conversation, message, at = _parts(moment)
        if conversation.opted_out_at:
            message.turn = "opted_out"
            self.attachment_unseen(moment)
            return
        message.turn = "answered"
        self._wait_for(conversation, ATTACHMENT, clocks().attachment_seconds, at)
        self._speaker.say(
            session,
            conversation,
            ASK_WHAT,
            at,
            data={"tier": URGENT, "asks_safety": "vague_alarm"},
            reply_to=message.id,
            purpose="safety",
        )

    def answered(self, conversation: Conversation, assessment: Assessment, text: str) -> None:
        """Stop the clock of a safety question that this message answers."""
        wordy = conversation.asks_safety == ATTACHMENT and bool(text.strip())
        if assessment.settled or wordy:
            conversation.asks_safety = conversation.silence_at = None

    def unanswered(self, moment: Moment, finding: Finding) -> None:
        """The question a conversation was asked stayed without answer: what that means, now."""
        session, conversation, message, at = _parts(moment)
        known = standing_case(session, conversation.id, "red_flag")
        before = known.category if known else None
        case = raise_alarm(session, self._clinic, conversation, message, (finding,), (), at)
        note_event(session, case, "unanswered", at, rule=finding.rule)
        self._lock(conversation, case, at)
        if case.category != before:
            self._speak(moment, (finding,), case)
        else:
            self._ask_number(moment, case, once=True)
        if not self._ladder.page_due(session, case, at):
            self._ladder.page_again(session, case, at)

    def attachment_unseen(self, moment: Moment) -> None:
        """Nobody said what the picture was: a person looks at it."""
        session, conversation, message, at = _parts(moment)
        open_case(
            session,
            self._clinic,
            conversation,
            ATTACHMENT,
            at,
            tier="priority_callback",
            message_id=message.id,
        )

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
            tier=URGENT,
            category="vague_alarm",
            message_id=message.id,
        )
        if case.first_page_at is None:
            case.next_page_at = at
        self._ladder.page_due(session, case, at)
        reply = add_message(
            session,
            conversation,
            "bot",
            self.last_words(),
            at,
            response="last_resort",
            reply_to=message.id,
            delivery="waiting",
        )
        self._speaker.post(session, conversation, reply, "safety", at)

    def last_words(self) -> str:
        """What is said when nothing else can be."""
        return LAST_RESORT.format(phone=self._clinic.clinic.phone)

    @staticmethod
    def _lock(conversation: Conversation, case: Case, at: datetime) -> None:
        """No small talk under an alarm; while a vague one is only asked about, the talk goes on."""
        waits = case.next_page_at is not None and case.next_page_at > at
        if case.category in UNSURE and case.first_page_at is None and waits:
            return
        conversation.locked_by = case.id

    def _speak(self, moment: Moment, findings: tuple[Finding, ...], case: Case) -> None:
        """The approved text, alone and first; then, where no number is known, one question."""
        conversation = moment.conversation
        choice = text_for(findings)
        for n, key in enumerate(choice.keys):
            last = n == len(choice.keys) - 1
            self._say(moment, key, case, findings[0].tier, choice.asks if last else None)
        conversation.asks_safety = conversation.silence_at = None
        if choice.asks and not conversation.silent:
            seconds = SILENCE_AFTER_SECONDS.get(choice.asks, _OTHER_SILENCE)
            self._wait_for(conversation, choice.asks, seconds, moment.at)
        if choice.keys and self._is_foreign(conversation):
            self._say_who_helps(moment, case, choice.asks)
        elif choice.keys and not choice.asks:
            self._ask_number(moment, case, once=True)

    def _is_foreign(self, conversation: Conversation) -> bool:
        return conversation.language == "es" and not self._speaker.speaks("es")

    def _say_who_helps(self, moment: Moment, case: Case, asks_safety: str | None) -> None:
        """A person, in Spanish, and 911; a question of safety stays the one that is answered."""
        conversation = moment.conversation
        asks_none = conversation.contact_phone or case.category == "abuse_or_unsafe_home"
        key = SPANISH_KNOWN if asks_none else SPANISH
        if _said_since(moment, key, case.opened_at):
            return
        asks = "phone" if key == SPANISH and not reachable_at(conversation) else None
        self._say(moment, key, case, asks_safety=asks_safety, asks_for=asks)

    def _ask_number(self, moment: Moment, case: Case, once: bool = False) -> None:
        """Where no number is known it is asked; in an emergency once, at an unsafe home never."""
        if reachable_at(moment.conversation) or case.category == "abuse_or_unsafe_home":
            return
        if once and any(_said_since(moment, k, case.opened_at) for k in ASK_NUMBER_KEYS):
            return
        self._say(moment, ASK_NUMBER, case, asks_for="phone")

    @staticmethod
    def _wait_for(conversation: Conversation, question: str, seconds: int, at: datetime) -> None:
        conversation.asks_safety = question
        conversation.silence_at = at + timedelta(seconds=seconds)

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


def _number_said(session: Session, message_ids: Sequence[str]) -> str | None:
    """The number the person wrote last in these messages, for a booking or a call back."""
    query = select(Message.text).where(Message.id.in_(message_ids)).order_by(Message.seq.desc())
    return next((n for text in session.scalars(query) if (n := find_phone(text))), None)


def _short_line(case: Case) -> str:
    if case.tier == URGENT:
        return LOCKED_URGENT
    return LOCKED_CRISIS if case.tier == CRISIS else LOCKED


def _said_since(moment: Moment, key: str, since: datetime) -> bool:
    query = select(Message.id).where(
        Message.conversation_id == moment.conversation.id,
        Message.response == key,
        Message.at >= since,
    )
    return moment.session.scalars(query).first() is not None


def _parts(moment: Moment) -> tuple[Session, Conversation, Message, datetime]:
    return moment.session, moment.conversation, moment.message, moment.at
