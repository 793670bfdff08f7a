"""The guard: in time or not at all, a failure told as one, and nothing done twice."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk import ActionExecutionRejection, Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from sqlalchemy import func, select

from actions._desk import in_store
from actions._guard import ActionFailed, guard_all, guarded
from frontdesk import clock
from frontdesk.cases.cases import open_case
from frontdesk.conversations import consent
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.store import Store
from frontdesk.store.tables import Case, Conversation
from tests.unit.actions.conftest import Talk

Begin = Callable[..., Talk]


def _tracker(conversation: str) -> Tracker:
    return Tracker(conversation, {}, {}, [], False, None, {}, None)


async def _run(action: Any, conversation: str, seconds: float = 5.0) -> Any:
    run = guarded("action_test", action, seconds)
    return await run(CollectingDispatcher(), _tracker(conversation), {})


def _cases(store: Store) -> int:
    with store.read() as session:
        return int(session.scalar(select(func.count(Case.id))) or 0)


async def test_what_an_action_does_too_late_is_never_kept(
    talk: Begin, sqlite_store: Store, clinic: Any
) -> None:
    """The person was told that it failed; a thread that goes on changes nothing any more."""
    person, go_on, done = talk(), threading.Event(), threading.Event()

    def work(session: Any) -> None:
        go_on.wait(30)
        conversation = locked_conversation(session, person.id)
        open_case(session, clinic, conversation, "complaint", clock.now())
        done.set()

    async def slow(*_given: Any) -> None:
        await in_store(work)

    with pytest.raises(ActionFailed, match="timeout"):
        await _run(slow, person.id, seconds=0.2)
    go_on.set()
    assert await asyncio.to_thread(done.wait, 30)
    with sqlite_store.begin() as session:  # after the late one let go of the store
        session.execute(select(Case))
    assert _cases(sqlite_store) == 0


async def test_what_is_done_in_time_is_kept(talk: Begin, sqlite_store: Store, clinic: Any) -> None:
    """The limit takes nothing from whoever keeps it."""
    person = talk()

    async def quick(*_given: Any) -> None:
        await in_store(
            lambda s: open_case(
                s, clinic, locked_conversation(s, person.id), "complaint", clock.now()
            )
        )

    await _run(quick, person.id)
    assert _cases(sqlite_store) == 1


async def test_a_fault_is_told_by_its_kind_and_not_by_its_words() -> None:
    """A fault may quote what somebody wrote."""

    async def broken(*_given: Any) -> None:
        raise ValueError("my name is Ana Ruiz")

    with pytest.raises(ActionFailed) as failed:
        await _run(broken, "web-1")
    assert (failed.value.why, failed.value.action) == ("ValueError", "action_test")
    assert "Ana" not in str(failed.value)


async def test_an_action_that_rejects_to_run_is_no_failure() -> None:
    """Rasa asks another one then."""

    async def rejects(*_given: Any) -> None:
        raise ActionExecutionRejection("action_test")

    with pytest.raises(ActionExecutionRejection):
        await _run(rejects, "web-1")


def test_every_action_of_ours_is_under_the_guard() -> None:
    """Those of tomorrow too: it is put around what the server registered."""
    executor = ActionExecutor()
    executor.register_package("actions")
    bare = dict(executor.actions)
    guard_all(executor, 5.0)
    assert len(bare) > 30 and set(bare) == set(executor.actions)
    assert all(executor.actions[name] is not run for name, run in bare.items())


@pytest.mark.parametrize(
    "intent",
    ["complaint", "talk_to_human", "erase_data", "cost_estimate", "change_language", "opt_out"],
)
async def test_an_action_that_runs_again_for_the_same_message_does_nothing_twice(
    talk: Begin, sqlite_store: Store, intent: str
) -> None:
    """One case stands, however often it was asked for."""
    person = talk()
    person.told = {"message_id": "msg-1"}
    await person.say("please no more texts from you people", intent)
    names = {"talk_to_human", "erase_data", "change_language", "opt_out"}
    name = f"action_{intent}" if intent in names else "action_open_case"
    await person._call(name, [])
    await person._call(name, [])
    assert _cases(sqlite_store) == 1


async def test_a_stop_that_is_done_again_does_not_undo_what_was_asked_since(
    talk: Begin, sqlite_store: Store
) -> None:
    """The process died after it noted the stop; meanwhile the person texted START."""
    person = talk("sms", id="sms-0123abcd", address="+13125550142")
    person.told = {"message_id": "msg-1"}
    await person.say("please no more texts from you people", "opt_out")
    await person._call("action_opt_out", [])
    with sqlite_store.begin() as session:
        assert consent.standing(session, "0123abcd").stopped == "opted_out"
        consent.note(session, "0123abcd", "opted_in", clock.now(), source="text")
    await person._call("action_opt_out", [])
    with sqlite_store.read() as session:
        assert consent.standing(session, "0123abcd").stopped is None
        assert session.get_one(Conversation, person.id).opted_out_at is None
        kinds = [row.kind for row in consent.record(session, "0123abcd")]
    assert kinds == ["opted_out", "opted_in"]
