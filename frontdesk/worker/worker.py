"""The worker: everything that happens without somebody asking for it, each at its own pace.

What is slow (a mail server that hangs) never delays what is urgent (the next rung, the truth
about a page, the sign of life).
"""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import structlog

from frontdesk import clock
from frontdesk.booking.holds import sweep
from frontdesk.correlation import correlated
from frontdesk.house import House
from frontdesk.store.tables import OutboxRow
from frontdesk.worker import set_back
from frontdesk.worker.alarms import AlarmRounds
from frontdesk.worker.alone import alone
from frontdesk.worker.drills import DrillRounds
from frontdesk.worker.due import next_due
from frontdesk.worker.heartbeat import beat
from frontdesk.worker.office import OfficeRounds
from frontdesk.worker.outbox import WAYS, Outbox
from frontdesk.worker.shared_throughput import throughput_of
from frontdesk.worker.still import Changes, Still
from frontdesk.worker.transports import transports
from frontdesk.worker.visits import VisitRounds
from frontdesk.worker.ways import Way

log = structlog.get_logger()

#: seconds
OFTEN, BEAT, TIDY = 0.3, 3.0, 30.0


@dataclass(frozen=True)
class Round:
    """Something done again and again, `every` so many seconds; what is plain runs in a thread."""

    name: str
    every: float
    work: Callable[[datetime], Awaitable[None] | None]


class Worker:
    """Makes its rounds until it is told to stop."""

    def __init__(self, house: House) -> None:
        self._house = house
        throughput = throughput_of(house.settings)
        opened = transports(house.settings)
        self._ways = {name: Way(name, house.store, way) for name, way in opened.items()}
        self._outbox = Outbox(
            house.store, house.ladder, dict(self._ways), house.clinic, throughput
        )
        alarms, drills = AlarmRounds(house), DrillRounds(house)
        self._changes = Changes(house.store)
        self._still = {way: Still(self._changes, partial(self._next_due, way)) for way in WAYS}
        office = OfficeRounds(house)
        self.rounds = (
            Round("beat", BEAT, self._beat),
            Round("alarms", OFTEN, self._when_moved(alarms.round, alarms.next_due)),
            *(Round(f"outbox {way}", OFTEN, partial(self._send, way)) for way in WAYS),
            self._alone("drills", TIDY, drills.round),
            self._alone("tidy", TIDY, self._tidy),
            Round("promises", BEAT, office.promises),
            self._alone("retention", TIDY, office.retention),
            Round("erasures", TIDY, office.erasures),
            self._alone("visits", TIDY, VisitRounds(house).round),
        )
        # Its own threads: a provider that hangs fills those that the transports use.
        self._threads = ThreadPoolExecutor(len(self.rounds), thread_name_prefix="round")
        self._made = {each.name: time.monotonic() for each in self.rounds}

    def _alone(self, name: str, every: float, work: Callable[[datetime], None]) -> Round:
        """A round that one worker makes at a time."""

        def ours(at: datetime) -> None:
            with alone(self._house.store, name) as free:
                if free:
                    work(at)

        return Round(name, every, ours)

    def _when_moved(
        self, work: Callable[[datetime], None], next_due: Callable[[], datetime | None]
    ) -> Callable[[datetime], None]:
        """A round that looks only when it could find something."""
        still = Still(self._changes, next_due)

        def moved(at: datetime) -> None:
            if not still.rests(at) and still.due(at):
                work(at)

        return moved

    async def run(self, stop: asyncio.Event) -> None:
        """Make every round until `stop`; one that fails is logged and comes again."""
        try:
            await asyncio.gather(*(self._again(r, stop) for r in self.rounds))
        finally:
            self._changes.close()

    def stuck(self) -> list[str]:
        """The rounds that were not made for three times their pace, and a minute."""
        now = time.monotonic()
        return [r.name for r in self.rounds if now - self._made[r.name] > 60 + 3 * r.every]

    async def round(self, at: datetime) -> None:
        """Each round once, in order; for tests."""
        for each in self.rounds:
            await self._once(each, at)

    async def _again(self, each: Round, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self._once(each, clock.now())
                self._made[each.name] = time.monotonic()
            except Exception as error:  # noqa: BLE001
                log.error("worker.round_failed", round=each.name, error=type(error).__name__)
            try:
                await asyncio.wait_for(stop.wait(), each.every)
            except asyncio.TimeoutError:
                continue

    async def _send(self, way: str, at: datetime) -> None:
        try:
            await self._send_due(way, at)
        finally:
            if way in self._ways:
                self._ways[way].left_off()

    async def _send_due(self, way: str, at: datetime) -> None:
        rows = await self._in_thread(partial(self._claim, way), at)
        sent = (self._send_one(row) for row in rows)
        for failed in await asyncio.gather(*sent, return_exceptions=True):
            if isinstance(failed, BaseException):
                # Its lease runs out, and it is sent again.
                log.error("worker.send_failed", error=type(failed).__name__)

    def _claim(self, way: str, at: datetime) -> Sequence[OutboxRow]:
        """What is due; a way that is not open takes all, which then fails for good."""
        if self._still[way].rests(at):
            return []
        room = self._ways[way].room(at) if way in self._ways else 20
        rows = self._outbox.claim(at, room, ways=(way,)) if room else []
        # One that rests tries a row when its rest is over, whatever is due.
        if room and not rows:
            self._still[way].found_nothing(at)
        return rows

    def _next_due(self, way: str) -> datetime | None:
        with self._house.store.read() as session:
            return next_due(session, way)

    async def _send_one(self, row: OutboxRow) -> None:
        with correlated(row.correlation):
            await self._outbox.send(row, clock.now())

    async def _once(self, each: Round, at: datetime) -> None:
        if inspect.iscoroutinefunction(each.work):
            await each.work(at)
        else:
            await self._in_thread(each.work, at)

    def _in_thread(self, work: Callable[[datetime], Any], at: datetime) -> asyncio.Future[Any]:
        return asyncio.get_running_loop().run_in_executor(self._threads, work, at)

    def _beat(self, at: datetime) -> None:
        set_back.follow(self._house.store, "worker", at)
        beat(self._house.store, "worker", at)

    def _tidy(self, at: datetime) -> None:
        with self._house.store.begin() as session:
            sweep(session, at)
