"""The same allowance for several workers, which all send by one number: counted in Redis."""

from __future__ import annotations

import math
import time

import structlog
from limits import RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.retry import Retry

from frontdesk.settings import Settings
from frontdesk.worker.throughput import Throughput

log = structlog.get_logger()

#: a text of three parts must fit, however slow the number is
_LEAST_BURST = 3
#: seconds Redis may take to count, and for which it is left alone after it did not
_PATIENCE, _REST = 0.5, 5.0


class SharedThroughput(Throughput):
    """An allowance that all workers take from; where Redis is gone, each has one of its own."""

    def __init__(self, per_second: float, number: str, redis_url: str) -> None:
        super().__init__(per_second)
        self._number = number
        seconds = max(1, math.ceil(_LEAST_BURST / per_second))
        self._most = max(1, int(per_second * seconds))
        self._rate = RateLimitItemPerSecond(self._most, seconds)
        self._window = MovingWindowRateLimiter(
            RedisStorage(
                redis_url, wrap_exceptions=True, connection_pool=_connections(redis_url)
            )
        )
        self._rests_until = 0.0

    def take(self, parts: int, urgent: bool = False) -> bool:
        """Whether `parts` may be sent now; what is urgent always may."""
        if time.monotonic() < self._rests_until:
            return super().take(parts, urgent)
        try:
            cost = min(parts, self._most)
            return self._window.hit(self._rate, self._number, cost=cost) or urgent
        except StorageError as error:
            self._rests_until = time.monotonic() + _REST
            log.warning("throughput.counts_here", error=type(error).__name__)
            return super().take(parts, urgent)


def throughput_of(settings: Settings) -> Throughput:
    """How fast the clinic's number may send, for this worker or for all of them together."""
    per_second = settings.sms_segments_per_second
    if not settings.redis_url:
        return Throughput(per_second)
    return SharedThroughput(per_second, settings.twilio_number, settings.redis_url)


def _connections(redis_url: str) -> ConnectionPool:
    return ConnectionPool.from_url(
        redis_url,
        socket_connect_timeout=_PATIENCE,
        socket_timeout=_PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )
