"""Everything that is said to us comes in here, whatever the channel.

`receive` stores and protects; `turn` asks the engine, one message of a conversation at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from frontdesk import clock
from frontdesk.door.engine import Engine, EngineGone, TurnRequest
from frontdesk.door.inbound import Inbound, Received
from frontdesk.door.inbox import Inbox
from frontdesk.door.order import Order
from frontdesk.door.turn import TurnLog
from frontdesk.store import Store
from frontdesk.store.tables import Message

log = structlog.get_logger()

#: a waiting message this old belongs to a process that died
_ABANDONED = timedelta(seconds=15)


class Door:
    """Takes messages in and sees to their answers.

    `on_change` is called with the conversation's id whenever its transcript grew.
    """

    def __init__(
        self, store: Store, inbox: Inbox, turns: TurnLog, engine: Engine, seconds: float
    ) -> None:
        self._store = store
        self._inbox = inbox
        self._turns = turns
        self._engine = engine
        self._seconds = seconds
        self._order = Order()
        self.on_change: Callable[[str], None] = lambda conversation_id: None

    async def receive(self, inbound: Inbound) -> Received:
        """Store a message, safety first. What it raises, `Inbox.take_in` tells."""
        received = await asyncio.to_thread(self._inbox.take_in, inbound, clock.now())
        if not received.repeated:
            self.on_change(inbound.conversation_id)
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
        """Take up messages whose process died before the answer; returns how many."""
        waiting = await asyncio.to_thread(self._waiting, clock.now() - _ABANDONED)
        for conversation_id, message_id in waiting:
            await self.turn(conversation_id, message_id)
        return len(waiting)

    async def _turn(self, message_id: str) -> None:
        prepared = await asyncio.to_thread(self._turns.prepare, message_id)
        if prepared is None:
            return
        try:
            if prepared.stale:
                await self._engine.reset(prepared.request.conversation)
            answer = await asyncio.wait_for(
                self._engine.turn(prepared.request), timeout=self._seconds
            )
        except (EngineGone, asyncio.TimeoutError) as error:
            why = error.why if isinstance(error, EngineGone) else "timeout"
            log.error("door.engine_gone", message_id=message_id, why=why)
            await asyncio.to_thread(self._turns.failed, message_id, why, clock.now())
            return
        await asyncio.to_thread(self._turns.answered, message_id, answer, clock.now())

    def _waiting(self, before: datetime) -> list[tuple[str, str]]:
        query = (
            select(Message.conversation_id, Message.id)
            .where(Message.turn == "waiting", Message.at < before)
            .order_by(Message.at)
            .limit(100)
        )
        with self._store.read() as session:
            return [(c, m) for c, m in session.execute(query)]


__all__ = ["Door", "TurnRequest"]
