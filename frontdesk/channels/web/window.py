"""A moving window in which every server counts; where Redis is gone, each counts by itself."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import structlog
from limits import RateLimitItem
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

log = structlog.get_logger()

#: seconds Redis may take to count, and for which it is left alone after it did not
_PATIENCE, _REST = 0.25, 5.0


class SharedWindow:
    """Says whether something may happen once more."""

    def __init__(self, redis_url: str) -> None:
        """`redis_url`: empty where there is one server."""
        self._here = MovingWindowRateLimiter(MemoryStorage())
        self._connections: ConnectionPool | None = None
        self._everywhere: MovingWindowRateLimiter | None = None
        if redis_url:
            self._connections = _connections(redis_url)
            self._everywhere = _everywhere(redis_url, self._connections)
        self._rests_until = 0.0

    async def hit(self, rate: RateLimitItem, *what: str) -> bool:
        """Count it; False when that is more than `rate` allows."""
        if self._everywhere is not None and time.monotonic() >= self._rests_until:
            try:
                return await asyncio.wait_for(self._everywhere.hit(rate, *what), _PATIENCE)
            except (StorageError, asyncio.TimeoutError) as error:
                self._rests_until = time.monotonic() + _REST
                log.warning("window.counts_here", error=type(error).__name__)
        return await self._here.hit(rate, *what)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._connections is not None:
            await self._connections.aclose()


def _connections(redis_url: str) -> ConnectionPool:
    return ConnectionPool.from_url(
        redis_url, socket_connect_timeout=_PATIENCE, retry=Retry(NoBackoff(), 0)
    )


def _everywhere(redis_url: str, connections: ConnectionPool) -> MovingWindowRateLimiter:
    options: dict[str, Any] = {"connection_pool": connections, "wrap_exceptions": True}
    storage = RedisStorage(f"async+{redis_url}", implementation="redispy", **options)
    return MovingWindowRateLimiter(storage)
