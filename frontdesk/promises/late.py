"""Nobody came back in time: page again, and tell the person, once, that staff are late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ScalarSelect, and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from frontdesk.cases.cases import locked_case, note_event, open_case, standing_case
from frontdesk.cases.ladder import Ladder
from frontdesk.clinic import Clinic
from frontdesk.conversations.speaker import Speaker
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.store import Store
from frontdesk.store.tables import Case, Conversation, Message

log = structlog.get_logger()

KEY = "utter_staff_late"
#: what was late for so long before we looked is for the queue, not for a message out of nowhere
_LOOK_BACK = timedelta(days=2)
#: the safety text and the ladder already speak for these
_SPOKEN_FOR = ("red_flag", "unread")
#: a case of its own: a member of staff has the conversation and does not answer
LEFT = "left_waiting"
OWNED_WITHIN = timedelta(minutes=15)
#: nobody was promised an answer
_UNPROMISED = ("content_gap", "undelivered", "cant_be_texted")


def awaited(conversation_id: InstrumentedAttribute[str]) -> ScalarSelect[datetime]:
    """By when a person was promised in a conversation; NULL where nobody waits for one."""
    return (
        select(func.min(Case.due_at))
        .where(
            Case.conversation_id == conversation_id,
            Case.state != "resolved",
            Case.first_reply_at.is_(None),
            Case.kind.not_in((*_SPOKEN_FOR, *_UNPROMISED)),
        )
        .scalar_subquery()
    )


class Late:
    """Looks for promises that were not kept. The worker calls `round` every few seconds."""

    def __init__(self, store: Store, clinic: Clinic, speaker: Speaker, ladder: Ladder) -> None:
        self._store, self._clinic = store, clinic
        self._speaker, self._ladder = speaker, ladder

    def round(self, at: datetime) -> int:
        """Deal with each case that became late; returns how many."""
        with self._store.read() as session:
            left = self._left(session, at)
        for conversation_id in left:
            with self._store.begin() as session:
                self._remind(session, conversation_id, at)
        # After it: who was left waiting is told in the same round.
        with self._store.read() as session:
            late = self._late(session, at)
        for case_id in late:
            with self._store.begin() as session:
                case = locked_case(session, case_id)
                if case:
                    self._deal(session, case, at)
        return len(late) + len(left)

    def _left(self, session: Session, at: datetime) -> Sequence[str]:
        """Conversations that staff own, and in which the patient waits for a word."""
        after = aliased(Message)
        # What the assistant had begun to say and never sent is no answer.
        told = exists().where(
            after.conversation_id == Conversation.id,
            after.seq > Message.seq,
            func.coalesce(after.delivery, "") != "unsent",
        )
        unanswered = and_(
            Message.conversation_id == Conversation.id,
            Message.author == "patient",
            ~told,
            Message.at <= at - OWNED_WITHIN,
            Message.at > at - _LOOK_BACK,
        )
        query = select(Conversation.id).join(Message, unanswered)
        return session.scalars(query.where(Conversation.owner_id.is_not(None)).limit(50)).all()

    def _remind(self, session: Session, conversation_id: str, at: datetime) -> None:
        """A case of its own, due at once: it is paged and told like every promise that is late."""
        conversation = locked_conversation(session, conversation_id)
        if standing_case(session, conversation_id, LEFT) is None:
            opened = open_case(session, self._clinic, conversation, LEFT, at)
            opened.due_at = at

    def _late(self, session: Session, at: datetime) -> Sequence[str]:
        query = (
            select(Case.id)
            .where(
                Case.state != "resolved",
                Case.due_at <= at,
                Case.due_at > at - _LOOK_BACK,
                Case.first_reply_at.is_(None),
                Case.late_told_at.is_(None),
                Case.kind.not_in((*_SPOKEN_FOR, *_UNPROMISED)),
            )
            .order_by(Case.due_at)
            .limit(50)
        )
        return session.scalars(query).all()

    def _deal(self, session: Session, case: Case, at: datetime) -> None:
        if case.late_told_at or case.first_reply_at or case.state == "resolved":
            return
        case.late_told_at = at
        note_event(session, case, "late", at)
        # Seen is not answered: it stands open again until somebody comes back.
        case.state, case.acknowledged_at, case.next_page_at = "open", None, at
        self._ladder.page_due(session, case, at)
        conversation = locked_conversation(session, case.conversation_id)
        if not (conversation.silent or conversation.locked_by):
            self._speaker.say(session, conversation, KEY, at, author="system")
        log.warning("case.late", case_id=case.id)
