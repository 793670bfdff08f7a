"""Work that is written together: in fewer transactions, and still each piece for itself."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from typing import Any

import pytest
import structlog
from sqlalchemy.orm import Session

from frontdesk import clock
from frontdesk.conversations.transcript import open_conversation
from frontdesk.correlation import correlated, current
from frontdesk.store import Store
from frontdesk.store.tables import Conversation
from frontdesk.store.threads import StoreThreads
from frontdesk.store.together import Together

BROKEN = "web-broken"


class Opening:
    """Opens conversations; the one named `first` takes until it is `over`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.sessions: list[Session] = []
        self.alone: list[str] = []
        self.under_way, self.over = threading.Event(), threading.Event()
        self.together = Together(store, StoreThreads(store, "test"), self._alone, self._within)

    def _alone(self, name: str) -> str | None:
        self.alone.append(name)
        if name == "web-first":
            self.under_way.set()
            self.over.wait(20)
        with self._store.begin() as session:
            return self._open(session, name)

    def _within(self, session: Session, name: str) -> str | None:
        self.sessions.append(session)
        return self._open(session, name)

    @staticmethod
    def _open(session: Session, name: str) -> str | None:
        open_conversation(session, "web", clock.now(), id=name)
        if name == BROKEN:
            raise KeyError("a fault of ours")
        return current()

    async def crowd(self, *names: str) -> list[Any]:
        """`names` come while the first is under way; what came of them."""
        first = self.together.run("web-first")
        await asyncio.to_thread(self.under_way.wait, 20)
        waiting = [self.together.run(name) for name in names]
        self.over.set()
        await first
        return await asyncio.gather(*waiting, return_exceptions=True)


@pytest.fixture
def opening(store: Store) -> Opening:
    """Work on a store."""
    return Opening(store)


def _stored(store: Store) -> set[str]:
    with store.read() as session:
        return {c.id for c in session.query(Conversation)}


async def test_what_comes_alone_has_a_transaction_of_its_own(opening: Opening) -> None:
    """On a quiet day nothing is different."""
    opening.over.set()
    await opening.together.run("web-first")
    await opening.together.run("web-second")
    assert opening.alone == ["web-first", "web-second"] and not opening.sessions


async def test_what_waits_at_the_same_time_shares_a_transaction(
    opening: Opening, store: Store
) -> None:
    """With SQLite; a database of its own writes several at a time instead."""
    names = [f"web-{n}" for n in range(6)]
    await opening.crowd(*names)
    assert _stored(store) == {"web-first", *names}
    assert len(set(opening.sessions)) == (1 if store.is_sqlite else 0)
    assert opening.alone == (["web-first"] if store.is_sqlite else ["web-first", *names])


async def test_one_that_fails_takes_nothing_with_it(opening: Opening, store: Store) -> None:
    """The others are stored, once each, and only its own caller hears of it."""
    came = await opening.crowd("web-1", BROKEN, "web-2")
    assert [type(one) for one in came] == [type(None), KeyError, type(None)]
    assert _stored(store) == {"web-first", "web-1", "web-2"}


async def test_a_crowd_is_parted_into_transactions_that_nobody_waits_long_for(
    opening: Opening, store: Store
) -> None:
    """Who is first of fifty is not told only when the last is written."""
    names = [f"web-{n:02}" for n in range(50)]
    await opening.crowd(*names)
    assert _stored(store) == {"web-first", *names}
    assert max(Counter(map(id, opening.sessions)).values(), default=1) == (
        8 if store.is_sqlite else 1
    )


async def test_what_is_done_together_belongs_to_each_ones_message(opening: Opening) -> None:
    """Lines of the log carry the right id."""
    structlog.contextvars.clear_contextvars()
    first = opening.together.run("web-first")
    await asyncio.to_thread(opening.under_way.wait, 20)
    known, waiting = [], []
    for name in ("web-1", "web-2"):
        with correlated(f"msg-0123456789{name}") as one:
            known.append(one)
            waiting.append(opening.together.run(name))
    opening.over.set()
    await first
    assert await asyncio.gather(*waiting) == known


async def test_who_no_longer_waits_costs_nobody_else_anything(
    opening: Opening, store: Store
) -> None:
    """Its work is done all the same."""
    first = opening.together.run("web-first")
    await asyncio.to_thread(opening.under_way.wait, 20)
    gone, other = opening.together.run("web-gone"), opening.together.run("web-other")
    gone.cancel()
    opening.over.set()
    await asyncio.gather(first, other)
    assert _stored(store) == {"web-first", "web-gone", "web-other"}
