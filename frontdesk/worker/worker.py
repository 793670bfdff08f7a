"""The worker's rounds: beat, page, send, tell, tidy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from frontdesk import clock
from frontdesk.booking.holds import sweep
from frontdesk.house import House
from frontdesk.store.tables import Case
from frontdesk.worker.heartbeat import beat
from frontdesk.worker.outbox import Outbox
from frontdesk.worker.transports import transports

log = structlog.get_logger()

ROUND = 0.3
_BEAT_EVERY = timedelta(seconds=3)
_TIDY_EVERY = timedelta(seconds=30)


class Worker:
    """Everything that happens without somebody asking for it."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._outbox = Outbox(house.store, house.ladder, transports(house.settings))
        self._next: dict[str, datetime] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Make rounds until `stop`; a round that fails is logged and the next one comes."""
        while not stop.is_set():
            try:
                await self.round(clock.now())
            except SQLAlchemyError as error:
                log.error("worker.round_failed", error=type(error).__name__)
            try:
                await asyncio.wait_for(stop.wait(), ROUND)
            except asyncio.TimeoutError:
                continue

    async def round(self, at: datetime) -> None:
        """One round."""
        await self._now_and_then("beat", _BEAT_EVERY, at, self._beat)
        await asyncio.to_thread(self._page, at)
        rows = await asyncio.to_thread(self._outbox.claim, at)
        if rows:
            await asyncio.gather(*(self._outbox.send(row, clock.now()) for row in rows))
        await asyncio.to_thread(self._tell, clock.now())
        await self._now_and_then("tidy", _TIDY_EVERY, at, self._tidy)

    async def _now_and_then(
        self, name: str, every: timedelta, at: datetime, work: Callable[[datetime], None]
    ) -> None:
        due = self._next.get(name)
        # A clock that was turned back must not stop the rounds.
        if due is None or due <= at or due - at > every:
            self._next[name] = at + every
            await asyncio.to_thread(work, at)

    def _beat(self, at: datetime) -> None:
        beat(self._house.store, "worker", at)

    def _page(self, at: datetime) -> None:
        """Page the next rung of every case whose time has come."""
        query = select(Case.id).where(Case.state == "open", Case.next_page_at <= at)
        with self._house.store.read() as session:
            due = session.scalars(query).all()
        for case_id in due:
            with self._house.store.begin() as session:
                case = session.get_one(Case, case_id, with_for_update=True)
                self._house.ladder.page_due(session, case, at)

    def _tell(self, at: datetime) -> None:
        """Tell people the truth where no transport took a page in time."""
        with self._house.store.read() as session:
            untold = self._house.ladder.untold(session, at)
        for case_id in untold:
            with self._house.store.begin() as session:
                case = session.get_one(Case, case_id, with_for_update=True)
                self._house.ladder.tell_unreached(session, case, at)

    def _tidy(self, at: datetime) -> None:
        with self._house.store.begin() as session:
            sweep(session, at)
