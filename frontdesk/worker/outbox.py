"""The outbox: claim what is due, send it, write down what became of it.

A row is leased before it is sent. If the process dies while sending, the lease runs out and the
row is sent again: at least once, with a key by which the receiver can know a repeat.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from frontdesk.cases.cases import note_event
from frontdesk.cases.ladder import Ladder
from frontdesk.channels.sms.leave import not_before, why_not, words_of
from frontdesk.channels.sms.provider import Refused
from frontdesk.channels.sms.receipts import failed
from frontdesk.clinic import Clinic
from frontdesk.conversations import segments
from frontdesk.store import Store
from frontdesk.store.tables import Case, Message, OutboxRow
from frontdesk.worker.due import URGENT, anything_due, due_rows, first_of_number
from frontdesk.worker.throughput import Throughput
from frontdesk.worker.transports import Sent, Transport

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
#: seconds to wait after the first, second ... failed attempt; then every last of them
_BACKOFF = (2, 5, 15, 30, 60, 120, 300, 600)
#: after so long a message is of no use and a page has gone up the ladder
GIVE_UP = timedelta(hours=24)
_SETTLED = ("delivered", "failed")
#: the ways out; each is gone through apart, so that one that hangs delays no other
WAYS = ("sms", "email", "webhook")


class Outbox:
    """Sends the rows of the outbox through the transports it is given."""

    def __init__(
        self,
        store: Store,
        ladder: Ladder,
        transports: dict[str, Transport],
        clinic: Clinic,
        throughput: Throughput | None = None,
    ) -> None:
        self._store = store
        self._ladder = ladder
        self._transports = transports
        self._clinic = clinic
        self._throughput = throughput or Throughput(1.0)

    def claim(
        self, at: datetime, limit: int = 20, ways: Sequence[str] = WAYS
    ) -> Sequence[OutboxRow]:
        """Lease the rows that are due; another worker will not get them meanwhile."""
        with self._store.read() as session:
            if not anything_due(session, at, ways):
                return []
        with self._store.begin() as session:
            rows = [row for way in ways for row in self._due(session, at, limit, way)]
            for row in rows:
                row.state, row.leased_until = "leased", at + LEASE
                row.attempts += 1
            return rows

    async def send(self, row: OutboxRow, at: datetime) -> None:
        """Send one leased row and note the outcome."""
        if self._stays(row, at):
            return
        self._named(row, at)
        transport = self._transports.get(row.transport)
        try:
            if transport is None:
                raise Refused("no_transport", final=True)
            sent = await transport.send(row)
        except Refused as refused:
            self._refused(row, refused, at)
            return
        except Exception as error:  # noqa: BLE001
            # A fault of ours or of a library: tried again like a refusal, and given up like one.
            self._refused(row, Refused(f"fault_{type(error).__name__}"), at)
            return
        self._accepted(row, sent, at)

    def _due(self, session: Session, at: datetime, limit: int, way: str) -> list[OutboxRow]:
        rows = due_rows(session, at, way, limit)
        if way != "sms":
            return rows
        return [r for r in first_of_number(session, rows, at) if self._has_room(r)]

    def _has_room(self, row: OutboxRow) -> bool:
        parts = segments.count(row.body.get("text", ""))
        return self._throughput.take(parts, urgent=row.purpose in URGENT)

    def _stays(self, row: OutboxRow, at: datetime) -> bool:
        """Consent, opt-out, owner, lock and quiet hours are looked at when a row is sent."""
        with self._store.read() as session:
            why = why_not(session, self._clinic, row, at)
            leaves = at if why else not_before(session, self._clinic, row, at)
        if why:
            self._note(row.id, at, state="unsent", error=why)
        elif leaves > at:
            with self._store.begin() as session:
                kept = session.get_one(OutboxRow, row.id, with_for_update=True)
                kept.state, kept.leased_until, kept.next_at = "waiting", None, leaves
                kept.attempts -= 1
        return bool(why) or leaves > at

    def _named(self, row: OutboxRow, at: datetime) -> None:
        """The row as it will go out is the row as it is kept."""
        with self._store.read() as session:
            words = words_of(session, self._clinic, row, at)
        if words != row.body["text"]:
            row.body = {**row.body, "text": words}
            with self._store.begin() as session:
                session.get_one(OutboxRow, row.id, with_for_update=True).body = row.body

    def _accepted(self, row: OutboxRow, sent: Sent, at: datetime) -> None:
        with self._store.begin() as session:
            kept = session.get_one(OutboxRow, row.id, with_for_update=True)
            kept.provider_id, kept.accepted_at, kept.leased_until = sent.provider_id, at, None
            # The provider may have told what became of it before it answered us.
            if kept.state not in _SETTLED:
                kept.state, kept.error = "accepted", None
                self._delivery(session, kept, "sent")
            if kept.purpose == "page" and kept.case_id:
                case = session.get_one(Case, kept.case_id, with_for_update=True)
                self._ladder.accepted(session, case, at, kept.transport)
        log.info(
            "outbox.accepted",
            row=row.id,
            transport=row.transport,
            purpose=row.purpose,
            # Texts of an emergency need no consent (47 USC 227(b)(1)(A)): the log tells which were.
            emergency=row.purpose == "safety",
        )

    def _refused(self, row: OutboxRow, refused: Refused, at: datetime) -> None:
        final = refused.final or at - row.created_at > GIVE_UP
        log.warning(
            "outbox.refused", row=row.id, transport=row.transport, why=refused.why, final=final
        )
        if final:
            self._note(row.id, at, state="failed", error=refused.why)
            with self._store.begin() as session:
                failed(session, self._clinic, self._ladder, row, refused, at)
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
            message = session.get_one(Message, row.message_id)
            if message.delivery != "delivered":
                message.delivery = delivery
