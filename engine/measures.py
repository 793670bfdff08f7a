"""What the engine counts, in the form that Prometheus reads. No label holds anything of anybody."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

_HEAD = """\
# TYPE frontdesk_engine_requests counter
# TYPE frontdesk_engine_request_seconds summary
"""


class Measures:
    """How many requests each verb had, by status, and how long they took together."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, int]] = Counter()
        self._seconds: Counter[str] = Counter()
        self._times: Counter[str] = Counter()

    @contextmanager
    def timed(self, verb: str) -> Iterator[None]:
        """Add the time of the block to the verb's."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._seconds[verb] += time.monotonic() - began  # type: ignore[assignment]
            self._times[verb] += 1

    def answered(self, verb: str, status: int) -> None:
        """Count an answer."""
        self._requests[verb, status] += 1

    def text(self) -> str:
        """All of it, a line each."""
        lines = [
            f'frontdesk_engine_requests_total{{verb="{verb}",status="{status}"}} {count}'
            for (verb, status), count in sorted(self._requests.items())
        ]
        for verb, count in sorted(self._times.items()):
            name = f'frontdesk_engine_request_seconds%s{{verb="{verb}"}} %s'
            lines += [name % ("_sum", f"{self._seconds[verb]:.6f}"), name % ("_count", count)]
        return _HEAD + "".join(f"{line}\n" for line in lines)
