"""What a turn wrote goes to the browsers without being read again, and never out of its order."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import pytest_asyncio

from frontdesk import clock
from frontdesk.channels.web.push import Push
from frontdesk.conversations.transcript import add_message, locked_conversation, open_conversation
from frontdesk.house import House
from frontdesk.store import Store
from frontdesk.store.tables import Message
from frontdesk.store.threads import StoreThreads

CONVERSATION = "web-push"


class Sockets:
    """Keeps what would go to the browsers."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    async def emit(self, event: str, data: Any, **_to: Any) -> None:
        """See `socketio.AsyncServer`."""
        if event != "status":
            self.told.append((event, data["text"]))


class Writer:
    """A conversation in the store, whose every line can be handed on as a turn does."""

    def __init__(self, store: Store) -> None:
        self._store = store
        with store.begin() as session:
            open_conversation(session, "web", clock.now(), id=CONVERSATION)

    def says(self, question: str, answer: str) -> list[Message]:
        """Both lines, as the turn that answers hands them over."""
        asked = self.asks(question)
        with self._store.begin() as session:
            conversation = locked_conversation(session, CONVERSATION)
            add_message(session, conversation, "bot", answer, clock.now())
            return list(Push.within(session, conversation, asked, clock.now()) or ())

    def asks(self, question: str) -> Message:
        """A line of the visitor's, in a transaction of its own."""
        with self._store.begin() as session:
            conversation = locked_conversation(session, CONVERSATION)
            return add_message(session, conversation, "patient", question, clock.now())


@pytest.fixture
def writer(sqlite_store: Store) -> Writer:
    """See `Writer`."""
    return Writer(sqlite_store)


@pytest.fixture
def sockets() -> Sockets:
    """See `Sockets`."""
    return Sockets()


@pytest_asyncio.fixture
async def push(sqlite_store: Store, house: House, sockets: Sockets, writer: Writer) -> Push:
    """With one browser that was there from the beginning."""
    io: Any = sockets
    push = Push(io, sqlite_store, house.clinic, StoreThreads(sqlite_store, "push"))
    await push.join("sid", CONVERSATION, 0)
    await _done(push)
    return push


async def test_what_the_turn_hands_over_is_sent_without_a_look_at_the_store(
    push: Push, sockets: Sockets, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Question and answer, in order, though the store cannot be read."""
    monkeypatch.setattr(push, "_news", None)
    push.grew(CONVERSATION, writer.says("do I need an MRI", "Yes."))
    await _done(push)
    assert sockets.told == [("user_message", "do I need an MRI"), ("bot_uttered", "Yes.")]


async def test_a_line_that_came_between_is_not_left_out(
    push: Push, sockets: Sockets, writer: Writer
) -> None:
    """Somebody else wrote before: then the store is asked for all of it."""
    writer.says("hello", "Hello.")
    push.grew(CONVERSATION, writer.says("is it open", "Until five."))
    await _done(push)
    assert [text for _, text in sockets.told] == ["hello", "Hello.", "is it open", "Until five."]


async def test_what_was_sent_before_is_not_sent_again(
    push: Push, sockets: Sockets, writer: Writer
) -> None:
    """The question may have been shown while its answer was made."""
    written = writer.says("where are you", "On Main Street.")
    push.grew(CONVERSATION)
    push.grew(CONVERSATION, written)
    await _done(push)
    assert [text for _, text in sockets.told] == ["where are you", "On Main Street."]


async def test_a_window_that_is_alone_is_not_told_what_it_wrote_before_the_answer(
    push: Push, sockets: Sockets, writer: Writer
) -> None:
    """A second window is; and whatever else was written goes to both."""
    push.waiting = lambda conversation_id: 1
    writer.asks("how long does it take")
    await push.look_once()
    assert sockets.told == []
    await push.join("other", CONVERSATION, 0)
    await push.look_once()
    assert [text for _, text in sockets.told] == ["how long does it take"]


async def _done(push: Push) -> None:
    while push._tasks:
        await asyncio.wait(set(push._tasks))
