"""The same order when several servers answer the same conversations, on PostgreSQL.

The holder of a conversation has its advisory lock, and one connection of this process holds them
all: where the process dies, however it dies, PostgreSQL ends the session and the next goes on at
once (where a whole machine is gone, when its keepalives are: see `frontdesk.store.database`). Who
waits asks again every few milliseconds, so a holder that could tell nobody is no trouble.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from hashlib import blake2b
from typing import Any

import structlog
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from frontdesk.door.order import Busy, Order
from frontdesk.store import Store

log = structlog.get_logger()

#: seconds between two questions whether it is free: at first, and at most
_SOON, _LATER = 0.004, 0.04
#: a turn ends within 8 s; a server that holds on for so long hangs, and its message stays waiting
_LONGEST = 60.0


class SharedOrder(Order):
    """One holder of a conversation among all processes that share the database."""

    shared = True

    def __init__(self, store: Store) -> None:
        super().__init__()
        # One connection of the pool, kept for as long as the process lives.
        self._engine = store.engine.execution_options(isolation_level="AUTOCOMMIT")
        # One thread: a lock is given back after it was taken, also by a task that was cancelled.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="order")
        self._connection: Connection | None = None
        self._held: set[int] = set()

    @asynccontextmanager
    async def of(self, conversation_id: str, patient: bool = True) -> AsyncIterator[None]:
        """Wait for the turns before, of this process and of every other.

        Raises:
            Busy: when another process has it and we are not, or no longer, patient.
            sqlalchemy.exc.SQLAlchemyError: when the database can not be asked.
        """
        key = lock_key(conversation_id)
        async with super().of(conversation_id, patient):
            try:
                await self._wait_for(key, _LONGEST if patient else 0.0)
                yield
            finally:
                with suppress(RuntimeError):  # closed meanwhile, and given back with the session
                    self._thread.submit(self._give_back, key)

    def close(self) -> None:
        """Give everything back, and end the session."""
        self._thread.submit(self._end_session)
        self._thread.shutdown(wait=True)

    async def _wait_for(self, key: int, seconds: float) -> None:
        until, pause = time.monotonic() + seconds, _SOON
        while not await self._in_thread(self._take, key):
            if time.monotonic() >= until:
                raise Busy
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LATER)

    def _in_thread(self, work: Callable[..., Any], *given: Any) -> asyncio.Future[Any]:
        return asyncio.get_running_loop().run_in_executor(self._thread, work, *given)

    def _take(self, key: int) -> bool:
        if key in self._held:  # two conversations of one key: rarer than a fault of the memory
            return False
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
            got = self._connection.scalar(select(func.pg_try_advisory_lock(key)))
        except SQLAlchemyError:
            self._end_session()
            raise
        if got:
            self._held.add(key)
        return bool(got)

    def _give_back(self, key: int) -> None:
        if key not in self._held or self._connection is None:
            return
        try:
            self._connection.execute(select(func.pg_advisory_unlock(key)))
            self._held.discard(key)
        except SQLAlchemyError as error:
            # The session is gone, and with it every lock it had.
            log.warning("order.session_lost", error=type(error).__name__)
            self._end_session()

    def _end_session(self) -> None:
        connection, self._connection = self._connection, None
        self._held.clear()
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.invalidate()
                connection.close()


def lock_key(name: str) -> int:
    """The number of an advisory lock, from the name of what it guards."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


def order_of(store: Store) -> Order:
    """The order that the database allows: of one process, or of all."""
    return Order() if store.is_sqlite else SharedOrder(store)
