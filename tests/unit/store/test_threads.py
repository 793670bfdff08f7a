"""Work that waits for a store: in order, and with SQLite not all at once."""

from __future__ import annotations

import asyncio
import threading

import structlog

from frontdesk.correlation import correlated, current
from frontdesk.store import Store
from frontdesk.store.threads import StoreThreads


async def test_work_is_begun_in_the_order_in_which_it_came(store: Store) -> None:
    """So that what is said first is written first."""
    threads, done = StoreThreads(store, "test"), list[int]()
    await asyncio.gather(*(threads.run(done.append, n) for n in range(20)))
    assert sorted(done) == list(range(20))
    assert done == sorted(done) or not store.is_sqlite


async def test_one_that_hangs_does_not_stop_the_others_where_two_may_work(store: Store) -> None:
    """A message is taken in also while another one hangs."""
    threads, over = StoreThreads(store, "test", with_sqlite=2), threading.Event()
    hanging = threads.run(over.wait)
    assert await threads.run(lambda: "done") == "done"
    assert not hanging.done()
    over.set()
    assert await hanging


async def test_with_sqlite_as_few_work_at_once_as_can_write(store: Store) -> None:
    """More would take the interpreter from each other."""
    threads = StoreThreads(store, "test")
    both = threading.Barrier(2)

    def meet() -> bool:
        try:
            both.wait(timeout=20.0 if not store.is_sqlite else 0.1)
        except threading.BrokenBarrierError:
            return False
        return True

    met = await asyncio.gather(threads.run(meet), threads.run(meet))
    assert all(met) is not store.is_sqlite


async def test_what_is_done_in_a_thread_belongs_to_its_message(store: Store) -> None:
    """Its lines of the log carry the same id."""
    structlog.contextvars.clear_contextvars()
    with correlated("msg-0123456789abcdef") as known:
        assert await StoreThreads(store, "test").run(current) == known
