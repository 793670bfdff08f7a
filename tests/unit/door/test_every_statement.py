"""A fault at each single SQL statement, and each commit, of storing a red flag and paging for it.

In `make test` at every fifth of them; `STATEMENTS=1` tries each.
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from frontdesk import clock
from frontdesk.cases.ladder import Ladder
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import open_conversation
from frontdesk.door import Door, Inbound
from frontdesk.store import Store
from frontdesk.store.tables import OutboxRow
from frontdesk.worker.outbox import Outbox
from frontdesk.worker.throughput import Throughput
from frontdesk.worker.transports import Sent
from tests.history import Notes, records_of, violations

_STEP = int(os.environ.get("STATEMENTS", "5"))
RED_FLAG = "cant feel when i wipe"


@dataclass
class Fault:
    """Counts what is asked of the database, and refuses the request of one number."""

    at: int = -1
    seen: int = 0

    def met(self, *_what: Any) -> None:
        """One more; perhaps the one."""
        self.seen += 1
        if self.seen == self.at:
            raise OperationalError("fault", {}, Exception("as told"))


@contextlib.contextmanager
def faulty(store: Store, at: int = -1) -> Iterator[Fault]:
    """The `at`-th statement or commit meanwhile fails."""
    fault = Fault(at)
    hooks = ("before_cursor_execute", "commit")
    for hook in hooks:
        event.listen(store.engine, hook, fault.met)
    try:
        yield fault
    finally:
        for hook in hooks:
            event.remove(store.engine, hook, fault.met)


@dataclass
class Post:
    """Takes every page and knows what it was given."""

    arrived: Counter[str] = field(default_factory=Counter)

    async def send(self, row: OutboxRow) -> Sent:
        """Take it."""
        self.arrived[row.id] += 1
        return Sent("one")


@dataclass
class Street:
    """Everything a red flag walks through: the door, the outbox, the post."""

    store: Store
    door: Door
    outbox: Outbox
    post: Post
    notes: Notes

    async def red_flag(self, name: str, place: int) -> int:
        """Somebody writes it, and the `place`-th request to the database fails."""
        with self.store.begin() as session:
            conversation = open_conversation(session, "web", clock.now()).id
        self.notes.sending(name, name, RED_FLAG)
        with faulty(self.store, place) as fault:
            received = await self.door.receive(Inbound(conversation, RED_FLAG, name))
            await self.door.finish()
        self.notes.acknowledged(name, received.message_id)
        for n, spoken in enumerate(received.spoken):
            said = {"id": f"{received.message_id}-{n}", "response": spoken.key}
            self.notes.hears(name, {"text": spoken.text, "metadata": said})
        self.door._store_rests_until = 0.0
        await self.door.recover()
        return fault.seen

    async def pages(self, place: int) -> int:
        """What waits is sent, and the `place`-th request to the database fails."""
        with faulty(self.store, place) as fault:
            with contextlib.suppress(SQLAlchemyError):
                await self._send()
        clock.turn("+90s")  # a lease runs out
        await self._send()
        return fault.seen

    async def _send(self) -> None:
        while rows := self.outbox.claim(clock.now()):  # some at a time
            for row in rows:
                await self.outbox.send(row, clock.now())


@pytest.fixture
def street(store: Store, door: Door, ladder: Ladder, clinic: Clinic) -> Street:
    """On an empty store."""
    post = Post()
    ways = {"email": post, "sms": post}
    outbox = Outbox(store, ladder, ways, clinic, Throughput(1e6))
    return Street(store, door, outbox, post, Notes())


async def _at_each_place(walk: Callable[[str, int], Awaitable[int]]) -> int:
    """Walk once untouched to count, then once for each place; returns how many there were."""
    places = await walk("first", -1)
    for place in range(1, places + 1, _STEP):
        await walk(f"p{place}", place)
    return places


async def test_a_fault_at_any_statement_of_taking_a_red_flag_loses_and_doubles_nothing(
    street: Street,
) -> None:
    """Stored once, one safety text, one case, one page; and the person had the text at once."""

    async def walk(name: str, place: int) -> int:
        return await street.red_flag(name, place)

    places = await _at_each_place(walk)
    await street.pages(-1)
    assert places > 15
    found = violations(street.notes, records_of(street.store, street.post.arrived))
    assert found == []


async def test_a_fault_at_any_statement_of_sending_a_page_loses_none(street: Street) -> None:
    """It may arrive once more, under the same id; it is never lost, nor told of twice."""

    async def walk(name: str, place: int) -> int:
        await street.red_flag(name, -1)
        return await street.pages(place)

    places = await _at_each_place(walk)
    assert places > 8
    records = records_of(street.store, street.post.arrived)
    assert violations(street.notes, records, repeats=1) == []
