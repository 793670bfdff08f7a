"""A house with a fake engine behind its door."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from frontdesk import clock
from frontdesk.cases.ladder import Ladder
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import messages_after, open_conversation
from frontdesk.door import Door
from frontdesk.door.alarm import Alarms
from frontdesk.door.inbox import Inbox
from frontdesk.door.journal import Journal
from frontdesk.door.notice import Notices
from frontdesk.door.turn import TurnLog
from frontdesk.house import House
from frontdesk.settings import settings
from frontdesk.store import Store
from frontdesk.store.tables import Message
from tests.fakes.engine import FakeEngine


@pytest.fixture
def engine() -> FakeEngine:
    """An engine that answers at once."""
    return FakeEngine()


@pytest.fixture
def ladder(clinic: Clinic, house: House) -> Ladder:
    """Pages by mail."""
    has = settings().model_copy(update={"smtp_host": "127.0.0.1"})
    return Ladder(clinic, has, "key", house.speaker)


@pytest.fixture
def journal(data_dir: Path) -> Journal:
    """Where messages wait while the store is gone."""
    return Journal(data_dir / "journal" / "door.jsonl")


@pytest.fixture
def alarms(clinic: Clinic, house: House, ladder: Ladder) -> Alarms:
    """What is done with danger signs."""
    return Alarms(clinic, house.speaker, ladder)


@pytest.fixture
async def door(
    store: Store,
    clinic: Clinic,
    house: House,
    engine: FakeEngine,
    alarms: Alarms,
    journal: Journal,
) -> AsyncIterator[Door]:
    """The door. The store has more time than in life: this machine may be busy."""
    inbox = Inbox(store, house.rules, house.speaker, alarms)
    turns = TurnLog(store, clinic, house.speaker)
    notices = Notices(store, clinic)
    door = Door(
        store, inbox, turns, engine, 1.0, notices=notices, journal=journal, store_seconds=10.0
    )
    yield door
    await door.finish()


@pytest.fixture
def conversation(store: Store) -> str:
    """A conversation on the web."""
    with store.begin() as session:
        return open_conversation(session, "web", clock.now()).id


@pytest.fixture
def transcript(store: Store, conversation: str) -> Callable[[], list[Message]]:
    """The conversation's messages."""

    def read() -> list[Message]:
        with store.read() as session:
            return list(messages_after(session, conversation))

    return read
