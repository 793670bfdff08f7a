"""What a turn reads from the store before the engine is asked, and writes when it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from frontdesk import clock
from frontdesk.cases.cases import open_case
from frontdesk.clinic import Clinic
from frontdesk.clinic.spoken import spoken_deadline
from frontdesk.conversations.buttons import follow_up, meant
from frontdesk.conversations.speaker import Speaker
from frontdesk.conversations.transcript import SaidBefore, said_before
from frontdesk.door.consequences import Consequences, Reaction
from frontdesk.door.engine import Answer, Reply, TurnRequest
from frontdesk.door.inbound import Prepared
from frontdesk.door.late import Late
from frontdesk.store import Store
from frontdesk.store.tables import Conversation, Message

log = structlog.get_logger()

#: what a channel is to carry of the answers to a message: texts that may go with the response of a
#: webhook, lines for the browsers; None: it has to look for itself
Handed = Sequence[Any] | None
#: gives it to the channel as the answers are written
Handing = Callable[[Session, Conversation, Message, datetime], Handed]

#: what the engine may put beside a reply that clients are shown
_SHOWN = ("asks_for", "offers", "appointment")
#: and what is kept with the message for staff alone
_KEPT = ("criteria",)
#: answers to a question of ours: too short to tell a language by
_DETAILS = ("inform", "affirm", "deny", "correct")
#: what "why?" and "tell me more" stand for
AGAIN = "/repeat"
#: so long a question of the bot's is answered before a reminder that came after it
_STILL_ASKED = timedelta(minutes=10)
#: how far back a message may still wait; so the look costs the same in a long conversation
_IN_LINE = 100
#: the one confirmation of a stop goes out after it
_CONFIRMS = ("utter_opt_out", "utter_opt_in")
#: a message and its conversation; put together once: it is asked with every turn. Both are locked,
#: for PostgreSQL tells what became of a row while it was waited for only where it is.
_LOCKED = (
    select(Message, Conversation)
    .join(Conversation, Conversation.id == Message.conversation_id)
    .where(Message.id == bindparam("message_id"))
    .with_for_update(of=(Conversation, Message))
)


class TurnLog:
    """The store's side of a turn."""

    def __init__(
        self,
        store: Store,
        clinic: Clinic,
        speaker: Speaker,
        late: Late | None = None,
        handing: Mapping[str, Handing] | None = None,
    ) -> None:
        """`handing`: of the channels that carry answers themselves."""
        self._store = store
        self._handing = handing or {}
        self._late = late or Late(None)
        self._clinic = clinic
        self._speaker = speaker
        self._consequences = Consequences(clinic, speaker)

    def prepare(self, message_id: str, again: bool = False) -> Prepared | None:
        """The engine's input for a waiting message; None when there is nothing left to do.

        `again`: the engine may have had it before; then it says what it said, and does nothing.
        """
        # Read without the lock that writers queue for: owner and lock are looked at again after.
        with self._store.read() as session:
            message = session.get_one(Message, message_id)
            conversation = session.get_one(Conversation, message.conversation_id)
            if message.turn != "waiting":
                return None
            if _overtaken(conversation):
                return None if self._left(message_id) else self.prepare(message_id, again)
            before = said_before(session, conversation.id, message.seq)
            return self.ready(conversation, message, before, again)

    def ready(
        self,
        conversation: Conversation,
        message: Message,
        before: SaidBefore,
        again: bool = False,
    ) -> Prepared:
        """The engine's input for a message that may be answered.

        Args:
            before: what was said last before it.
            again: see `prepare`.
        """
        said = before.said
        payload = message.payload or meant(_offered(before), message.text)
        wants = None if payload else follow_up(said, message.text)
        payload = payload or (AGAIN if wants else None)
        return Prepared(
            TurnRequest(
                conversation=conversation.id,
                message_id=message.id,
                text=None if payload else message.text,
                payload=payload,
                metadata={**self._metadata(conversation, said, wants), "again": again},
            ),
            stale=conversation.engine_stale,
        )

    def waiting_before(self, message_id: str) -> list[str]:
        """Messages of the same conversation that came before and have no answer, in order."""
        with self._store.read() as session:
            mine = session.get_one(Message, message_id)
            query = (
                select(Message.id)
                .where(
                    Message.conversation_id == mine.conversation_id,
                    Message.seq.between(mine.seq - _IN_LINE, mine.seq - 1),
                    Message.turn == "waiting",
                )
                .order_by(Message.seq)
            )
            return list(session.scalars(query))

    def _left(self, message_id: str) -> bool:
        """Whether the message is not the engine's any more; False when it was handed back."""
        with self._store.begin() as session:
            message, conversation = self._locked(session, message_id)
            if message.turn == "waiting":
                message.turn = _overtaken(conversation) or "waiting"
            return message.turn != "waiting"

    def answered(self, message_id: str, answer: Answer, at: datetime) -> Handed:
        """Write what the engine said, if it may still be said."""
        with self._store.begin() as session:
            return self.answered_within(session, message_id, answer, at)

    def answered_within(
        self, session: Session, message_id: str, answer: Answer, at: datetime
    ) -> Handed:
        """The same in a transaction that others share."""
        if not answer.replies:
            return self._failed(session, message_id, "silent", at)
        message, conversation = self._locked(session, message_id)
        if message.turn != "waiting":
            return None
        # Owner and lock are looked at again: what came too late is kept, not sent.
        sent = _overtaken(conversation) is None
        message.turn = "answered"
        message.understanding = dict(answer.understanding)
        # A form that an action failed in is left: nobody knows how far it got.
        conversation.engine_stale = answer.failed
        conversation.language = _spoken(answer.understanding, conversation.language)
        to = Reaction(session, conversation, message, at)
        if sent:
            self._consequences.pregnancy(to, [r.response for r in answer.replies])
        said = [self._say(to, reply, sent) for reply in answer.replies]
        if sent:
            self._consequences.gaps(to, said)
            for one in said:
                self._consequences.untranslated(to, one)
        if sent and answer.failed and not self._late.tell(session, message, at):
            self._apologise(to, "action_failed")
        return self._handed(to)

    def tell_late(self, at: datetime) -> list[str]:
        """Tell what was done for messages whose answer never came; returns the conversations."""
        return self._late.round(self._store, at)

    def failed(self, message_id: str, why: str, at: datetime) -> Handed:
        """Tell the person what happened all the same, or honestly that no answer came."""
        with self._store.begin() as session:
            return self._failed(session, message_id, why, at)

    def _failed(self, session: Session, message_id: str, why: str, at: datetime) -> Handed:
        message, conversation = self._locked(session, message_id)
        if message.turn != "waiting":
            return None
        # What the engine did after all is not known: it starts clean.
        conversation.engine_stale = True
        if overtaken := _overtaken(conversation):
            message.turn = overtaken
            return None
        message.turn = "failed"
        to = Reaction(session, conversation, message, at)
        if not self._late.tell(session, message, at):
            self._apologise(to, why)
        return self._handed(to)

    def _handed(self, to: Reaction) -> Handed:
        hand = self._handing.get(to.conversation.channel)
        return hand(to.session, to.conversation, to.message, to.at) if hand else None

    def _apologise(self, to: Reaction, why: str) -> None:
        """Sorry, the clinic's number, and a case with a time by which staff see it."""
        case = open_case(
            to.session,
            self._clinic,
            to.conversation,
            "engine_down",
            to.at,
            message_id=to.message.id,
            why=why,
        )
        self._speaker.say(
            to.session,
            to.conversation,
            "utter_engine_down",
            to.at,
            reply_to=to.message.id,
            values={"promise": spoken_deadline(self._clinic, case.due_at, to.at)},
            data={"case": case.id},
        )

    def _say(self, to: Reaction, reply: Reply, sent: bool) -> Message:
        shown = {k: reply.data[k] for k in (*_SHOWN, *_KEPT) if k in reply.data}
        if "offers" in shown or "appointment" in shown:
            shown["timezone"] = self._clinic.clinic.timezone
        brought = self._consequences.estimate(to, reply.response) if sent else {}
        said = self._speaker.say(
            to.session,
            to.conversation,
            reply.response,
            to.at,
            values={**_fillings(reply.data), **brought},
            buttons=reply.buttons,
            data=shown,
            reply_to=to.message.id,
            purpose="programme" if reply.response in _CONFIRMS else "reply",
            short=bool(reply.data.get("short")),
            sent=sent,
        )
        if not said.text:
            log.error("door.reply_without_words", response=reply.response)
        return said

    def _metadata(
        self, conversation: Conversation, said: Message | None, wants: str | None
    ) -> dict[str, Any]:
        return {
            "channel": conversation.channel,
            "language": conversation.language,
            "languages": ["en", *self._clinic.languages_approved],
            "now": clock.now().astimezone(self._clinic.zone).isoformat(timespec="seconds"),
            "findings": [],
            "asked": (said.data or {}).get("asks_for") if said else None,
            "wants": wants,
        }

    @staticmethod
    def _locked(session: Session, message_id: str) -> tuple[Message, Conversation]:
        """The message as it stands once nobody else can change it."""
        message, conversation = session.execute(_LOCKED, {"message_id": message_id}).one()
        return message, conversation


def _offered(before: SaidBefore) -> Message | None:
    """What "yes" is said to: the newest reminder or offer, else what the bot said last.

    A question of the bot's is not put aside by a reminder that comes right after it, nor ever
    where safety asks.
    """
    offer, said = before.offer, before.said
    if offer is None or said is None:
        return offer or said
    data = said.data or {}
    if data.get("asks_safety") or data.get("tier"):
        return said
    return said if data.get("asks_for") and offer.at - said.at < _STILL_ASKED else offer


def _spoken(understanding: Mapping[str, Any], before: str) -> str:
    """The language of the conversation after a message; a name or a number tells nothing of it."""
    told = understanding.get("intent") not in _DETAILS and understanding.get("language")
    return str(told or before)


def _overtaken(conversation: Conversation) -> str | None:
    """What became of the conversation while a message waited; None: it may still be answered."""
    if conversation.owner_id:
        return "owned"
    return "locked" if conversation.locked_by or conversation.silent else None


def _fillings(data: Mapping[str, Any]) -> dict[str, Any]:
    """What may fill placeholders: plain values only."""
    return {k: v for k, v in data.items() if isinstance(v, (str, int, float))}
