"""A moving window in which every server counts; where Redis is gone, each counts by itself."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import structlog
from limits import RateLimitItem
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

log = structlog.get_logger()

#: seconds Redis may take to count, and for which it is left alone after it did not
_PATIENCE, _REST = 0.25, 5.0
#: seconds between two looks for what nobody counts any more
_TIDIED_EVERY = 60.0


class OwnWindow:
    """A moving window of this process alone.

    The library's own looks through everything it counts beside each hit, with a thread for each:
    with fifty visitors those were two of three changes of thread.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now`: seconds, as `time.monotonic`."""
        self._now = now
        self._hits: dict[tuple[str, ...], tuple[float, deque[float]]] = {}
        self._tidied = now()

    def hit(self, rate: RateLimitItem, *what: str) -> bool:
        """Count it; False, and not counted, when that is more than `rate` allows."""
        now, key = self._now(), (str(rate), *what)
        if now - self._tidied > _TIDIED_EVERY:
            self._tidy(now)
        seconds, hits = self._hits.setdefault(key, (rate.get_expiry(), deque()))
        while hits and hits[0] < now - seconds:
            hits.popleft()
        if len(hits) >= rate.amount:
            return False
        hits.append(now)
        return True

    def __len__(self) -> int:
        """How much is counted: one of each rate and whom it is for."""
        return len(self._hits)

    def _tidy(self, now: float) -> None:
        self._tidied = now
        for key, (seconds, hits) in list(self._hits.items()):
            if not hits or hits[-1] < now - seconds:
                del self._hits[key]


class SharedWindow:
    """Says whether something may happen once more."""

    def __init__(self, redis_url: str) -> None:
        """`redis_url`: empty where there is one server."""
        self._here = OwnWindow()
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
        return self._here.hit(rate, *what)

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
