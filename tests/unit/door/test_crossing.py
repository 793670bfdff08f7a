"""What was made ready with a message is used only while nothing else was said meanwhile."""

from __future__ import annotations

from frontdesk.door.crossing import Crossings
from frontdesk.door.engine import TurnRequest
from frontdesk.door.inbound import Prepared, Received


def _received(message_id: str) -> Received:
    request = TurnRequest("web-1", message_id, "words", None, {})
    return Received(message_id, 1, wants_turn=True, ready=Prepared(request, stale=False))


def test_what_is_ready_is_given_once_to_its_own_message() -> None:
    """A turn that is tried again reads the store."""
    crossings = Crossings()
    with crossings.coming("web-1"):
        crossings.keep("web-1", _received("m1"))
    assert crossings.take("web-1", "m2") is None
    with crossings.coming("web-1"):
        crossings.keep("web-1", _received("m1"))
    assert crossings.take("web-1", "m1") == _received("m1").ready
    assert crossings.take("web-1", "m1") is None


def test_another_message_that_came_meanwhile_spoils_it() -> None:
    """Whichever of them is answered first, the other is answered to something new."""
    crossings = Crossings()
    with crossings.coming("web-1"):
        with crossings.coming("web-1"):
            crossings.keep("web-1", _received("m2"))
        crossings.keep("web-1", _received("m1"))
    assert crossings.take("web-1", "m1") is None
    assert crossings.take("web-1", "m2") is None


def test_a_message_after_it_spoils_it_too() -> None:
    """Between the storing of a message and its turn, another was stored."""
    crossings = Crossings()
    with crossings.coming("web-1"):
        crossings.keep("web-1", _received("m1"))
    with crossings.coming("web-1"):
        pass
    assert crossings.take("web-1", "m1") is None


def test_a_message_during_an_answer_is_not_made_ready_before_it() -> None:
    """The answer that is on its way will be what was said last; others are not touched by it."""
    crossings = Crossings()
    with crossings.answering("web-1"):
        for conversation in ("web-1", "web-2"):
            with crossings.coming(conversation):
                crossings.keep(conversation, _received("m1"))
    assert crossings.take("web-1", "m1") is None
    assert crossings.take("web-2", "m1") is not None
