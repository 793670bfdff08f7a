"""The engine hears what is written while it is stored, and nothing rests on that."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

import pytest

from frontdesk.door import Door, Inbound
from frontdesk.door.ahead import ReadAhead
from frontdesk.door.engine import Answer, EngineGone, Reply, TurnRequest
from frontdesk.door.inbound import Received
from tests.fakes.engine import FakeEngine

MRI, SESSIONS = "do i need an mri", "how many sessions"


class Listener:
    """The engine's ear: keeps what it is told; may be gone, or hang."""

    def __init__(self) -> None:
        self.told: list[list[dict[str, Any]]] = []
        self.gone = False
        self.hold = asyncio.Event()
        self.hold.set()

    async def read(self, hints: Sequence[Any]) -> None:
        """Read texts."""
        self.told.append([dict(hint) for hint in hints])
        if self.gone:
            raise EngineGone("unreachable")
        await self.hold.wait()

    @property
    def texts(self) -> list[list[str]]:
        """What was told, message by message."""
        return [[hint["text"] for hint in hints] for hints in self.told]


@pytest.fixture
def listener() -> Listener:
    """An ear."""
    return Listener()


@pytest.fixture
def ahead(listener: Listener) -> ReadAhead:
    """What tells it."""
    return ReadAhead(listener.read)


async def _settled() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


async def test_what_comes_in_one_moment_is_told_together(
    ahead: ReadAhead, listener: Listener
) -> None:
    """One request for many people; what comes later is told later."""
    ahead.coming(Inbound("web-1", MRI))
    ahead.coming(Inbound("web-2", SESSIONS))
    await _settled()
    ahead.coming(Inbound("web-3", "prp?"))
    await _settled()
    assert listener.texts == [[MRI, SESSIONS], ["prp?"]]


async def test_a_button_is_not_read(ahead: ReadAhead, listener: Listener) -> None:
    """Its meaning is given."""
    ahead.coming(Inbound("web-1", "Yes", payload="/affirm"))
    await _settled()
    assert listener.told == []


async def test_what_was_asked_last_goes_along(ahead: ReadAhead, listener: Listener) -> None:
    """So that the engine knows a detail for what it is, and does not read it."""
    request = TurnRequest("web-1", "msg-1", "book", None, {"channel": "web", "language": "es"})
    ahead.answered(request, Answer((Reply("utter_ask_name", (), {"asks_for": "name"}),), {}))
    ahead.coming(Inbound("web-1", "Ana Ruiz"))
    ahead.coming(Inbound("web-2", MRI))
    await _settled()
    first, second = listener.told[0]
    assert first["metadata"] == {"channel": "web", "language": "es", "asked": "name"}
    assert second["metadata"] == {}


async def test_an_engine_that_hangs_is_not_heaped_up_with_hints(
    ahead: ReadAhead, listener: Listener
) -> None:
    """Two are on the way; some of what comes meanwhile goes when one has arrived."""
    listener.hold.clear()
    for number in range(100):
        ahead.coming(Inbound("web-1", f"question {number}"))
        await _settled()
    assert listener.texts == [["question 0"], ["question 1"]]
    listener.hold.set()
    await _settled()
    assert listener.texts[2:] == [[f"question {number}" for number in range(2, 52)]]
    ahead.coming(Inbound("web-1", MRI))
    await _settled()
    assert listener.texts[-1] == [MRI]


async def test_a_message_is_answered_where_hints_are_lost(
    door: Door, engine: FakeEngine, conversation: str, listener: Listener
) -> None:
    """A hint that fails costs nobody anything."""
    listener.gone = True
    door._ahead = ReadAhead(listener.read)
    received = await door.handle(Inbound(conversation, MRI))
    assert listener.texts == [[MRI]]
    assert [request.message_id for request in engine.asked] == [received.message_id]


async def test_the_engine_hears_of_a_message_while_it_is_stored(
    door: Door, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is the whole gain: here the store takes it only after the engine has heard."""
    heard, take_in = threading.Event(), door._inbox.take_in

    async def read(hints: Sequence[Any]) -> None:
        heard.set()

    def after_the_hint(*given: Any) -> Received:
        assert heard.wait(10)
        return take_in(*given)

    door._ahead = ReadAhead(read)
    monkeypatch.setattr(door._inbox, "take_in", after_the_hint)
    assert (await door.receive(Inbound(conversation, MRI))).wants_turn
