"""A time limit on what is written: work that is past it is rolled back, never done in secret.

A thread can not be stopped. What it writes after everybody was told that it failed must not
stand, or a person would be told no and be booked all the same.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_UNTIL: ContextVar[float | None] = ContextVar("until", default=None)


class TooLate(RuntimeError):
    """The work took longer than its limit; nothing of it was kept."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is written inside, and in threads begun inside, is kept only for so long."""
    token = _UNTIL.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _UNTIL.reset(token)


def require_in_time() -> None:
    """Raise `TooLate` where the limit of this work is over."""
    until = _UNTIL.get()
    if until is not None and time.monotonic() > until:
        raise TooLate
