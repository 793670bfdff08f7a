"""Take a message in: store it, let safety look at it, and say at once what can not wait.

All of it is one transaction: the message, what safety saw, the case, its pages and the safety
text are there together or not at all. No model, action server or person is waited for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from frontdesk.conversations.buttons import offered_title
from frontdesk.conversations.language import language_of
from frontdesk.conversations.speaker import Speaker
from frontdesk.conversations.transcript import (
    VISIT_GAP,
    NoConversation,
    SaidBefore,
    add_message,
    by_channel_id,
    locked_conversation,
    open_conversation,
    patient_words_since,
    said_before,
)
from frontdesk.door.alarm import ASK_NUMBER_KEYS, Alarms, Moment
from frontdesk.door.inbound import Inbound, Prepared, Received, Spoken
from frontdesk.people.context import safety_context
from frontdesk.safety import (
    ATTACHMENT_RULE,
    Asked,
    Assessment,
    Earlier,
    Finding,
    Rules,
    SafetyInput,
    assess,
    text_for,
)
from frontdesk.store import Store
from frontdesk.store.storable import storable
from frontdesk.store.tables import Conversation, FindingRow, Message

log = structlog.get_logger()

Taking = Callable[[Session, Conversation, Inbound, datetime], Received]
#: what a channel does with a message of its own accord, after safety (second: it was alarming);
#: returns whether nothing is left to do
Custom = Callable[[Moment, bool], bool]
#: the engine's input, of a conversation, its new message and what was said before it
Ready = Callable[[Conversation, Message, SaidBefore], Prepared]

_WINDOW = timedelta(hours=24)


class Inbox:
    """The first half of the door: everything that happens before the engine is asked."""

    def __init__(
        self,
        store: Store,
        rules: Rules,
        speaker: Speaker,
        alarms: Alarms,
        customs: Mapping[str, Custom] | None = None,
        ready: Ready | None = None,
    ) -> None:
        """`ready`: makes the engine's input of a message while it is being stored."""
        self.store = store
        self._rules = rules
        self._speaker = speaker
        self._alarms = alarms
        self._customs = customs or {}
        self._ready = ready

    def take_in(self, inbound: Inbound, at: datetime) -> Received:
        """Store a message and say what safety demands.

        A fault of our own on the way (a rule, a wording) never costs the message: it is stored
        all the same, with a fixed line that says where to call, and a case.

        Raises:
            NoConversation: when the conversation does not exist.
            sqlalchemy.exc.SQLAlchemyError: when the store does not take it.
        """
        try:
            return self._in_one(inbound, at, self._take_in, first=True)
        except IntegrityError:
            # It was here before, or it is one of two first texts of a number at once: by now the
            # other has opened the conversation.
            return self._in_one(inbound, at, self._take_in)
        except (NoConversation, SQLAlchemyError):
            raise
        except Exception as error:  # noqa: BLE001
            log.critical("door.fault", conversation_id=inbound.conversation_id, exc_info=error)
            return self._in_one(inbound, at, self._take_in_plainly)

    def take_in_within(self, session: Session, inbound: Inbound, at: datetime) -> Received:
        """The same in a transaction that others share: any fault is for whoever began it."""
        return self._take_in(session, _conversation(session, inbound, at), inbound, at)

    def alarming(self, text: str, at: datetime) -> bool:
        """Whether safety sees a danger sign in a text that is not stored yet."""
        return bool(assess(SafetyInput(text=storable(text), at=at), self._rules).findings)

    def _in_one(
        self, inbound: Inbound, at: datetime, take: Taking, first: bool = False
    ) -> Received:
        """One transaction; the same channel id twice is one message.

        `first`: taken for new, as nearly all are; the store refuses it where it is not.
        """
        with self.store.begin() as session:
            conversation = _conversation(session, inbound, at)
            if inbound.channel_id and not first:
                known = by_channel_id(session, conversation.id, inbound.channel_id)
                if known:
                    return Received(known.id, known.seq, repeated=True)
            return take(session, conversation, inbound, at)

    def at_a_loss(self, inbound: Inbound, at: datetime) -> tuple[Spoken, ...]:
        """What is said while the store is gone: the approved safety text, and whom to call."""
        last = Spoken("last_resort", self._alarms.last_words())
        try:
            seen = SafetyInput(storable(inbound.text), at, attachments=inbound.attachments)
            assessment = assess(seen, self._rules)
            if assessment.do_not_reply:
                return ()
            channel = inbound.conversation_id.partition("-")[0]
            language = language_of(inbound.text, "en")
            keys = text_for(assessment.findings).keys
            texts = [self._speaker.render(k, channel, at, language).text for k in keys]
        except Exception as error:  # noqa: BLE001
            log.critical("door.fault", conversation_id=inbound.conversation_id, exc_info=error)
            return (last,)
        tier = assessment.findings[0].tier if keys else None
        return (*(Spoken(k, t, tier) for k, t in zip(keys, texts)), last)

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
        conversation.origin = inbound.origin or conversation.origin
        message = _stored(session, conversation, inbound, at)
        if not message.payload:
            # Before anything is said: the first words of ours are in the person's language.
            language = language_of(message.text, conversation.language)
            if language != conversation.language:  # set anew, it would be looked at once more
                conversation.language = language
        moment = Moment(session, conversation, message, at)
        before = said_before(session, conversation.id, message.seq)
        said = before.said
        assessment, earlier_ids = self._assess(session, message, said, inbound)
        fresh = _of_this_message(assessment.findings, len(earlier_ids))
        self._alarms.answered(conversation, assessment, message.text)
        if fresh and not self._only_a_picture(moment, fresh):
            self._alarms.sound(moment, assessment, fresh, earlier_ids, inbound.drill)
            self._by_custom(moment, alarming=True)
        elif not fresh and self._by_custom(moment, alarming=False):
            pass
        elif conversation.locked_by:
            self._alarms.hold_the_line(moment)
        elif conversation.owner_id:
            message.turn = "owned"
        elif fresh:
            self._alarms.ask_about_attachment(moment)
        elif said and said.response in ASK_NUMBER_KEYS and self._alarms.keep_number(moment):
            pass
        else:
            self._disclose(moment)
        log.info(
            "door.taken_in",
            message_id=message.id,
            conversation_id=conversation.id,
            turn=message.turn,
            findings=[f.category for f in fresh],
        )
        waits = message.turn == "waiting"
        ready = self._ready if waits else None
        return Received(
            message.id,
            message.seq,
            wants_turn=waits,
            flagged=message.turn == "flagged",
            ready=ready(conversation, message, before) if ready else None,
        )

    @staticmethod
    def _only_a_picture(moment: Moment, fresh: tuple[Finding, ...]) -> bool:
        """A picture without a word is no alarm by itself, unless there was one within the day."""
        if any(f.rule != ATTACHMENT_RULE for f in fresh):
            return False
        query = select(FindingRow.id).where(
            FindingRow.conversation_id == moment.conversation.id,
            FindingRow.at >= moment.at - _WINDOW,
        )
        return moment.session.scalars(query).first() is None

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
                context=safety_context(
                    session, message.conversation_id, self._speaker.today(message.at)
                ),
                attachments=inbound.attachments,
            ),
            self._rules,
        )
        return assessment, [m.id for m in earlier]

    def _by_custom(self, moment: Moment, alarming: bool) -> bool:
        custom = self._customs.get(moment.conversation.channel)
        return bool(custom and custom(moment, alarming))

    def _disclose(self, moment: Moment) -> None:
        """Each visit begins by saying that an automated assistant answers."""
        if moment.conversation.disclosed_at is None:
            moment.conversation.disclosed_at = moment.at
            self._speaker.say(
                moment.session,
                moment.conversation,
                "utter_disclosure",
                moment.at,
                reply_to=moment.message.id,
                author="system",
            )


def _conversation(session: Session, inbound: Inbound, at: datetime) -> Conversation:
    """The conversation, locked; a number's first text opens it."""
    try:
        return locked_conversation(session, inbound.conversation_id)
    except NoConversation:
        if not inbound.address:
            raise
        return open_conversation(
            session, "sms", at, id=inbound.conversation_id, address=inbound.address
        )


def _stored(
    session: Session, conversation: Conversation, inbound: Inbound, at: datetime
) -> Message:
    """The message in the transcript; a payload counts only where we offered it."""
    title = inbound.payload and offered_title(session, conversation.id, inbound.payload)
    return add_message(
        session,
        conversation,
        "patient",
        storable((inbound.title or title) if title else inbound.text),
        at,
        id=inbound.message_id,
        channel_id=inbound.channel_id,
        payload=inbound.payload if title else None,
        data=dict(inbound.notes),
        # What most messages come to, so that nothing is written twice; the others say what.
        turn="waiting",
    )


def _of_this_message(findings: tuple[Finding, ...], index: int) -> tuple[Finding, ...]:
    """Findings that rest, at least in part, on the new message."""
    return tuple(
        f for f in findings if not f.evidence or any(e.message == index for e in f.evidence)
    )
