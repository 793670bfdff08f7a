"""Take a message in: store it, let safety look at it, and say at once what can not wait.

All of it is one transaction: the message, what safety saw, the case, its pages and the safety
text are there together or not at all. No model, action server or person is waited for.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from frontdesk.booking.appointments import release_on_red_flag
from frontdesk.cases.cases import note_event, raise_alarm, standing_case
from frontdesk.cases.ladder import Ladder
from frontdesk.clinic import Clinic
from frontdesk.conversations.buttons import offered_title
from frontdesk.conversations.speaker import Speaker
from frontdesk.conversations.transcript import (
    VISIT_GAP,
    add_message,
    by_channel_id,
    last_said,
    locked_conversation,
    patient_words_since,
)
from frontdesk.door.inbound import Inbound, Received
from frontdesk.safety import (
    Asked,
    Assessment,
    Context,
    Earlier,
    Finding,
    Rules,
    SafetyInput,
    assess,
    text_for,
)
from frontdesk.store import Store
from frontdesk.store.tables import Case, Conversation, Message

log = structlog.get_logger()

LOCKING = ("emergency_911_now", "crisis_988")
#: safety reads at most this much of an earlier message; the layer cuts the new one itself
_WINDOW = timedelta(hours=24)
_DIGITS = re.compile(r"\d")
#: PostgreSQL keeps no NUL and no lone surrogate; everything else is kept as typed
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Inbox:
    """The first half of the door: everything that happens before the engine is asked."""

    def __init__(
        self, store: Store, clinic: Clinic, rules: Rules, speaker: Speaker, ladder: Ladder
    ) -> None:
        self._store = store
        self._clinic = clinic
        self._rules = rules
        self._speaker = speaker
        self._ladder = ladder

    def take_in(self, inbound: Inbound, at: datetime) -> Received:
        """Store a message and say what safety demands.

        Raises:
            NoConversation: when the conversation does not exist.
            sqlalchemy.exc.SQLAlchemyError: when the store does not take it.
        """
        with self._store.begin() as session:
            conversation = locked_conversation(session, inbound.conversation_id)
            if inbound.channel_id:
                known = by_channel_id(session, conversation.id, inbound.channel_id)
                if known:
                    return Received(known.id, known.seq, repeated=True)
            return self._take_in(session, conversation, inbound, at)

    def _take_in(
        self, session: Session, conversation: Conversation, inbound: Inbound, at: datetime
    ) -> Received:
        if at - conversation.last_at > VISIT_GAP:
            conversation.disclosed_at = None
        title = inbound.payload and offered_title(session, conversation.id, inbound.payload)
        message = add_message(
            session, conversation, "patient", storable(title or inbound.text), at,
            channel_id=inbound.channel_id, payload=inbound.payload if title else None,
        )
        said = last_said(session, conversation.id, message.seq)
        assessment, earlier_ids = self._assess(session, message, said, inbound)
        fresh = _of_this_message(assessment.findings, len(earlier_ids))
        if fresh:
            self._alarm(session, conversation, message, assessment, fresh, earlier_ids, at)
        elif conversation.locked_by:
            self._hold_the_line(session, conversation, message, at)
        elif _asked_for_staff(said) and (number := phone_in(message.text)):
            self._note_number(session, conversation, message, number, at)
        elif conversation.owner_id:
            message.turn = "owned"
        else:
            message.turn = "waiting"
            self._disclose(session, conversation, at)
        log.info(
            "door.taken_in", message_id=message.id, conversation_id=conversation.id,
            turn=message.turn, findings=[f.category for f in fresh],
        )
        return Received(message.id, message.seq, wants_turn=message.turn == "waiting")

    def _assess(
        self, session: Session, message: Message, said: Message | None, inbound: Inbound
    ) -> tuple[Assessment, list[str]]:
        earlier = patient_words_since(
            session, message.conversation_id, message.at - _WINDOW, message.seq
        )
        asks = (said.data or {}).get("asks_safety") if said else None
        assessment = assess(
            SafetyInput(
                text=message.text,
                at=message.at,
                earlier=tuple(Earlier(m.text, m.at) for m in earlier),
                asked=Asked(asks, said.at) if said and asks else None,
                context=Context(),
                attachments=inbound.attachments,
            ),
            self._rules,
        )
        return assessment, [m.id for m in earlier]

    def _alarm(
        self, session: Session, conversation: Conversation, message: Message,
        assessment: Assessment, findings: tuple[Finding, ...], earlier_ids: list[str], at: datetime,
    ) -> None:
        case = raise_alarm(
            session, self._clinic, conversation, message, findings, earlier_ids, at
        )
        message.turn = "flagged"
        conversation.engine_stale = True
        if findings[0].tier in LOCKING:
            conversation.locked_by = case.id
        if assessment.do_not_reply:
            conversation.silent = True
        release_on_red_flag(session, conversation.id, at)
        self._speak_safety(session, conversation, message, findings, case, at)
        if not self._ladder.page_due(session, case, at):
            self._ladder.page_again(session, case, at)

    def _speak_safety(
        self, session: Session, conversation: Conversation, message: Message,
        findings: tuple[Finding, ...], case: Case, at: datetime,
    ) -> None:
        """The approved text, alone and first; then, where no number is known, one question."""
        if conversation.silent:
            return
        choice = text_for(findings)
        for n, key in enumerate(choice.keys):
            data = {"tier": findings[0].tier, "case": case.id}
            if choice.asks and n == len(choice.keys) - 1:
                data["asks_safety"] = choice.asks
            self._speaker.say(
                session, conversation, key, at, data=data, reply_to=message.id, purpose="safety"
            )
        if choice.keys and not choice.asks and self._number_wanted(conversation, findings):
            self._speaker.say(
                session, conversation, "utter_ask_phone_for_staff", at,
                data={"asks_for": "phone", "case": case.id}, reply_to=message.id, purpose="safety",
            )

    @staticmethod
    def _number_wanted(conversation: Conversation, findings: tuple[Finding, ...]) -> bool:
        known = conversation.contact_phone or conversation.address
        return not known and findings[0].category != "abuse_or_unsafe_home"

    def _hold_the_line(
        self, session: Session, conversation: Conversation, message: Message, at: datetime
    ) -> None:
        """Locked: only the one short line, and page again; a number is kept for staff."""
        case = session.get_one(Case, conversation.locked_by)
        note_event(session, case, "added", at, message=message.id)
        if conversation.owner_id:
            message.turn = "owned"
            return
        message.turn = "locked"
        self._ladder.page_again(session, case, at)
        if not conversation.contact_phone and (number := phone_in(message.text)):
            self._note_number(session, conversation, message, number, at)
        elif not conversation.silent:
            key = "utter_locked_crisis" if case.tier == "crisis_988" else "utter_locked"
            self._say_of(session, conversation, key, case, message, at)

    def _note_number(
        self, session: Session, conversation: Conversation, message: Message, number: str,
        at: datetime,
    ) -> None:
        """Keep the number staff asked for, with the case that stands."""
        conversation.contact_phone = number
        message.turn = message.turn or "locked"
        case = standing_case(session, conversation.id, "red_flag")
        if case is None:
            return
        note_event(session, case, "number_known", at)
        if not (conversation.owner_id or conversation.silent):
            self._say_of(session, conversation, "utter_number_noted", case, message, at)

    def _say_of(
        self, session: Session, conversation: Conversation, key: str, case: Case,
        message: Message, at: datetime,
    ) -> None:
        self._speaker.say(
            session, conversation, key, at, data={"tier": case.tier, "case": case.id},
            reply_to=message.id, purpose="safety",
        )

    def _disclose(self, session: Session, conversation: Conversation, at: datetime) -> None:
        """Each visit begins by saying that an automated assistant answers."""
        if conversation.disclosed_at is None:
            conversation.disclosed_at = at
            self._speaker.say(session, conversation, "utter_disclosure", at, author="system")


def _asked_for_staff(said: Message | None) -> bool:
    return said is not None and said.response == "utter_ask_phone_for_staff"


def storable(text: str) -> str:
    """The text without the few characters that no database keeps."""
    return _UNSTORABLE.sub("\ufffd", text)


def phone_in(text: str) -> str | None:
    """A telephone number somebody wrote, E.164; None when there is none."""
    if len(_DIGITS.findall(text)) < 7:
        return None
    from frontdesk.booking.details import find_phone

    return find_phone(text)


def _of_this_message(findings: tuple[Finding, ...], index: int) -> tuple[Finding, ...]:
    """Findings that rest, at least in part, on the new message."""
    return tuple(
        f for f in findings if not f.evidence or any(e.message == index for e in f.evidence)
    )
