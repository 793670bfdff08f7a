"""A stream for logs that never raises: a full disk must not take an answer from anybody."""

from __future__ import annotations

import contextlib
from typing import IO


class Unbroken:
    """Writes to `stream`; what it can not take is left out, and the one who logs never knows."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write what can be written."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Bring out what can be brought out."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.flush()
