"""The same line of a library again and again: some of them, and how many there were.

Whoever sends the servers frames that are none makes a library say so for each; no stranger may
fill a disk, or hide other lines, by that.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

#: lines of one place in a library's code that are written in a minute
MOST, _WINDOW = 20, 60.0


class Seldom(logging.Filter):
    """Lets so many lines of one place through; the first of the next minute tells how many not."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._seconds = seconds
        self._places: dict[tuple[str, int], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is written; sets `left_out` on the record."""
        place, now = (record.pathname, record.lineno), self._seconds()
        since, count = self._places.get(place, (now, 0))
        record.left_out = 0
        if now - since >= _WINDOW:
            record.left_out = max(0, count - MOST)
            since, count = now, 0
        self._places[place] = (since, count + 1)
        return count < MOST
