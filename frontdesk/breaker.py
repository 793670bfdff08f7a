"""A circuit breaker: what does not work is left alone for a while, then tried by one.

For things that hang: while it rests, whoever needs it is told so at once instead of waiting for
a time limit of his own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from frontdesk.watch.measures import BREAKER, OTHER, kept


class Breaker:
    """Counts failures in a row; open after `opens_after` of them, for `rests` seconds each time.

    After a rest one attempt is let through at a time (half open). A rest of 0 lets everybody try.
    """

    def __init__(
        self,
        opens_after: int,
        rests: Sequence[float],
        seconds: Callable[[], float] = time.monotonic,
        name: str = OTHER,
    ) -> None:
        """`name`: of the dependency, as the measure of breakers calls it."""
        self._measure = BREAKER.labels(kept("dependency", name))
        self._opens_after = opens_after
        self._rests = rests
        self._seconds = seconds
        self._failures = 0
        self._failed_at = 0.0
        self._trying = False
        self._lock = threading.Lock()

    @property
    def is_open(self) -> bool:
        """Whether it failed so often that it is not simply trusted."""
        return self._failures >= self._opens_after

    def allows(self) -> bool:
        """Whether to try now. Whoever is let through says afterwards how it went."""
        with self._lock:
            if not self.is_open or self._rest() == 0:
                return True
            if self._trying or self._seconds() < self._failed_at + self._rest():
                return False
            self._trying = True
            return True

    def worked(self) -> bool:
        """It works; True where it was open until now."""
        with self._lock:
            was_open, self._failures, self._trying = self.is_open, 0, False
            self._measure.set(0)
            return was_open

    def failed(self) -> None:
        """It failed once more."""
        with self._lock:
            self._failures, self._trying = self._failures + 1, False
            self._failed_at = self._seconds()
            self._measure.set(int(self.is_open))

    def left_off(self) -> None:
        """Whoever was let through did not try after all: the next one may."""
        with self._lock:
            self._trying = False

    def _rest(self) -> float:
        return self._rests[min(self._failures - self._opens_after, len(self._rests) - 1)]
