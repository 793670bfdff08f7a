"""How often somebody may try to sign in, in one process; for several see `shared_limits`."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable


class RateLimit:
    """At most `most` failures within `seconds` for each key; monotonic time."""

    def __init__(
        self, most: int, seconds: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._monotonic = monotonic
        self._failures: defaultdict[str, deque[float]] = defaultdict(deque)

    def wait(self, key: str) -> float:
        """Seconds until another try is allowed; 0 when it is now."""
        recent = self._recent(key)
        if len(recent) < self._most:
            return 0.0
        return recent[0] + self._seconds - self._monotonic()

    def failed(self, key: str) -> None:
        """Count a failure."""
        self._failures[key].append(self._monotonic())
        if len(self._failures) > 10_000:
            self._sweep()

    def forgive(self, key: str) -> None:
        """Forget the failures of a key."""
        self._failures.pop(key, None)

    def _recent(self, key: str) -> deque[float]:
        if key not in self._failures:
            return deque()
        times = self._failures[key]
        while times and times[0] <= self._monotonic() - self._seconds:
            times.popleft()
        if not times:
            del self._failures[key]
        return times

    def _sweep(self) -> None:
        for key in list(self._failures):
            self._recent(key)
