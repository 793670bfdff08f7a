"""The id of the message that a turn answers: from the desk, through our logs, to the actions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

HEADER = "X-Correlation-ID"
_FORM = re.compile(r"[a-z]+-[0-9A-Za-z_-]{8,64}")
_CURRENT: ContextVar[str] = ContextVar("correlation", default="")


@contextmanager
def correlated(given: str) -> Iterator[None]:
    """Everything inside the block belongs to `given`; to nothing where it is no id of ours."""
    token = _CURRENT.set(given if _FORM.fullmatch(given) else "")
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current() -> str:
    """The id that everything belongs to now; empty: none."""
    return _CURRENT.get()


def headers() -> dict[str, str]:
    """What a call to the actions carries."""
    return {HEADER: current()} if current() else {}
