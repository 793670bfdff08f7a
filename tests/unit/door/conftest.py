"""A house with a fake engine behind its door."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from frontdesk import clock
from frontdesk.cases.ladder import Ladder
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import messages_after, open_conversation
from frontdesk.door import Door
from frontdesk.door.alarm import Alarms
from frontdesk.door.inbox import Inbox
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
def door(store: Store, clinic: Clinic, house: House, engine: FakeEngine, ladder: Ladder) -> Door:
    """The door."""
    inbox = Inbox(store, house.rules, house.speaker, Alarms(clinic, house.speaker, ladder))
    return Door(store, inbox, TurnLog(store, clinic, house.speaker), engine, seconds=1.0)


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
