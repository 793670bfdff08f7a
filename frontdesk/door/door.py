"""Everything that is said to us comes in here, whatever the channel.

`receive` stores and protects; `turn` asks the engine, one message of a conversation at a time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

import structlog
from sqlalchemy import func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from frontdesk import clock
from frontdesk.correlation import correlated
from frontdesk.door.ahead import ReadAhead
from frontdesk.door.circuit import Circuit
from frontdesk.door.crossing import Crossings
from frontdesk.door.engine import Engine, EngineGone, TurnRequest
from frontdesk.door.inbound import Inbound, Prepared, Received
from frontdesk.door.inbox import Inbox
from frontdesk.door.journal import Journal
from frontdesk.door.notice import Notices
from frontdesk.door.order import Busy, Order
from frontdesk.door.turn import Handed, TurnLog
from frontdesk.privacy.redact import redact
from frontdesk.store import Store
from frontdesk.store.ids import new_id
from frontdesk.store.storable import storable
from frontdesk.store.tables import Erasure, Message
from frontdesk.store.threads import StoreThreads
from frontdesk.store.together import Together
from frontdesk.watch.measures import RECEIVE_SECONDS, TURN_SECONDS

log = structlog.get_logger()

#: a waiting message this old, which nobody is at, belongs to a process that died
_ABANDONED = timedelta(seconds=3)
#: messages that were left behind and are answered at the same time
_AT_ONCE = 8
#: clocks of two machines differ by less
_AHEAD = timedelta(seconds=5)
#: seconds the store is left alone after it failed
_REST = 2.0
#: seconds a message waits for a store that is busy with the messages of others
_CROWDED = 4.0


class _JournalFirst(RuntimeError):
    """What waits in the journal has a transaction of its own."""


class Door:
    """Takes messages in and sees to their answers.

    `on_change` is called with the conversation's id whenever its transcript grew, and with what
    the turn handed to the channel, if it did.
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
        order: Order | None = None,
        threads: StoreThreads | None = None,
        ahead: ReadAhead | None = None,
    ) -> None:
        """`threads`: of the turns; what is taken in has its own. `ahead`: hears what comes."""
        self._store = store
        self._inbox = inbox
        self._turns = turns
        self._engine = Circuit(engine)
        self._ahead = ahead
        self._seconds = seconds
        self._notices = notices
        self._journal = journal
        self.store_seconds = store_seconds
        self._order = order or Order()
        # Threads of its own: what hangs elsewhere on a store that is gone must not delay a text.
        self._receiving = StoreThreads(store, "door", with_sqlite=2)
        self._answering = threads or StoreThreads(store, "turn")
        self._taking = Together(
            inbox.store, self._receiving, self._take_in_order, self._take_in_with_others
        )
        self._writing = Together(
            store, self._answering, turns.answered, turns.answered_within
        )
        self._store_rests_until = 0.0
        self._stored_at = float("-inf")
        self._under_way: set[str] = set()
        self._crossings = Crossings()
        self._few = asyncio.Semaphore(_AT_ONCE)
        self._tasks: set[asyncio.Task[object]] = set()
        self.on_change: Callable[[str, Handed], None] = lambda conversation_id, written: None

    async def receive(self, inbound: Inbound) -> Received:
        """Make a message safe, safety first: in the store, or without delay in the journal.

        Raises:
            NoConversation: when the conversation does not exist.
            NotKept: when neither the store nor the journal takes it.
        """
        inbound = _named(inbound)
        conversation_id = inbound.conversation_id
        with correlated(inbound.message_id), RECEIVE_SECONDS.time():
            if self._ahead:
                self._ahead.coming(inbound)
            with self._crossings.coming(conversation_id):
                received = await self._receive(inbound, clock.now())
                self._crossings.keep(conversation_id, received)
                return received

    async def _receive(self, inbound: Inbound, at: datetime) -> Received:
        if time.monotonic() < self._store_rests_until:
            return await self._keep(inbound, at, "resting")
        began = time.monotonic()
        taking = self._taking.run(inbound, at)
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

    async def turn(self, conversation_id: str, message_id: str, again: bool = False) -> Handed:
        """Answer a stored message, after those before it. Never raises for a fault behind it.

        `again`: the engine may have been asked before, by a process that died since.
        Returns what the channel is to carry of the answer; None: it has to look for itself.
        """
        handed: Handed = None
        self._under_way.add(message_id)
        ready = self._crossings.take(conversation_id, message_id)
        if again or self._order.shared:
            ready = None  # the engine is to say what it said, or others may have spoken
        here = self._crossings.answering(conversation_id)
        with correlated(message_id), TURN_SECONDS.time(), here:
            try:
                async with self._order.of(conversation_id, patient=not again):
                    await self._answer_before(message_id)
                    handed = await self._turn(message_id, again, ready)
            except Busy:
                if not again:  # otherwise it was not left behind: another server is at it
                    log.warning("door.busy_elsewhere", message_id=message_id)
            except SQLAlchemyError as error:
                # The message is stored and still waiting: `recover` will take it up again.
                # An SQL error quotes its parameters, which are people's: its kind alone.
                log.error("door.turn_not_stored", why=type(error).__name__)
            finally:
                self._under_way.discard(message_id)
        self.on_change(conversation_id, handed)
        return handed

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
            await self._receiving.run(self._replay)
        if self._journal.aside:
            await self._receiving.run(self._forget_erased)
        waiting = await asyncio.to_thread(self._waiting, clock.now())
        left = [(c, m) for c, m in waiting if m not in self._under_way]
        await asyncio.gather(*(self._take_up(*one) for one in left))
        for conversation_id in await asyncio.to_thread(self._turns.tell_late, clock.now()):
            self.on_change(conversation_id, None)
        return len(left)

    async def _take_up(self, conversation_id: str, message_id: str) -> None:
        """A few at a time: there may be hundreds, and people are writing meanwhile."""
        async with self._few:
            await self.turn(conversation_id, message_id, again=True)

    async def finish(self) -> None:
        """Wait for what was begun in the background."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def close(self) -> None:
        """Let go of the conversations that are held. Nothing may be under way."""
        self._order.close()

    def _take_in_order(self, inbound: Inbound, at: datetime) -> Received:
        """What waits in the journal goes first."""
        if self._journal.pending:
            self._replay()
        received = self._inbox.take_in(inbound, at)
        self._stored_at = time.monotonic()
        return received

    def _take_in_with_others(
        self, session: Session, inbound: Inbound, at: datetime
    ) -> Received:
        if self._journal.pending:
            raise _JournalFirst
        received = self._inbox.take_in_within(session, inbound, at)
        self._stored_at = time.monotonic()
        return received

    def _replay(self) -> None:
        stored = self._journal.replay(self._inbox.take_in)
        log.warning("door.journal_replayed", messages=stored)

    def _forget_erased(self) -> None:
        """What was set aside of somebody who was erased since goes too."""
        whose = {inbound.conversation_id for inbound, _ in self._journal.aside}
        query = select(Erasure.conversation_id, func.max(Erasure.at)).where(
            Erasure.conversation_id.in_(whose)
        )
        with self._store.read() as session:
            found = session.execute(query.group_by(Erasure.conversation_id))
            erased = {conversation: at for conversation, at in found}
        never = datetime.min.replace(tzinfo=timezone.utc)
        gone = self._journal.forget(lambda i, at: at <= erased.get(i.conversation_id, never))
        if gone:
            log.info("journal.erased", messages=gone)

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
        if not received.wants_turn:  # otherwise it is told of with its answer
            self.on_change(conversation_id, None)
        if received.flagged:
            self._begin(self._tell_engine(conversation_id, received.message_id))

    def _begin(self, work: Coroutine[Any, Any, object]) -> None:
        task: asyncio.Task[object] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell_engine(self, conversation_id: str, message_id: str) -> None:
        """The same red flag, for the dialogue: it leaves every form. May fail: see `Notices`."""
        try:
            with self._crossings.answering(conversation_id):
                async with self._order.of(conversation_id):
                    request = await self._answering.run(self._notices.request, message_id)
                    answer = await asyncio.wait_for(self._engine.turn(request), self._seconds)
                    await self._answering.run(self._notices.told, message_id, answer)
        except (EngineGone, asyncio.TimeoutError, SQLAlchemyError, Busy) as error:
            log.warning("door.engine_not_told", why=type(error).__name__)

    async def _answer_before(self, message_id: str) -> None:
        """What another server took in before this message, and did not come to yet, goes first."""
        if self._order.shared:
            for earlier in await self._answering.run(self._turns.waiting_before, message_id):
                with correlated(earlier):
                    await self._turn(earlier, again=True)

    async def _turn(self, message_id: str, again: bool, ready: Prepared | None = None) -> Handed:
        try:
            return await self._ask_engine(message_id, again, ready)
        except SQLAlchemyError:
            raise
        except Exception as error:  # noqa: BLE001
            # The engine, or a fault of ours with what it said: the person is told either way.
            why = error.why if isinstance(error, EngineGone) else type(error).__name__
            log.error("door.turn_failed", message_id=message_id, why=why)
            return await self._answering.run(self._turns.failed, message_id, why, clock.now())

    async def _ask_engine(self, message_id: str, again: bool, ready: Prepared | None) -> Handed:
        prepared = ready or await self._answering.run(self._turns.prepare, message_id, again)
        if prepared is None:
            return None
        answer = await asyncio.wait_for(
            self._engine.turn(prepared.request, clean=prepared.stale), timeout=self._seconds
        )
        if self._ahead:
            self._ahead.answered(prepared.request, answer)
        handed = await self._writing.run(message_id, answer, clock.now())
        responses = [reply.response for reply in answer.replies]
        log.info("door.turn_done", message_id=message_id, responses=responses)
        return handed

    def _waiting(self, at: datetime) -> list[tuple[str, str]]:
        """Messages without an answer that nobody may be at any more.

        One from the future was stored before the clock went back: nobody waits for that time.
        """
        old = or_(Message.at < at - _ABANDONED, Message.at > at + _AHEAD)
        query = (
            select(Message.conversation_id, Message.id)
            .where(Message.turn == "waiting", old)
            .order_by(Message.conversation_id, Message.seq)
            .limit(100)
        )
        with self._store.read() as session:
            return [(c, m) for c, m in session.execute(query)]


def _named(inbound: Inbound) -> Inbound:
    """With ids of ours, so that the same message is one wherever it is kept."""
    message_id = inbound.message_id or new_id("msg")
    text = redact(inbound.text)
    # The client's own: what no database keeps would look like a store that is gone.
    channel_id = storable(inbound.channel_id or message_id)
    return replace(inbound, text=text, message_id=message_id, channel_id=channel_id)


__all__ = ["Door", "TurnRequest"]
