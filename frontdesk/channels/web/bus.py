"""What one server tells the sockets of the others: socket.io's own Redis manager, made patient.

Only what is in no store goes this way (that the assistant begins to write, words said while the
store is gone). The transcript is read from the store by each server for its own sockets, so that
Redis may go at any time: nothing is lost, and nothing comes twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import socketio
import structlog
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

log = structlog.get_logger()

#: seconds Redis is waited for, and after which one that is gone is tried again
_PATIENCE, _AGAIN = 1.0, 1.0
#: events that may wait for Redis; older ones are of no use to anybody
_MOST = 1000


class ServerBus(socketio.AsyncRedisManager):
    """The manager of python-socketio; here no event waits for Redis.

    As it comes, a Redis that hangs holds up whoever sends, and one that was gone for a while is
    not heard for as long again.
    """

    def __init__(self, redis_url: str) -> None:
        options = {
            "socket_connect_timeout": _PATIENCE,
            "socket_keepalive": True,
            "retry": Retry(NoBackoff(), 0),
        }
        super().__init__(redis_url, channel="frontdesk", redis_options=options)
        self.redis: Any = None
        self.pubsub: Any = None
        self._outgoing: asyncio.Queue[str] = asyncio.Queue(_MOST)
        self._sending: asyncio.Task[None] | None = None
        #: the manager's own listening task; there is none before the first visitor
        self.thread: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """Stop listening and let go of the connections."""
        for task in (self._sending, self.thread):
            if task is not None:
                task.cancel()
                await asyncio.wait([task])
        for known in (self.pubsub, self.redis):
            if known is not None:
                with suppress(RedisError, OSError):
                    await known.aclose()

    async def _publish(self, data: Any) -> None:
        """Tell the other servers, in the background."""
        if self._sending is None:
            self._sending = asyncio.create_task(self._send_forever())
        if self._outgoing.full():
            self._outgoing.get_nowait()
        self._outgoing.put_nowait(self.json.dumps(data))

    async def _send_forever(self) -> None:
        while True:
            text = await self._outgoing.get()
            try:
                sending = self._connected().publish(self.channel, text)
                await asyncio.wait_for(sending, _PATIENCE)
            except (RedisError, OSError, asyncio.TimeoutError) as error:
                log.warning("bus.not_sent", error=type(error).__name__)
                await asyncio.sleep(_AGAIN)
                while not self._outgoing.empty():
                    self._outgoing.get_nowait()

    async def _listen(self) -> AsyncIterator[Any]:
        """What the other servers send; a Redis that was gone is heard again within a second."""
        while True:
            try:
                self._connected()
                await self.pubsub.subscribe(self.channel)
                async for message in self.pubsub.listen():
                    yield message["data"]
            except (RedisError, OSError) as error:
                log.warning("bus.not_heard", error=type(error).__name__)
                with suppress(RedisError, OSError):
                    await self.pubsub.aclose()
                self.pubsub = self.redis.pubsub(ignore_subscribe_messages=True)
                await asyncio.sleep(_AGAIN)

    def _connected(self) -> Any:
        if self.redis is None:
            self._redis_connect()
        return self.redis
