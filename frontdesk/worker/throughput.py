"""How fast a number may send: carriers count parts of texts, and refuse what comes faster."""

from __future__ import annotations

import time
from collections.abc import Callable

#: a text of three parts must fit, however slow the number is
_LEAST_BURST = 3.0


class Throughput:
    """An allowance that grows by `per_second` parts up to a small burst."""

    def __init__(self, per_second: float, seconds: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._burst = max(_LEAST_BURST, per_second)
        self._seconds = seconds
        self._left, self._looked = self._burst, seconds()

    def take(self, parts: int, urgent: bool = False) -> bool:
        """Whether `parts` may be sent now; what is urgent always may, others wait for it.

        A text of more parts than the burst goes when nothing went for a while.
        """
        now = self._seconds()
        grown = self._left + (now - self._looked) * self._per_second
        self._left, self._looked = min(self._burst, grown), now
        if not urgent and self._left < min(parts, self._burst):
            return False
        self._left -= parts
        return True
