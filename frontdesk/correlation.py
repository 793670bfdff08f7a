"""One id from a message to everything it causes: the id that the message has in the transcript.

A channel draws it before it reads anything; from then on every log line carries it, every call to
another process of the house sends it along, and what is written because of the message keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from typing import Any, TypeVar

import structlog

from frontdesk.store.ids import new_id

#: goes with every call between processes of the house
HEADER = "X-Correlation-ID"
_KEY = "correlation"
_FORM = re.compile(r"[a-z]+-[0-9A-Za-z_-]{8,64}")
Result = TypeVar("Result")


@contextmanager
def correlated(with_id: str | None = None) -> Iterator[str]:
    """Everything inside the block belongs to `with_id`; where none is known, to a new one."""
    chosen = with_id if with_id and _FORM.fullmatch(with_id) else new_id("msg")
    with structlog.contextvars.bound_contextvars(**{_KEY: chosen}):
        yield chosen


def adopt(given: str) -> None:
    """From here on everything of this task belongs to the id that a caller sent, if it is one."""
    if _FORM.fullmatch(given):
        structlog.contextvars.bind_contextvars(**{_KEY: given})
    else:
        structlog.contextvars.unbind_contextvars(_KEY)


def current() -> str | None:
    """The id that everything belongs to now."""
    known = structlog.contextvars.get_contextvars().get(_KEY)
    return str(known) if known else None


def headers() -> dict[str, str]:
    """What a call to another process of the house carries."""
    known = current()
    return {HEADER: known} if known else {}


def carried(work: Callable[..., Result], *given: Any) -> Callable[[], Result]:
    """`work(*given)` for a thread of a pool, which would not know the id by itself."""
    return partial(copy_context().run, work, *given)
