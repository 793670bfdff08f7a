"""Trackers in SQL: bounded, exact, and honest when they fail."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from engine.tracker_cut import KEPT_TURNS
from engine.tracker_store import TRACKERS, DeskTrackerStore, TrackerConflict, TrackerUnreadable

DOMAIN = Domain.from_dict(
    {
        "intents": ["greet"],
        "slots": {"name": {"type": "any", "mappings": [{"type": "custom"}]}},
        "forms": {"booking_form": {"required_slots": ["name"]}},
        "responses": {"utter_greet": [{"text": "hi"}]},
    }
)


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DeskTrackerStore]:
    """An empty store; on PostgreSQL where `ENGINE_TEST_POSTGRES` names a server."""
    url = f"sqlite:///{tmp_path / 'engine.sqlite'}"
    if request.param == "postgres":
        url = os.environ.get("ENGINE_TEST_POSTGRES", "")
        if not url:
            pytest.skip("ENGINE_TEST_POSTGRES names no PostgreSQL server")
    store = DeskTrackerStore(DOMAIN, url=url)
    with store.engine.begin() as connection:
        connection.execute(TRACKERS.delete())
    yield store
    store.engine.dispose()


def _talk(tracker: DialogueStateTracker, turns: int) -> None:
    for number in range(turns):
        tracker.update(UserUttered(f"text {number}", {"name": "greet", "confidence": 1.0}))
        tracker.update(ActionExecuted("utter_greet"))
        tracker.update(BotUttered("hi"))
        tracker.update(ActionExecuted("action_listen"))


async def _begun(store: DeskTrackerStore) -> DialogueStateTracker:
    return await store.get_or_create_tracker("web-1")


async def test_what_is_saved_is_read_back(store: DeskTrackerStore) -> None:
    """Event for event."""
    tracker = await _begun(store)
    _talk(tracker, 2)
    await store.save(tracker)
    again = await store.retrieve("web-1")
    assert again is not None
    assert [e.as_dict() for e in again.events] == [e.as_dict() for e in tracker.events]


async def test_a_conversation_that_is_not_there_is_none(store: DeskTrackerStore) -> None:
    """And only then."""
    assert await store.retrieve("web-nobody") is None


async def test_long_conversations_stay_short_and_keep_their_state(store: DeskTrackerStore) -> None:
    """Slots and the open form survive; what is loaded at turn 500 is no more than at turn 20."""
    tracker = await _begun(store)
    tracker.update(ActionExecuted("booking_form"))
    tracker.update(ActiveLoop("booking_form"))
    tracker.update(SlotSet("name", "Ana Ruiz"))
    tracker.update(SlotSet("requested_slot", "name"))
    tracker.update(ActionExecuted("action_listen"))
    sizes = []
    for _ in range(60):
        _talk(tracker, 1)
        await store.save(tracker)
        read = await store.retrieve("web-1")
        assert read is not None
        tracker = read
        sizes.append(len(tracker.events))
    assert sizes[-1] == sizes[KEPT_TURNS + 2]
    assert tracker.get_slot("name") == "Ana Ruiz"
    assert tracker.active_loop_name == "booking_form"
    assert tracker.get_slot("requested_slot") == "name"
    assert tracker.latest_action_name == "action_listen"


async def test_what_is_closed_stays_closed_after_the_cut(store: DeskTrackerStore) -> None:
    """A slot that was emptied and a form that was left do not come back."""
    tracker = await _begun(store)
    for event in (ActiveLoop("booking_form"), SlotSet("name", "Ana"), ActiveLoop(None),
                  SlotSet("name", None)):  # fmt: skip
        tracker.update(event)
    _talk(tracker, 30)
    await store.save(tracker)
    again = await store.retrieve("web-1")
    assert again is not None
    assert again.active_loop_name is None
    assert again.get_slot("name") is None


async def test_an_unreadable_row_is_an_error_and_harms_no_other(store: DeskTrackerStore) -> None:
    """It is never taken for a new conversation, and the process goes on."""
    await _begun(store)
    await store.get_or_create_tracker("web-2")
    with store.engine.begin() as connection:
        broken = TRACKERS.update().where(TRACKERS.c.conversation == "web-1")
        connection.execute(broken.values(events="{oops"))
    with pytest.raises(TrackerUnreadable):
        await store.retrieve("web-1")
    assert await store.retrieve("web-2") is not None


async def test_a_database_that_fails_is_an_error(store: DeskTrackerStore) -> None:
    """A failed read looks like nothing else."""
    await _begun(store)
    with store.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE engine_trackers RENAME TO elsewhere"))
    try:
        with pytest.raises(sa.exc.SQLAlchemyError):
            await store.retrieve("web-1")
    finally:
        with store.engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE elsewhere RENAME TO engine_trackers"))


async def test_two_writers_cannot_both_win(store: DeskTrackerStore) -> None:
    """The second is told, and nothing is dropped silently."""
    await _begun(store)
    first, second = await store.retrieve("web-1"), await store.retrieve("web-1")
    assert first is not None and second is not None
    _talk(first, 1)
    await store.save(first)
    with pytest.raises(TrackerConflict):
        await store.save(second)


async def test_an_erased_conversation_is_not_written_again_by_a_late_turn(
    store: DeskTrackerStore,
) -> None:
    """Erasure holds against what was already under way."""
    tracker = await _begun(store)
    await store.delete("web-1")
    with pytest.raises(TrackerConflict):
        await store.save(tracker)
    assert await store.retrieve("web-1") is None


async def test_odd_characters_are_stored(store: DeskTrackerStore) -> None:
    """NUL, lone surrogates and emoji in a text end nothing."""
    tracker = await _begun(store)
    tracker.update(UserUttered("a\x00b \ud83d \U0001f600", {"name": "greet", "confidence": 1.0}))
    await store.save(tracker)
    again = await store.retrieve("web-1")
    assert again is not None and again.latest_message is not None
    assert json.dumps(again.latest_message.text) == json.dumps("a\x00b \ud83d \U0001f600")
