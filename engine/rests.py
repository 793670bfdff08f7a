"""A small circuit breaker for the action server: one that hangs is not waited for by everybody."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Resting(RuntimeError):
    """It hung a moment ago and is not waited for again so soon."""


class Rests:
    """After a call that took too long, calls fail at once for a while; then one tries.

    While that one tries the others fail at once too (half open).
    """

    def __init__(self, rest: float, longest: float, now: Callable[[], float] = time.monotonic):
        """`rest`: seconds to leave it alone; `longest`: seconds a call may take."""
        self._rest, self._longest, self._now = rest, longest, now
        self._until = 0.0

    @contextmanager
    def call(self) -> Iterator[None]:
        """Around one call. Raises `Resting` where it is not to be tried now."""
        if self._until and self._now() < self._until:
            raise Resting
        if self._until:
            self._until = self._now() + self._longest
        try:
            yield
        except asyncio.TimeoutError:
            self._until = self._now() + self._rest
            raise
        except Exception:  # a refusal or an error is an answer: it does not hang
            self._until = 0.0
            raise
        self._until = 0.0
