"""A worker without work asks next to nothing, and misses nothing for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from frontdesk import clock
from frontdesk.conversations.transcript import messages_after, open_conversation
from frontdesk.door import Inbound
from frontdesk.house import House
from frontdesk.settings import settings
from frontdesk.store import Store
from frontdesk.store.ids import new_id
from frontdesk.store.tables import OutboxRow
from frontdesk.worker.still import Changes, Still
from frontdesk.worker.worker import Worker

DANGER = "my legs went numb and i can not hold my urine"


@pytest.fixture
def changes(store: Store) -> Iterator[Changes]:
    """The marks of a store."""
    changes = Changes(store)
    yield changes
    changes.close()


@pytest.fixture
def at_home(sqlite_store: Store, house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house on an empty store, which pages by mail."""
    monkeypatch.setenv("SMTP_HOST", "127.0.0.1")
    settings.cache_clear()
    clock.set_to("2026-04-07T10:15:00-05:00")
    other = House(settings())
    other.__dict__.update(rules=house.rules, catalogue=house.catalogue)
    return other


@pytest.fixture
def looks(at_home: House) -> Iterator[list[str]]:
    """What was asked of the store so far."""
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(at_home.store.engine, "before_cursor_execute", note)
    yield asked
    event.remove(at_home.store.engine, "before_cursor_execute", note)


@pytest.fixture
def often(at_home: House) -> Iterator[Callable[[str], list[str]]]:
    """Make the round of one way out, and that of the alarms; returns what the way would send."""
    worker = Worker(at_home)
    (alarms,) = (r for r in worker.rounds if r.name == "alarms")

    def once(way: str) -> list[str]:
        alarms.work(clock.now())
        return [row.key for row in worker._claim(way, clock.now())]

    yield once
    worker._changes.close()


def _row(store: Store, key: str, due: datetime) -> None:
    with store.begin() as session:
        session.add(
            OutboxRow(
                id=new_id("out"), key=key, transport="email", purpose="confirmation",
                address="ana@example.com", body={"text": "hello"}, created_at=clock.now(),
                next_at=due,
            )
        )  # fmt: skip


def test_a_mark_changes_when_somebody_wrote_and_only_then(store: Store, changes: Changes) -> None:
    """Whoever it was, and whatever was only read or undone."""
    first = changes.mark()
    store.check()
    assert changes.mark() == first
    with store.begin() as session:
        open_conversation(session, "web", clock.now())
    second = changes.mark()
    assert second != first
    assert changes.mark() == second


def test_a_mark_of_a_new_connection_is_a_new_one(store: Store, changes: Changes) -> None:
    """What was written meanwhile is not known: the next round looks."""
    first = changes.mark()
    changes.close()
    assert changes.mark() != first


def test_a_round_rests_until_what_waits_falls_due_or_the_clock_goes_back(
    store: Store, changes: Changes
) -> None:
    """Nothing is looked for in between."""
    at = clock.now()
    still = Still(changes, lambda: at + timedelta(seconds=5))
    assert not still.rests(at)
    still.found_nothing(at)
    assert still.rests(at)
    assert still.rests(at + timedelta(seconds=4.9))
    assert not still.rests(at + timedelta(seconds=5))
    assert not still.rests(at - timedelta(hours=1))


def test_a_write_that_made_nothing_due_is_looked_at_once(store: Store, changes: Changes) -> None:
    """Under a crowd somebody writes all the time; a round works when its time has come."""
    at = clock.now()
    still = Still(changes, lambda: at + timedelta(seconds=5))
    assert not still.rests(at)
    assert not still.due(at)
    assert still.rests(at + timedelta(seconds=4.9))
    with store.begin() as session:
        open_conversation(session, "web", clock.now())
    assert not still.rests(at + timedelta(seconds=4.9))
    assert not still.due(at + timedelta(seconds=4.9))
    assert not still.rests(at + timedelta(seconds=5))
    assert still.due(at + timedelta(seconds=5))
    assert not still.rests(at + timedelta(seconds=5))


def test_what_is_written_while_a_round_looks_is_found_by_the_next(
    store: Store, changes: Changes
) -> None:
    """The mark is that of the moment before the look."""
    still, at = Still(changes, lambda: None), clock.now()
    still.rests(at)
    with store.begin() as session:
        open_conversation(session, "web", clock.now())
    still.found_nothing(at)
    assert not still.rests(at)


def test_an_idle_worker_asks_no_table(
    often: Callable[[str], list[str]], looks: list[str], at_home: House
) -> None:
    """However often it makes its rounds; a row that was written is seen by the very next one."""
    often("email")
    looks.clear()
    for _ in range(20):
        clock.turn("+1s")
        often("email")
    assert looks == []
    _row(at_home.store, "now", clock.now())
    assert often("email") == ["now"]


def test_a_row_that_waits_for_its_time_leaves_at_that_time(
    often: Callable[[str], list[str]], looks: list[str], at_home: House
) -> None:
    """Though nobody wrote anything since."""
    _row(at_home.store, "later", clock.now() + timedelta(seconds=30))
    often("email")
    looks.clear()
    clock.turn("+29s")
    assert often("email") == []
    assert looks == []
    clock.turn("+2s")
    assert often("email") == ["later"]


def test_a_row_whose_lease_ran_out_is_sent_again(
    often: Callable[[str], list[str]], at_home: House
) -> None:
    """The worker that had it died; nothing else tells of that."""
    _row(at_home.store, "lost", clock.now())
    assert often("email") == ["lost"]
    assert often("email") == []
    assert often("email") == []
    clock.turn("+61s")
    assert often("email") == ["lost"]


def test_the_next_rung_and_the_truth_come_in_time_though_nobody_writes(
    often: Callable[[str], list[str]], at_home: House
) -> None:
    """The first page at once, the truth that nobody took it after a minute, the next rung."""
    with at_home.store.begin() as session:
        conversation = open_conversation(session, "web", clock.now()).id
    at_home.inbox.take_in(Inbound(conversation, DANGER), clock.now())
    for _ in range(3):
        often("webhook")
    assert _pages(at_home) == 1
    clock.turn("+61s")
    often("webhook")
    assert _told(at_home, conversation)
    often("webhook")
    often("webhook")
    clock.turn("+4m")
    often("webhook")
    assert _pages(at_home) == 2


def _pages(house: House) -> int:
    with house.store.read() as session:
        return session.query(OutboxRow).filter_by(purpose="page").count()


def _told(house: House, conversation: str) -> bool:
    with house.store.read() as session:
        said = [m.response or "" for m in messages_after(session, conversation)]
    return any("not_paged" in response or "unreached" in response for response in said)
