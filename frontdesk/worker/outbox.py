"""The outbox: claim what is due, send it, write down what became of it.

A row is leased before it is sent. If the process dies while sending, the lease runs out and the
row is sent again: at least once, with a key by which the receiver can know a repeat.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from frontdesk.cases.cases import note_event
from frontdesk.cases.ladder import Ladder
from frontdesk.store import Store
from frontdesk.store.tables import Case, Conversation, Message, OutboxRow
from frontdesk.worker.transports import Refused, Sent, Transport

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
#: seconds to wait after the first, second ... failed attempt; then every last of them
_BACKOFF = (2, 5, 15, 30, 60, 120, 300, 600)
#: after so long a message is of no use and a page has gone up the ladder
GIVE_UP = timedelta(hours=24)


class Outbox:
    """Sends the rows of the outbox through the transports it is given."""

    def __init__(self, store: Store, ladder: Ladder, transports: dict[str, Transport]) -> None:
        self._store = store
        self._ladder = ladder
        self._transports = transports

    def claim(self, at: datetime, limit: int = 20) -> Sequence[OutboxRow]:
        """Lease the rows that are due; another worker will not get them meanwhile."""
        due = or_(
            (OutboxRow.state == "waiting") & (OutboxRow.next_at <= at),
            (OutboxRow.state == "leased") & (OutboxRow.leased_until <= at),
        )
        query = select(OutboxRow).where(due).order_by(OutboxRow.created_at).limit(limit)
        with self._store.read() as session:
            if not session.scalars(query.limit(1)).first():
                return []
        with self._store.begin() as session:
            rows = session.scalars(query.with_for_update(skip_locked=True)).all()
            for row in rows:
                row.state, row.leased_until = "leased", at + LEASE
                row.attempts += 1
            return rows

    async def send(self, row: OutboxRow, at: datetime) -> None:
        """Send one leased row and note the outcome."""
        if not self._wanted(row):
            self._note(row.id, at, state="unsent", error="not_wanted")
            return
        transport = self._transports.get(row.transport)
        try:
            if transport is None:
                raise Refused("no_transport", final=True)
            sent = await transport.send(row)
        except Refused as refused:
            self._refused(row, refused, at)
            return
        self._accepted(row, sent, at)

    def _wanted(self, row: OutboxRow) -> bool:
        """Owner, lock and opt-out are looked at again when a reply is sent."""
        if row.purpose in ("page", "safety") or not row.conversation_id:
            return True
        with self._store.read() as session:
            conversation = session.get_one(Conversation, row.conversation_id)
            if conversation.silent or (conversation.opted_out_at and row.transport == "sms"):
                return False
            taken = conversation.owner_id or conversation.locked_by
            return not (row.purpose == "reply" and taken)

    def _accepted(self, row: OutboxRow, sent: Sent, at: datetime) -> None:
        with self._store.begin() as session:
            kept = session.get_one(OutboxRow, row.id, with_for_update=True)
            kept.state, kept.accepted_at, kept.provider_id = "accepted", at, sent.provider_id
            kept.error = None
            self._delivery(session, kept, "sent")
            if kept.purpose == "page" and kept.case_id:
                case = session.get_one(Case, kept.case_id, with_for_update=True)
                self._ladder.accepted(session, case, at, kept.transport)
        log.info("outbox.accepted", row=row.id, transport=row.transport, purpose=row.purpose)

    def _refused(self, row: OutboxRow, refused: Refused, at: datetime) -> None:
        final = refused.final or at - row.created_at > GIVE_UP
        log.warning(
            "outbox.refused", row=row.id, transport=row.transport, why=refused.why, final=final
        )
        if final:
            self._note(row.id, at, state="failed", error=refused.why)
            return
        wait = _BACKOFF[min(row.attempts, len(_BACKOFF)) - 1]
        self._note(
            row.id, at, state="waiting", error=refused.why, next_at=at + timedelta(seconds=wait)
        )

    def _note(
        self, row_id: str, at: datetime, state: str, error: str, next_at: datetime | None = None
    ) -> None:
        with self._store.begin() as session:
            row = session.get_one(OutboxRow, row_id, with_for_update=True)
            row.state, row.error, row.leased_until = state, error, None
            row.next_at = next_at or row.next_at
            if state in ("failed", "unsent"):
                self._delivery(session, row, state)
                if row.purpose == "page" and row.case_id:
                    case = session.get_one(Case, row.case_id)
                    note_event(session, case, "page_failed", at, why=error)

    @staticmethod
    def _delivery(session: Session, row: OutboxRow, delivery: str) -> None:
        if row.message_id and row.purpose != "page":
            session.get_one(Message, row.message_id).delivery = delivery
