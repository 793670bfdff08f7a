"""Which answers a webhook's own response carries, and what is left to the worker.

The rows of an answer are leased when they are written (`conversations.texting`). The turn gives
them to the webhook out of the transaction that wrote them; what has no turn, or whose turn is
late, the webhook takes itself. It writes its response and then marks them handed over. If it dies
before, the lease runs out and the worker sends them. If the provider never tells what became of
one, so does the worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from frontdesk.channels.sms.leave import why_not
from frontdesk.clinic import Clinic
from frontdesk.conversations.texting import held
from frontdesk.conversations.transcript import gained
from frontdesk.store import Store
from frontdesk.store.tables import Conversation, Message, OutboxRow

#: a text that was handed over and of which nothing is heard for so long never arrived
UNHEARD = timedelta(minutes=2)

_OUTBOX, _MESSAGES = cast(Table, OutboxRow.__table__), cast(Table, Message.__table__)
#: the rows that answer a text; put together once: it is asked with every one
_OF = (
    select(OutboxRow)
    .join(Message, Message.id == OutboxRow.message_id)
    .where(
        OutboxRow.conversation_id == bindparam("conversation_id"),
        OutboxRow.state == "leased",
        OutboxRow.attempts == 0,
        Message.reply_to == bindparam("message_id"),
    )
    .order_by(Message.seq)
)

#: what was handed over, except of what the provider was quicker to tell what became of it
_ACCEPTED = (
    update(_OUTBOX)
    .where(_OUTBOX.c.id.in_(bindparam("rows", expanding=True)), _OUTBOX.c.state == "leased")
    .values(
        state="accepted", attempts=1, accepted_at=bindparam("now"), leased_until=bindparam("until")
    )
    .returning(_OUTBOX.c.message_id)
)
_SENT = (
    update(_MESSAGES)
    .where(_MESSAGES.c.id.in_(bindparam("messages", expanding=True)))
    .values(delivery="sent")
)


class Handover:
    """The outbox rows that answer one text."""

    def __init__(self, store: Store, clinic: Clinic) -> None:
        self._store = store
        self._clinic = clinic

    def take(self, conversation_id: str, message_id: str, at: datetime) -> list[OutboxRow]:
        """The rows that may go with the response, in order; those that may not are kept unsent."""
        with self._store.read() as session:
            rows, barred = self._sorted(session, conversation_id, message_id, at)
        if not barred:
            return rows
        with self._store.begin() as session:
            return self._may_go(session, conversation_id, message_id, at)

    def within(
        self, session: Session, conversation: Conversation, message: Message, at: datetime
    ) -> list[OutboxRow]:
        """The same, at the end of the transaction that writes the answer to `message`."""
        rows = _just_written(session, conversation, message)
        return self._may_go(session, conversation.id, message.id, at, rows)

    def given(self, rows: Sequence[OutboxRow], at: datetime) -> None:
        """The response that carries `rows` has been written."""
        written = {"rows": [row.id for row in rows], "now": at, "until": at + UNHEARD}
        with self._store.begin() as session:
            told = session.scalars(_ACCEPTED, written).all()
            session.execute(_SENT, {"messages": told})

    def release(self, conversation_id: str, message_id: str, at: datetime) -> None:
        """The response went out without these answers: the worker sends them now."""
        with self._store.begin() as session:
            for row in session.scalars(_OF, _whose(conversation_id, message_id)):
                row.state, row.next_at, row.leased_until = "waiting", at, None

    def _may_go(
        self,
        session: Session,
        conversation_id: str,
        message_id: str,
        at: datetime,
        rows: Sequence[OutboxRow] | None = None,
    ) -> list[OutboxRow]:
        rows, barred = self._sorted(session, conversation_id, message_id, at, rows)
        for row_id, why in barred.items():
            row = session.get_one(OutboxRow, row_id, with_for_update=True)
            row.state, row.error, row.leased_until = "unsent", why, None
            _delivery(session, row, "unsent")
        return rows

    def _sorted(
        self,
        session: Session,
        conversation_id: str,
        message_id: str,
        at: datetime,
        rows: Sequence[OutboxRow] | None = None,
    ) -> tuple[list[OutboxRow], dict[str, str]]:
        """The rows that may go, and why the others may not, by their ids.

        `rows`: all that answer the message; None: to be looked for.
        """
        # Held on to, for whether a row may go is asked of its conversation too.
        _held = session.get(Conversation, conversation_id)
        if rows is None:
            rows = session.scalars(_OF, _whose(conversation_id, message_id)).all()
        kept = {row.id: why_not(session, self._clinic, row, at) for row in rows}
        barred = {row_id: why for row_id, why in kept.items() if why}
        return [row for row in rows if row.id not in barred], barred


def _just_written(
    session: Session, conversation: Conversation, message: Message
) -> list[OutboxRow] | None:
    """What answers `message`, where all that came after it was written by this session.

    None where it has to be asked for: something was said before the turn, or has no row of its own.
    """
    said, rows = gained(session, conversation, message), held(session)
    if said is None or any(m.id not in rows for m in said):
        return None
    answers = [rows[m.id] for m in said if m.reply_to == message.id]
    return [row for row in answers if row.state == "leased"]


def _whose(conversation_id: str, message_id: str) -> dict[str, str]:
    return {"conversation_id": conversation_id, "message_id": message_id}


def _delivery(session: Session, row: OutboxRow, delivery: str) -> None:
    session.execute(update(Message).where(Message.id == row.message_id).values(delivery=delivery))
