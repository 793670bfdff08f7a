"""One message of a conversation at a time, in the order they came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Busy(RuntimeError):
    """Another process has the conversation, and still had it when the waiting was over."""


class Order:
    """A lock for each conversation that has something to wait for; idle ones cost nothing."""

    #: whether other processes take turns in the same conversations
    shared = False

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def of(self, conversation_id: str, patient: bool = True) -> AsyncIterator[None]:
        """Wait for the turns before; asyncio's lock is fair, so order is kept.

        Args:
            patient: otherwise no other process is waited for.
        """
        lock, users = self._locks.get(conversation_id, (asyncio.Lock(), 0))
        self._locks[conversation_id] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._locks[conversation_id]
            if users == 1:
                del self._locks[conversation_id]
            else:
                self._locks[conversation_id] = (lock, users - 1)

    def close(self) -> None:
        """Let go of what is held outside this process."""
