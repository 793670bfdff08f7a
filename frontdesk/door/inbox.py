"""Take a message in: store it, let safety look at it, and say at once what can not wait.

All of it is one transaction: the message, what safety saw, the case, its pages and the safety
text are there together or not at all. No model, action server or person is waited for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from frontdesk.conversations.buttons import offered_title
from frontdesk.conversations.speaker import Speaker
from frontdesk.conversations.transcript import (
    VISIT_GAP,
    NoConversation,
    add_message,
    by_channel_id,
    last_said,
    locked_conversation,
    patient_words_since,
)
from frontdesk.door.alarm import ASK_NUMBER, Alarms, Moment
from frontdesk.door.inbound import Inbound, Received
from frontdesk.safety import (
    Asked,
    Assessment,
    Earlier,
    Finding,
    Rules,
    SafetyInput,
    assess,
)
from frontdesk.store import Store
from frontdesk.store.tables import Conversation, Message

log = structlog.get_logger()

Taking = Callable[[Session, Conversation, Inbound, datetime], Received]

_WINDOW = timedelta(hours=24)
#: PostgreSQL keeps no NUL and no database a lone surrogate; everything else is kept as typed
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Inbox:
    """The first half of the door: everything that happens before the engine is asked."""

    def __init__(self, store: Store, rules: Rules, speaker: Speaker, alarms: Alarms) -> None:
        self._store = store
        self._rules = rules
        self._speaker = speaker
        self._alarms = alarms

    def take_in(self, inbound: Inbound, at: datetime) -> Received:
        """Store a message and say what safety demands.

        A fault of our own on the way (a rule, a wording) never costs the message: it is stored
        all the same, with a fixed line that says where to call, and a case.

        Raises:
            NoConversation: when the conversation does not exist.
            sqlalchemy.exc.SQLAlchemyError: when the store does not take it.
        """
        try:
            return self._in_one(inbound, at, self._take_in)
        except (NoConversation, SQLAlchemyError):
            raise
        except Exception as error:  # noqa: BLE001
            log.critical("door.fault", conversation_id=inbound.conversation_id, exc_info=error)
            return self._in_one(inbound, at, self._take_in_plainly)

    def alarming(self, text: str, at: datetime) -> bool:
        """Whether safety sees a danger sign in a text that is not stored yet."""
        return bool(assess(SafetyInput(text=storable(text), at=at), self._rules).findings)

    def _in_one(self, inbound: Inbound, at: datetime, take: Taking) -> Received:
        """One transaction; the same channel id twice is one message."""
        with self._store.begin() as session:
            conversation = locked_conversation(session, inbound.conversation_id)
            if inbound.channel_id:
                known = by_channel_id(session, conversation.id, inbound.channel_id)
                if known:
                    return Received(known.id, known.seq, repeated=True)
            return take(session, conversation, inbound, at)

    def _take_in_plainly(
        self, session: Session, conversation: Conversation, inbound: Inbound, at: datetime
    ) -> Received:
        message = _stored(session, conversation, inbound, at)
        message.turn = "failed"
        self._alarms.last_resort(Moment(session, conversation, message, at))
        return Received(message.id, message.seq)

    def _take_in(
        self, session: Session, conversation: Conversation, inbound: Inbound, at: datetime
    ) -> Received:
        if at - conversation.last_at > VISIT_GAP:
            conversation.disclosed_at = None
        message = _stored(session, conversation, inbound, at)
        moment = Moment(session, conversation, message, at)
        said = last_said(session, conversation.id, message.seq)
        assessment, earlier_ids = self._assess(session, message, said, inbound)
        fresh = _of_this_message(assessment.findings, len(earlier_ids))
        if fresh:
            self._alarms.sound(moment, assessment, fresh, earlier_ids)
        elif conversation.locked_by:
            self._alarms.hold_the_line(moment)
        elif said and said.response == ASK_NUMBER and self._alarms.keep_number(moment):
            pass
        elif conversation.owner_id:
            message.turn = "owned"
        else:
            message.turn = "waiting"
            self._disclose(moment)
        log.info(
            "door.taken_in",
            message_id=message.id,
            conversation_id=conversation.id,
            turn=message.turn,
            findings=[f.category for f in fresh],
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
                attachments=inbound.attachments,
            ),
            self._rules,
        )
        return assessment, [m.id for m in earlier]

    def _disclose(self, moment: Moment) -> None:
        """Each visit begins by saying that an automated assistant answers."""
        if moment.conversation.disclosed_at is None:
            moment.conversation.disclosed_at = moment.at
            self._speaker.say(
                moment.session,
                moment.conversation,
                "utter_disclosure",
                moment.at,
                author="system",
            )


def storable(text: str) -> str:
    """The text without the few characters that no database keeps."""
    return _UNSTORABLE.sub("\ufffd", text)


def _stored(
    session: Session, conversation: Conversation, inbound: Inbound, at: datetime
) -> Message:
    """The message in the transcript; a payload counts only where we offered it."""
    title = inbound.payload and offered_title(session, conversation.id, inbound.payload)
    return add_message(
        session,
        conversation,
        "patient",
        storable(title or inbound.text),
        at,
        channel_id=inbound.channel_id,
        payload=inbound.payload if title else None,
    )


def _of_this_message(findings: tuple[Finding, ...], index: int) -> tuple[Finding, ...]:
    """Findings that rest, at least in part, on the new message."""
    return tuple(
        f for f in findings if not f.evidence or any(e.message == index for e in f.evidence)
    )
