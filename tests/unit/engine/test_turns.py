"""One turn: two requests, failures, forms that are left, conversations that are erased."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet

from engine.bodies import TurnBody, read_turn
from engine.payload import PayloadError
from engine.tracker_store import TRACKERS
from engine.turns import TurnFailed, Turns
from engine.understanding.decide import Understanding


@pytest.fixture
def turns(agent, failures) -> Turns:
    """Turns on the fake agent."""
    return Turns(agent, failures)


def _body(text: str | None = "hello", payload: str | None = None, **changes: Any) -> TurnBody:
    body = {"conversation": "web-1", "message_id": "m1", "text": text, "payload": payload}
    return read_turn({**body, "metadata": {"channel": "web"}, **changes})


def _two(_text: str) -> Understanding:
    return Understanding("faq/cost", 0.8, "utter_faq/cost", (), ("faq/cost", "greet"), "en")


async def test_two_requests_are_served_one_after_the_other(turns, agent) -> None:
    """Both answers come, in order, and the understanding tells of both."""
    agent.understood = _two
    answer = await turns.turn(_body())
    assert agent.handled == ["faq/cost", "greet"]
    assert [r["response"] for r in answer["replies"]] == ["utter_faq/cost", "utter_greet"]
    assert answer["understanding"]["intents"] == ["faq/cost", "greet"]


async def test_a_question_that_a_form_repeats_is_said_once_and_last(turns, agent) -> None:
    """The form asks again after each answer; the person reads it once."""
    agent.understood = _two
    agent.answers = {
        "faq/cost": ["utter_faq/cost", "utter_ask_name"],
        "greet": ["utter_greet", "utter_ask_name"],
    }
    answer = await turns.turn(_body())
    said = [reply["response"] for reply in answer["replies"]]
    assert said == ["utter_faq/cost", "utter_greet", "utter_ask_name"]


async def test_a_payload_is_never_parsed_as_text(turns, agent) -> None:
    """A button means what it says, with confidence 1."""
    answer = await turns.turn(_body(None, "/faq/cost"))
    assert agent.parsed == []
    assert answer["understanding"]["intent"] == "faq/cost"
    assert answer["understanding"]["confidence"] == 1.0


@pytest.mark.parametrize(
    "payload",
    ["/restart", "/session_start", "/back", "/out_of_scope", "/nlu_fallback", "/red_flag",
     "/red_flag/chest_pain", "/faq", "/faq/none_such", "/utter_greet", "/EXTERNAL"],
)  # fmt: skip
async def test_no_button_carries_a_command_or_a_red_flag(turns, agent, payload) -> None:
    """Rasa's own intents, safety's, and a question without its key are not for buttons."""
    with pytest.raises(PayloadError):
        await turns.turn(_body(None, payload))
    assert agent.handled == []


async def test_what_was_said_before_an_action_failed_is_kept(turns, agent) -> None:
    """A half answer is better than none; only silence is an error."""
    agent.understood, agent.failing = _two, {"greet"}
    answer = await turns.turn(_body())
    assert [r["response"] for r in answer["replies"]] == ["utter_faq/cost"]
    agent.failing = {"greet", "faq/cost"}
    with pytest.raises(TurnFailed):
        await turns.turn(_body())


async def test_a_failure_of_one_turn_is_not_blamed_on_the_next(turns, agent) -> None:
    """Nothing said, nothing failed: an empty answer and no error."""
    agent.failing = {"greet"}
    with pytest.raises(TurnFailed):
        await turns.turn(_body())
    agent.failing, agent.answers = set(), {"greet": []}
    assert (await turns.turn(_body()))["replies"] == []


async def test_a_message_that_comes_again_is_answered_from_the_record(turns, agent) -> None:
    """The desk died in between: what was done for it is not done twice."""
    agent.understood = _two
    first = await turns.turn(_body())
    await turns.turn(_body("another", message_id="m2"))
    handled = list(agent.handled)
    again = await turns.turn(_body(metadata={"channel": "web", "again": True}))
    assert [r["response"] for r in again["replies"]] == [r["response"] for r in first["replies"]]
    assert again["understanding"]["intents"] == first["understanding"]["intents"]
    assert agent.handled == handled


async def test_a_message_that_never_got_here_is_answered_though_it_comes_again(
    turns, agent
) -> None:
    """The desk does not know whether it did."""
    answer = await turns.turn(_body(metadata={"channel": "web", "again": True}))
    assert [r["response"] for r in answer["replies"]] == ["utter_greet"]


async def test_a_half_answer_says_that_an_action_failed(turns, agent) -> None:
    """So that the desk can say sorry for the rest."""
    assert (await turns.turn(_body()))["failed"] is False
    agent.understood, agent.failing = _two, {"greet"}
    assert (await turns.turn(_body(message_id="m2")))["failed"] is True


async def _in_a_form(agent) -> None:
    tracker = await agent.tracker_store.get_or_create_tracker("web-1")
    for event in (ActionExecuted("booking_form"), ActiveLoop("booking_form"),
                  SlotSet("name", "Ana Ruiz"), SlotSet("requested_slot", "name")):  # fmt: skip
        tracker.update(event)
    await agent.tracker_store.save(tracker)


async def test_reset_leaves_the_form_and_keeps_what_was_told(turns, agent) -> None:
    """The bot listens again, and asks for no detail."""
    await _in_a_form(agent)
    await turns.reset("web-1")
    tracker = await agent.tracker_store.retrieve("web-1")
    assert tracker.active_loop_name is None
    assert tracker.get_slot("requested_slot") is None
    assert tracker.get_slot("name") == "Ana Ruiz"
    assert tracker.latest_action_name == "action_listen"


async def test_reset_makes_no_conversation_where_there_is_none(turns, agent) -> None:
    """Nothing is stored for somebody who said nothing."""
    await turns.reset("web-1")
    assert await agent.tracker_store.keys() == []


async def test_reset_drops_a_record_that_cannot_be_read(turns, agent) -> None:
    """After it the person is answered again."""
    await _in_a_form(agent)
    with agent.tracker_store.engine.begin() as connection:
        connection.execute(TRACKERS.update().values(events="{oops"))
    with pytest.raises(ValueError, match="cannot be read"):
        await turns.turn(_body())
    await turns.reset("web-1")
    assert (await turns.turn(_body()))["replies"]


async def test_forget_leaves_no_row_behind(turns, agent) -> None:
    """And no other conversation is touched."""
    await turns.turn(_body())
    await turns.turn(_body(conversation="web-2"))
    await turns.forget("web-1")
    with agent.tracker_store.engine.connect() as connection:
        kept = connection.execute(sa.select(TRACKERS.c.conversation)).scalars().all()
    assert kept == ["web-2"]


async def test_no_lock_is_kept_when_nobody_waits(turns, agent) -> None:
    """Else memory would grow with each conversation."""
    await turns.turn(_body())
    agent.error = RuntimeError()
    with pytest.raises(RuntimeError):
        await turns.turn(_body())
    assert turns._locks == {}
