"""What time does to alarms: silence counts as an answer, rungs fall due, truths are told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from frontdesk.cases.cases import locked_case
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.door.alarm import ATTACHMENT, Moment
from frontdesk.house import House
from frontdesk.safety import silence_finding
from frontdesk.store.tables import Case, Conversation, Message


class AlarmRounds:
    """Looks for what is due; all that is due stands in the store, so a restart loses nothing."""

    def __init__(self, house: House) -> None:
        self._house = house

    def round(self, at: datetime) -> None:
        """Silence first: it may be what pages."""
        self._silence(at)
        self._page(at)
        self._tell(at)

    def next_due(self) -> datetime | None:
        """When the first of all that falls due as things stand; None when nothing waits."""
        silence = select(func.min(Conversation.silence_at))
        page = select(func.min(Case.next_page_at)).where(Case.state == "open")
        with self._house.store.read() as session:
            times = [
                session.scalar(silence),
                session.scalar(page),
                self._house.ladder.next_untold(session),
            ]
        return min((at for at in times if at), default=None)

    def _silence(self, at: datetime) -> None:
        query = select(Conversation.id).where(Conversation.silence_at <= at)
        for conversation_id in self._found(query):
            with self._house.store.begin() as session:
                self._unanswered(session, conversation_id, at)

    def _unanswered(self, session: Session, conversation_id: str, at: datetime) -> None:
        """A safety question whose time is over, unless it was answered this very moment."""
        conversation = locked_conversation(session, conversation_id)
        session.refresh(conversation)
        question, due = conversation.asks_safety, conversation.silence_at
        if question is None or due is None or due > at:
            return
        conversation.asks_safety = conversation.silence_at = None
        message = _last_words(session, conversation_id)
        # A person who has taken over hears the silence too.
        if message is None or conversation.owner_id:
            return
        moment = Moment(session, conversation, message, at)
        if question == ATTACHMENT:
            self._house.alarms.attachment_unseen(moment)
        else:
            self._house.alarms.unanswered(moment, silence_finding(question))

    def _page(self, at: datetime) -> None:
        """Page the next rung of every case whose time has come."""
        query = select(Case.id).where(Case.state == "open", Case.next_page_at <= at)
        for case_id in self._found(query):
            with self._house.store.begin() as session:
                case = locked_case(session, case_id)
                if case:
                    self._house.ladder.page_due(session, case, at)

    def _tell(self, at: datetime) -> None:
        """Tell people the truth where no transport took a page in time."""
        with self._house.store.read() as session:
            untold = self._house.ladder.untold(session, at)
        for case_id in untold:
            with self._house.store.begin() as session:
                case = locked_case(session, case_id)
                if case:
                    self._house.ladder.tell_unreached(session, case, at)

    def _found(self, query: object) -> list[str]:
        with self._house.store.read() as session:
            return list(session.scalars(query))  # type: ignore[call-overload]


def _last_words(session: Session, conversation_id: str) -> Message | None:
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.author == "patient")
        .order_by(Message.seq.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()
