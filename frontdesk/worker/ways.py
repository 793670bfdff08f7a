"""A way out behind a circuit breaker: one that fails rests, and is tried with one row at a time.

What a row of the outbox waits after a failure grows to ten minutes. So that everything goes soon
after a provider is back, the most urgent row is brought forward after every rest, and all of them
when it was taken.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import case, select, update

from frontdesk import clock
from frontdesk.breaker import Breaker
from frontdesk.channels.sms.provider import Refused
from frontdesk.store import Store
from frontdesk.store.tables import OutboxRow
from frontdesk.worker.due import URGENT
from frontdesk.worker.transports import Sent, Transport

log = structlog.get_logger()

#: failures in a row, whoever the rows are for, and the seconds of rest after them
_OPENS_AFTER, _REST = 3, 10.0
#: rows that are sent in one round
_AT_ONCE = 20


class Way:
    """One transport, and how it does."""

    def __init__(
        self, name: str, store: Store, transport: Transport, breaker: Breaker | None = None
    ) -> None:
        self._name = name
        self._store = store
        self._transport = transport
        self._breaker = breaker or Breaker(_OPENS_AFTER, (_REST,))

    async def send(self, row: OutboxRow) -> Sent:
        """Hand one row over, and remember how that went. Raises `Refused`."""
        try:
            sent = await self._transport.send(row)
        except Refused as refused:
            # A final refusal is about the row: whoever says so is there.
            self._worked() if refused.final else self._failed()
            raise
        except Exception:
            self._failed()
            raise
        self._worked()
        return sent

    def room(self, at: datetime) -> int:
        """How many rows to send now: none while it rests, one to see whether it is back."""
        if not self._breaker.is_open:
            return _AT_ONCE
        if not self._breaker.allows():
            return 0
        return self._bring_forward(at, 1)

    def left_off(self) -> None:
        """The round is over; what was to be the trial may have had no reason to leave."""
        self._breaker.left_off()

    def _worked(self) -> None:
        if self._breaker.worked():
            hurried = self._bring_forward(clock.now(), None)
            log.info("outbox.way_back", transport=self._name, hurried=hurried)

    def _failed(self) -> None:
        was_open = self._breaker.is_open
        self._breaker.failed()
        if self._breaker.is_open and not was_open:
            log.error("outbox.way_rests", transport=self._name)

    def _bring_forward(self, at: datetime, most: int | None) -> int:
        """What failed before is due now, the most urgent first; returns how many are."""
        urgent_first = case((OutboxRow.purpose.in_(URGENT), 0), else_=1)
        failed = select(OutboxRow.id).where(
            OutboxRow.transport == self._name,
            OutboxRow.state == "waiting",
            OutboxRow.error.is_not(None),
        )
        with self._store.begin() as session:
            chosen = failed.order_by(urgent_first, OutboxRow.created_at).limit(most)
            ids = list(session.scalars(chosen))
            session.execute(update(OutboxRow).where(OutboxRow.id.in_(ids)).values(next_at=at))
        return len(ids)
