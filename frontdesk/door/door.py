"""Everything that is said to us comes in here, whatever the channel.

`receive` stores and protects; `turn` asks the engine, one message of a conversation at a time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from frontdesk import clock
from frontdesk.door.engine import Engine, EngineGone, TurnRequest
from frontdesk.door.inbound import Inbound, Received
from frontdesk.door.inbox import Inbox
from frontdesk.door.journal import Journal
from frontdesk.door.notice import Notices
from frontdesk.door.order import Order
from frontdesk.door.turn import TurnLog
from frontdesk.privacy.redact import redact
from frontdesk.store import Store
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Message

log = structlog.get_logger()

#: a waiting message this old belongs to a process that died
_ABANDONED = timedelta(seconds=15)
#: seconds the store is left alone after it failed
_REST = 2.0
#: seconds a message waits for a store that is busy with the messages of others
_CROWDED = 4.0
#: seconds for which an engine that failed is asked whether it is there, before it gets a turn
_DOUBT = 10.0
_PROBE = 0.5


class Door:
    """Takes messages in and sees to their answers.

    `on_change` is called with the conversation's id whenever its transcript grew.
    """

    def __init__(
        self,
        store: Store,
        inbox: Inbox,
        turns: TurnLog,
        engine: Engine,
        seconds: float,
        *,
        notices: Notices,
        journal: Journal,
        store_seconds: float,
    ) -> None:
        self._store = store
        self._inbox = inbox
        self._turns = turns
        self._engine = engine
        self._seconds = seconds
        self._notices = notices
        self._journal = journal
        self.store_seconds = store_seconds
        self._order = Order()
        # Threads of its own: what hangs elsewhere on a store that is gone must not delay a text.
        self._threads = ThreadPoolExecutor(8, thread_name_prefix="door")
        self._store_rests_until = 0.0
        self._stored_at = float("-inf")
        self._doubt_engine_until = 0.0
        self._tasks: set[asyncio.Task[None]] = set()
        self.on_change: Callable[[str], None] = lambda conversation_id: None

    async def receive(self, inbound: Inbound) -> Received:
        """Make a message safe, safety first: in the store, or without delay in the journal.

        Raises:
            NoConversation: when the conversation does not exist.
            NotKept: when neither the store nor the journal takes it.
        """
        at, inbound = clock.now(), _named(inbound)
        if time.monotonic() < self._store_rests_until:
            return await self._keep(inbound, at, "resting")
        began = time.monotonic()
        taking = self._in_thread(self._take_in_order, inbound, at)
        done, _ = await asyncio.wait({taking}, timeout=self.store_seconds)
        if not done and self._stored_at > began and not await self.alarming(inbound.text):
            # A crowd, not a fault: the store takes the others, so it will take this one.
            done, _ = await asyncio.wait({taking}, timeout=_CROWDED)
        if not done:
            taking.add_done_callback(partial(self._came_late, inbound.conversation_id))
            return await self._keep(inbound, at, "timeout")
        try:
            received: Received = taking.result()
        except SQLAlchemyError as error:
            return await self._keep(inbound, at, type(error).__name__)
        self._after(inbound.conversation_id, received)
        return received

    async def alarming(self, text: str) -> bool:
        """Whether safety sees a danger sign; what is refused is refused after it has looked."""
        return await asyncio.to_thread(self._inbox.alarming, text, clock.now())

    async def turn(self, conversation_id: str, message_id: str) -> None:
        """Answer a stored message, after those before it. Never raises for a fault behind it."""
        async with self._order.of(conversation_id):
            try:
                await self._turn(message_id)
            except SQLAlchemyError:
                # The message is stored and still waiting: `recover` will take it up again.
                log.exception("door.turn_not_stored", message_id=message_id)
        self.on_change(conversation_id)

    async def handle(self, inbound: Inbound) -> Received:
        """Receive and, where the engine is to be asked, answer."""
        received = await self.receive(inbound)
        if received.wants_turn:
            await self.turn(inbound.conversation_id, received.message_id)
        return received

    async def recover(self) -> int:
        """Take up messages whose process died before the answer; returns how many.

        First what waits in the journal. Raises `SQLAlchemyError` while the store is gone.
        """
        if self._journal.pending:
            await self._in_thread(self._replay)
        waiting = await asyncio.to_thread(self._waiting, clock.now() - _ABANDONED)
        for conversation_id, message_id in waiting:
            await self.turn(conversation_id, message_id)
        return len(waiting)

    async def finish(self) -> None:
        """Wait for what was begun in the background."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def _take_in_order(self, inbound: Inbound, at: datetime) -> Received:
        """What waits in the journal goes first."""
        if self._journal.pending:
            self._replay()
        received = self._inbox.take_in(inbound, at)
        self._stored_at = time.monotonic()
        return received

    def _replay(self) -> None:
        stored = self._journal.replay(self._inbox.take_in)
        log.warning("door.journal_replayed", messages=stored)

    async def _keep(self, inbound: Inbound, at: datetime, why: str) -> Received:
        """The store is gone: into the journal, and the person is told whom to call."""
        if why != "resting":
            self._store_rests_until = time.monotonic() + _REST
        log.critical("door.store_gone", conversation_id=inbound.conversation_id, why=why)
        kept = await asyncio.to_thread(self._journal.keep, inbound, at)
        spoken = await asyncio.to_thread(self._inbox.at_a_loss, inbound, at)
        return Received(str(kept.message_id), 0, repeated=kept is not inbound, spoken=spoken)

    def _came_late(self, conversation_id: str, taking: asyncio.Future[Received]) -> None:
        """The store took it after all; the journal's copy will be known as a repeat."""
        if taking.cancelled() or taking.exception():
            return
        received = taking.result()
        log.warning("door.store_late", message_id=received.message_id)
        self._store_rests_until = 0.0
        self._after(conversation_id, received)
        if received.wants_turn:
            self._begin(self.turn(conversation_id, received.message_id))

    def _after(self, conversation_id: str, received: Received) -> None:
        if received.repeated:
            return
        self.on_change(conversation_id)
        if received.flagged:
            self._begin(self._tell_engine(conversation_id, received.message_id))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell_engine(self, conversation_id: str, message_id: str) -> None:
        """The same red flag, for the dialogue: it leaves every form. May fail: see `Notices`."""
        async with self._order.of(conversation_id):
            try:
                request = await asyncio.to_thread(self._notices.request, message_id)
                answer = await asyncio.wait_for(self._engine.turn(request), self._seconds)
                await asyncio.to_thread(self._notices.told, message_id, answer)
            except (EngineGone, asyncio.TimeoutError, SQLAlchemyError) as error:
                log.warning("door.engine_not_told", why=type(error).__name__)

    def _in_thread(self, work: Callable[..., Any], *given: Any) -> asyncio.Future[Any]:
        return asyncio.get_running_loop().run_in_executor(self._threads, work, *given)

    async def _turn(self, message_id: str) -> None:
        prepared = await asyncio.to_thread(self._turns.prepare, message_id)
        if prepared is None:
            return
        try:
            await self._trust_engine()
            if prepared.stale:
                await self._engine.reset(prepared.request.conversation)
            answer = await asyncio.wait_for(
                self._engine.turn(prepared.request), timeout=self._seconds
            )
        except (EngineGone, asyncio.TimeoutError) as error:
            why = error.why if isinstance(error, EngineGone) else "timeout"
            log.error("door.engine_gone", message_id=message_id, why=why)
            self._doubt_engine_until = time.monotonic() + _DOUBT
            await asyncio.to_thread(self._turns.failed, message_id, why, clock.now())
            return
        await asyncio.to_thread(self._turns.answered, message_id, answer, clock.now())

    async def _trust_engine(self) -> None:
        """After a turn that failed, ask first: who waited for it must not wait as long again."""
        if time.monotonic() < self._doubt_engine_until:
            ready = await asyncio.wait_for(self._engine.ready(), timeout=_PROBE)
            if not ready:
                raise EngineGone("not_ready")

    def _waiting(self, before: datetime) -> list[tuple[str, str]]:
        query = (
            select(Message.conversation_id, Message.id)
            .where(Message.turn == "waiting", Message.at < before)
            .order_by(Message.at)
            .limit(100)
        )
        with self._store.read() as session:
            return [(c, m) for c, m in session.execute(query)]


def _named(inbound: Inbound) -> Inbound:
    """With ids of ours, so that the same message is one wherever it is kept."""
    message_id = inbound.message_id or new_id("msg")
    text = redact(inbound.text)
    channel_id = inbound.channel_id or message_id
    return replace(inbound, text=text, message_id=message_id, channel_id=channel_id)


__all__ = ["Door", "TurnRequest"]
