"""One id from a message to everything it causes."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from frontdesk import clock
from frontdesk.cases.cases import open_case
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import open_conversation
from frontdesk.correlation import HEADER, adopt, carried, correlated, current, headers
from frontdesk.store import Store
from frontdesk.store.tables import Case

MESSAGE = "msg-0123456789abcdef"


def test_everything_inside_belongs_to_the_message_and_nothing_after() -> None:
    """Blocks may lie in one another."""
    assert current() is None and headers() == {}
    with correlated(MESSAGE):
        with correlated() as inner:
            assert current() == inner != MESSAGE
        assert headers() == {HEADER: MESSAGE}
    assert current() is None


@pytest.mark.parametrize("given", ["", "x", "my number is 0142", "msg-1\r\nX: y", "a-" + "b" * 99])
def test_what_is_no_id_of_ours_is_not_taken_over(given: str) -> None:
    """Else words could be brought into the log by a header."""
    with correlated(given) as chosen:
        assert chosen.startswith("msg-") and given not in (chosen,)
    adopt(MESSAGE)
    adopt(given)
    assert current() is None


async def test_tasks_and_threads_know_it() -> None:
    """A turn goes on in both."""
    with ThreadPoolExecutor(1) as threads, correlated(MESSAGE):
        loop = asyncio.get_running_loop()
        assert await loop.run_in_executor(threads, carried(current)) == MESSAGE
        assert await asyncio.create_task(asyncio.to_thread(current)) == MESSAGE


def test_a_case_keeps_the_message_that_opened_it(sqlite_store: Store, clinic: Clinic) -> None:
    """Without anybody having to say so."""
    now = clock.now()
    with correlated(MESSAGE), sqlite_store.begin() as session:
        talk = open_conversation(session, "web", now)
        case = open_case(session, clinic, talk, "callback", now)
    with sqlite_store.read() as session:
        assert session.get_one(Case, case.id).correlation == MESSAGE
