"""One holder of a conversation among all servers of one PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from frontdesk import clock
from frontdesk.door import Door, Inbound
from frontdesk.door.order import Busy, Order
from frontdesk.door.shared_order import SharedOrder, order_of
from frontdesk.store import Store
from frontdesk.store.tables import Message

_ALL_LOCKS = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"


@pytest.fixture
def servers(postgres_store: Store) -> Iterator[tuple[SharedOrder, SharedOrder]]:
    """Two servers, each with a session of its own."""
    both = SharedOrder(postgres_store), SharedOrder(postgres_store)
    yield both
    for order in both:
        order.close()


async def test_a_server_waits_for_the_one_that_has_the_conversation(
    servers: tuple[SharedOrder, SharedOrder],
) -> None:
    """And not for one that has another conversation."""
    one, other = servers
    entered = asyncio.Event()

    async def enter() -> None:
        async with other.of("web-1"):
            entered.set()

    async with one.of("web-1"):
        waiting = asyncio.create_task(enter())
        async with other.of("web-2"):
            assert not entered.is_set()
    await asyncio.wait_for(waiting, 30)
    assert entered.is_set()


async def test_who_is_not_patient_is_told_that_it_is_taken(
    servers: tuple[SharedOrder, SharedOrder],
) -> None:
    """Messages that were left behind are taken up only where nobody is at their conversation."""
    one, other = servers
    async with one.of("web-1"):
        with pytest.raises(Busy):
            async with other.of("web-1", patient=False):
                pass
    async with other.of("web-1"):
        pass


async def test_a_session_that_was_lost_holds_nothing_and_is_opened_again(
    servers: tuple[SharedOrder, SharedOrder], postgres_store: Store
) -> None:
    """PostgreSQL was started anew while turns were under way."""
    one, other = servers
    async with one.of("web-1"):
        with postgres_store.begin() as session:
            session.execute(text(_ALL_LOCKS))
        async with other.of("web-1"):
            pass
    async with one.of("web-1"):
        pass


async def test_a_turn_that_was_cancelled_lets_go(
    servers: tuple[SharedOrder, SharedOrder],
) -> None:
    """Whether it had the conversation, or was still waiting for it."""
    one, other = servers

    async def enter(order: SharedOrder) -> None:
        async with order.of("web-1"):
            await asyncio.sleep(60)

    holder = asyncio.create_task(enter(one))
    waiter = asyncio.create_task(enter(other))
    await asyncio.sleep(0.05)
    for task in (waiter, holder):
        task.cancel()
    await asyncio.gather(holder, waiter, return_exceptions=True)
    async with one.of("web-1"):
        pass
    async with other.of("web-1"):
        pass


def test_one_machine_needs_no_database_for_its_order(sqlite_store: Store) -> None:
    """SQLite is for one server."""
    assert type(order_of(sqlite_store)) is Order


@pytest.mark.parametrize("store", ["postgres"], indirect=True)
async def test_what_a_server_left_is_taken_up_after_three_seconds_and_what_one_has_is_not(
    door: Door, store: Store, conversation: str, transcript: Callable[[], list[Message]]
) -> None:
    """Its lock tells at once whether it lives; so nobody waits longer to be sure."""
    alive, door._order = SharedOrder(store), SharedOrder(store)
    await door.receive(Inbound(conversation, "do i need an mri"))
    async with alive.of(conversation):
        clock.turn("+30s")
        await door.recover()
        assert "bot" not in [m.author for m in transcript()]
        clock.turn("-28s")
        with store.begin() as session:
            session.execute(text(_ALL_LOCKS))
        await door.recover()
        assert "bot" not in [m.author for m in transcript()]
        clock.turn("+2s")
        await door.recover()
    said = [m.response for m in transcript() if m.author == "bot"]
    assert said == ["utter_faq/mri_required"]
    door.close()
    alive.close()
