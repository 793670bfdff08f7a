"""Where many write at once, several pieces of work share one transaction.

A transaction costs as much as half of what is written in it, and SQLite lets one writer in at a
time. Work that comes alone has a transaction of its own, as has each piece where one of those
that shared it fails: nothing that fails takes anything with it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextvars import Context, copy_context
from typing import Any, Generic, NamedTuple, TypeVar

from frontdesk.store.database import Store
from frontdesk.store.threads import StoreThreads

#: pieces of one transaction: each waits until the last of them is written
_AT_ONCE = 8
Result = TypeVar("Result")


class _Piece(NamedTuple):
    """What is given to one piece of work, the context it came in, and who waits for it."""

    given: tuple[Any, ...]
    context: Context
    future: asyncio.Future[Any]


class Together(Generic[Result]):
    """Does one kind of work, in the order in which it comes.

    A database of its own answers several at a time: there nothing is shared, for a transaction
    that holds several conversations would wait for others that hold them in another order.
    """

    def __init__(
        self,
        store: Store,
        threads: StoreThreads,
        alone: Callable[..., Result],
        within: Callable[..., Result],
    ) -> None:
        """`alone`: in a transaction of its own; `within`: the same in the session given first."""
        self._store = store
        self._threads = threads
        self._alone = alone
        self._within = within
        self._most = _AT_ONCE if store.is_sqlite else 1
        self._waiting: deque[_Piece] = deque()

    def run(self, *given: Any) -> asyncio.Future[Result]:
        """Begin the work; what it logs carries the id of the message it is for."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Piece(given, copy_context(), future))
        self._threads.run(self._work)
        return future

    def _work(self) -> None:
        """Called once for each piece: what another call has taken along is done."""
        some = self._next(self._most)
        if not some:
            return
        told = self._shared(some) if len(some) > 1 else None
        told = told or [self._by_itself(piece) for piece in some]
        some[0].future.get_loop().call_soon_threadsafe(_tell, some, told)

    def _next(self, most: int) -> list[_Piece]:
        some: list[_Piece] = []
        while len(some) < most:
            try:
                some.append(self._waiting.popleft())
            except IndexError:  # the other thread may be at it too
                break
        return some

    def _shared(self, some: list[_Piece]) -> list[Any] | None:
        """What came of each, those that came while the store was waited for too; None: of none."""
        try:
            with self._store.begin() as session:
                some += self._next(self._most - len(some))
                return [p.context.run(self._within, session, *p.given) for p in some]
        except Exception:  # noqa: BLE001
            return None  # whose fault it is shows when each is done by itself

    def _by_itself(self, piece: _Piece) -> Any:
        try:
            return piece.context.run(self._alone, *piece.given)
        except Exception as error:  # noqa: BLE001
            return _Failed(error)


class _Failed(NamedTuple):
    error: Exception


def _tell(some: Sequence[_Piece], told: Sequence[Any]) -> None:
    for piece, result in zip(some, told, strict=True):
        if piece.future.done():  # whoever waited has gone
            continue
        if isinstance(result, _Failed):
            piece.future.set_exception(result.error)
        else:
            piece.future.set_result(result)
