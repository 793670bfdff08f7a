"""Threads for work that waits for a store, apart from those of everything else that may hang."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from frontdesk.correlation import carried
from frontdesk.store import Store

#: a database of its own answers several at a time
_AT_ONCE = 8
Result = TypeVar("Result")


class StoreThreads:
    """Does work in the order in which it comes: several at a time, with SQLite one or two.

    SQLite lets one writer in at a time. More threads would only take the interpreter from each
    other with every statement.
    """

    def __init__(self, store: Store, name: str, with_sqlite: int = 1) -> None:
        """`with_sqlite`: two where one piece of work that hangs may not stop all others."""
        at_once = with_sqlite if store.is_sqlite else _AT_ONCE
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix=name)

    def run(self, work: Callable[..., Result], *given: Any) -> asyncio.Future[Result]:
        """Begin `work(*given)`; what it logs carries the id of the message it is for."""
        return asyncio.get_running_loop().run_in_executor(self._pool, carried(work, *given))
