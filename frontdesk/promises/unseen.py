"""Staff answered and the visitor is gone: a text with a link back, where they agreed to one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.conversations.speaker import Speaker
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.promises.links import make_link
from frontdesk.promises.text_back import PURPOSE
from frontdesk.store import Store
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Conversation, Message, OutboxRow, TextBack

log = structlog.get_logger()

#: who has not seen an answer for so long is gone
AFTER = timedelta(minutes=2)
#: what nobody texted for so long would come out of nowhere
_LOOK_BACK = timedelta(days=2)
_UNSEEN = ("waiting", "sent")


class Unseen:
    """Looks for answers that were not seen. The worker calls `round` every few seconds."""

    def __init__(self, store: Store, speaker: Speaker, base: str) -> None:
        self._store, self._speaker, self._base = store, speaker, base

    def round(self, at: datetime) -> int:
        """Text each visitor who is gone, once for each time they leave; returns how many."""
        with self._store.read() as session:
            gone = self._gone(session, at)
        texted = 0
        for conversation_id in gone:
            with self._store.begin() as session:
                texted += self._tell(session, locked_conversation(session, conversation_id), at)
        return texted

    @staticmethod
    def _gone(session: Session, at: datetime) -> Sequence[str]:
        query = (
            select(TextBack.conversation_id)
            .join(Message, Message.conversation_id == TextBack.conversation_id)
            .where(
                TextBack.agreed_at.is_not(None),
                Message.author == "staff",
                Message.delivery.in_(_UNSEEN),
                Message.seq > TextBack.told_seq,
                Message.at <= at - AFTER,
                Message.at > at - _LOOK_BACK,
            )
            .distinct()
            .limit(50)
        )
        return session.scalars(query).all()

    def _tell(self, session: Session, conversation: Conversation, at: datetime) -> bool:
        wish = session.get(TextBack, conversation.id)
        unseen = _unseen(session, conversation.id)
        if wish is None or wish.agreed_at is None or not unseen:
            return False
        # An older answer nobody has seen was told of already: they did not come back since.
        told = unseen[0] <= wish.told_seq
        wish.told_seq = unseen[-1]
        if told or conversation.silent:
            return False
        session.add(self._text(session, conversation, wish, at))
        log.info("text_back.written", conversation_id=conversation.id)
        return True

    def _text(
        self, session: Session, conversation: Conversation, wish: TextBack, at: datetime
    ) -> OutboxRow:
        link = make_link(session, conversation, self._base, at)
        values = {"resume_link": link}
        said = self._speaker.render("utter_text_back", "sms", at, conversation.language, values)
        return OutboxRow(
            id=new_id("out"),
            key=f"text_back:{conversation.id}:{wish.told_seq}",
            transport="sms",
            purpose=PURPOSE,
            conversation_id=conversation.id,
            address=wish.phone,
            body={"text": said.text},
            created_at=at,
            next_at=at,
        )


def _unseen(session: Session, conversation_id: str) -> Sequence[int]:
    """Places of staff's answers that were not seen, oldest first."""
    query = (
        select(Message.seq)
        .where(
            Message.conversation_id == conversation_id,
            Message.author == "staff",
            Message.delivery.in_(_UNSEEN),
        )
        .order_by(Message.seq)
    )
    return session.scalars(query).all()
