"""The same limit for several consoles: failures are counted in Redis."""

from __future__ import annotations

import structlog
from limits import RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.retry import Retry

from frontdesk.staff.limits import RateLimit

log = structlog.get_logger()

#: seconds Redis may take to count
_PATIENCE = 0.5


class SharedRateLimit(RateLimit):
    """Counts in Redis and here; where Redis is gone, what was counted here holds."""

    def __init__(self, name: str, most: int, seconds: int, redis_url: str) -> None:
        """`name`: of what is counted, so that two limits do not share their keys."""
        super().__init__(most, seconds)
        self._name = name
        self._rate = RateLimitItemPerSecond(most, seconds)
        connections = ConnectionPool.from_url(
            redis_url,
            socket_connect_timeout=_PATIENCE,
            socket_timeout=_PATIENCE,
            retry=Retry(NoBackoff(), 0),
        )
        self._window = MovingWindowRateLimiter(
            RedisStorage(redis_url, wrap_exceptions=True, connection_pool=connections)
        )

    def wait(self, key: str) -> float:
        """Seconds until another try is allowed; 0 when it is now."""
        here = super().wait(key)
        try:
            free = self._window.test(self._rate, self._name, key)
        except StorageError as error:
            log.warning("limits.counted_here", error=type(error).__name__)
            free = True
        # When the first of failures elsewhere is forgotten nobody here knows: at most then.
        return here if free else here or self._seconds

    def failed(self, key: str) -> None:
        """Count a failure."""
        super().failed(key)
        try:
            self._window.hit(self._rate, self._name, key)
        except StorageError as error:
            log.warning("limits.counted_here", error=type(error).__name__)

    def forgive(self, key: str) -> None:
        """Forget the failures of a key."""
        super().forgive(key)
        try:
            self._window.clear(self._rate, self._name, key)
        except StorageError as error:
            log.warning("limits.counted_here", error=type(error).__name__)


def rate_limit(name: str, most: int, seconds: float, redis_url: str) -> RateLimit:
    """A limit of this console, or of all of them where they share a Redis."""
    if not redis_url:
        return RateLimit(most, seconds)
    return SharedRateLimit(name, most, int(seconds), redis_url)
