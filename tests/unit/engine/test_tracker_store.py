"""Trackers in SQL: bounded, exact, and honest when they fail."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from engine.agent import load_agent
from engine.tracker_cut import KEPT_TURNS, cut
from engine.tracker_store import TRACKERS, DeskTrackerStore, TrackerConflict, TrackerUnreadable

SECRET = "of the tests alone"
DOMAIN = Domain.from_dict(
    {
        "intents": ["greet"],
        "slots": {
            "name": {"type": "any", "mappings": [{"type": "custom"}]},
            "steps": {"type": "any", "initial_value": 3, "mappings": [{"type": "custom"}]},
        },
        "forms": {"booking_form": {"required_slots": ["name"]}},
        "responses": {"utter_greet": [{"text": "hi"}]},
    }
)
IN_FORM = (
    ActionExecuted("booking_form"), ActiveLoop("booking_form"), SlotSet("name", "Ana Ruiz"),
    SlotSet("requested_slot", "name"), SlotSet("steps", None), ActionExecuted("action_listen"),
)  # fmt: skip


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DeskTrackerStore]:
    """An empty store; on PostgreSQL where `ENGINE_TEST_POSTGRES` names a database."""
    url = f"sqlite:///{tmp_path / 'engine.sqlite'}"
    if request.param == "postgres":
        url = os.environ.get("ENGINE_TEST_POSTGRES", "")
        if not url:
            pytest.skip("ENGINE_TEST_POSTGRES names no PostgreSQL database")
    store = DeskTrackerStore(DOMAIN, url=url, secret=SECRET)
    with store.engine.begin() as connection:
        connection.execute(TRACKERS.delete())
    yield store
    store.engine.dispose()


async def _begun(
    store: DeskTrackerStore, *events: Event, name: str = "web-1"
) -> DialogueStateTracker:
    tracker = await store.get_or_create_tracker(name)
    for event in events:
        tracker.update(event)
    await store.save(tracker)
    return tracker


async def _read(store: DeskTrackerStore, name: str = "web-1") -> DialogueStateTracker:
    tracker = await store.retrieve(name)
    assert tracker is not None
    return tracker


def _say(tracker: DialogueStateTracker, number: int) -> None:
    tracker.update(UserUttered(f"text {number}", {"name": "greet", "confidence": 1.0}))
    tracker.update(ActionExecuted("utter_greet"))
    tracker.update(BotUttered(f"answer {number}"))
    tracker.update(ActionExecuted("action_listen"))


async def _talk(store: DeskTrackerStore, turns: range) -> DialogueStateTracker:
    for number in turns:
        tracker = await _read(store)
        _say(tracker, number)
        await store.save(tracker)
    return await _read(store)


def _in_file(folder: Path, secret: str = SECRET) -> DeskTrackerStore:
    return DeskTrackerStore(DOMAIN, url=f"sqlite:///{folder / 'engine.sqlite'}", secret=secret)


def _files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def _kept(store: DeskTrackerStore) -> dict[str, str]:
    with store.engine.connect() as connection:
        return {row.conversation: row.events for row in connection.execute(sa.select(TRACKERS))}


def _rows(store: DeskTrackerStore) -> int:
    with store.engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(TRACKERS)).scalar()


def _texts(tracker: DialogueStateTracker, kind: type[Event]) -> list[str]:
    return [event.text for event in tracker.events if isinstance(event, kind)]


def _overwrite(store: DeskTrackerStore, events: str) -> None:
    with store.engine.begin() as connection:
        row = TRACKERS.update().where(TRACKERS.c.conversation == "web-1")
        connection.execute(row.values(events=events))


async def test_what_is_saved_is_read_back_event_for_event(store: DeskTrackerStore) -> None:
    """With its state."""
    tracker = await _begun(store, *IN_FORM)
    again = await _read(store)
    assert [e.as_dict() for e in again.events] == [e.as_dict() for e in tracker.events]
    assert again.current_slot_values() == tracker.current_slot_values()


async def test_only_a_conversation_that_is_not_there_is_none(store: DeskTrackerStore) -> None:
    """None means nothing else."""
    await _begun(store)
    assert await store.retrieve("web-nobody") is None
    assert await store.retrieve("web-1") is not None


async def test_a_failed_read_is_never_an_empty_conversation(store: DeskTrackerStore) -> None:
    """Rasa's own store would begin anew, and forget the person."""
    await _begun(store, *IN_FORM)
    with store.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE engine_trackers RENAME TO elsewhere"))
    try:
        for read in (store.retrieve, store.get_or_create_tracker):
            with pytest.raises(sa.exc.SQLAlchemyError):
                await read("web-1")
    finally:
        with store.engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE elsewhere RENAME TO engine_trackers"))
    assert (await _read(store)).get_slot("name") == "Ana Ruiz"


async def test_a_failed_write_is_an_error_and_changes_nothing(store: DeskTrackerStore) -> None:
    """And the same tracker can be saved when the database is back."""
    tracker = await _begun(store)
    _say(tracker, 1)
    with store.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE engine_trackers RENAME TO elsewhere"))
    with pytest.raises(sa.exc.SQLAlchemyError):
        await store.save(tracker)
    with store.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE elsewhere RENAME TO engine_trackers"))
    assert _texts(await _read(store), UserUttered) == []
    await store.save(tracker)
    assert _texts(await _read(store), UserUttered) == ["text 1"]


@pytest.mark.parametrize(
    "events",
    ["", "{oops", "null", "7", '"text"', "{}", '{"event": "user"}', "[1]", "[null]",
     '[{"no": "event"}]', '[{"event": "none_such"}]', '[{"event": "user", "te'],
)  # fmt: skip
async def test_a_corrupt_row_is_an_error_and_harms_no_other(store, events: str) -> None:
    """It is never an empty conversation, never ends the process, and can be erased."""
    await _begun(store)
    await _begun(store, name="web-2")
    _overwrite(store, events)
    for read in (store.retrieve, store.get_or_create_tracker):
        with pytest.raises(TrackerUnreadable):
            await read("web-1")
    assert (await _read(store, "web-2")).sender_id == "web-2"
    await store.delete("web-1")
    assert await store.retrieve("web-1") is None


async def test_what_is_kept_lies_sealed_and_an_erased_conversation_leaves_no_byte(
    tmp_path: Path,
) -> None:
    """No word in any file; erased, nothing of the row, in freed pages or the log of writes."""
    store = _in_file(tmp_path)
    for n in range(3):
        said = UserUttered("zanzibarcanary " * 500, {"name": "greet"})
        await _begun(store, said, SlotSet("name", "zanzibarcanary"), name=f"web-{n}")
    rows = [kept.encode() for kept in _kept(store).values()]
    files = _files(tmp_path)
    assert b"zanzibarcanary" not in files
    assert len(rows) == 3 and all(row in files for row in rows)
    for n in range(3):
        await store.delete(f"web-{n}")
    assert not any(row[-200:] in _files(tmp_path) for row in rows)
    store.engine.dispose()


async def test_a_corrupt_row_is_not_quoted_in_the_error(store: DeskTrackerStore) -> None:
    """It holds what a person said."""
    await _begun(store)
    _overwrite(store, '[{"event": "zanzibarcanary", "text": "zanzibarcanary"}]')
    with pytest.raises(TrackerUnreadable) as error:
        await store.retrieve("web-1")
    assert "zanzibarcanary" not in str(error.value)
    assert error.value.__suppress_context__


@pytest.mark.parametrize("sign", ["\x00", "\ud83d", "\U0001f600", "\u202e", "\\u0000", "'"])
async def test_odd_signs_in_what_was_said_are_stored(store: DeskTrackerStore, sign: str) -> None:
    """In the text, in a slot, in metadata: Rasa's own store would end the process."""
    said = UserUttered(f"a{sign}b", {"name": "greet"}, metadata={"key": sign})
    await _begun(store, said, SlotSet("name", sign))
    again = await _read(store)
    assert _texts(again, UserUttered) == [f"a{sign}b"]
    assert again.get_slot("name") == sign


@pytest.mark.parametrize("sender", ["web-\ud83d", "web-\x00", "x" * 300, ""])
async def test_an_odd_sender_never_ends_the_process(store: DeskTrackerStore, sender: str) -> None:
    """It is kept or refused with an error; the next conversation is served either way."""
    try:
        await store.get_or_create_tracker(sender)
        await store.retrieve(sender)
        await store.delete(sender)
    except (ValueError, sa.exc.SQLAlchemyError):
        pass
    await _begun(store)
    assert await store.retrieve("web-1") is not None


async def test_a_value_that_is_no_json_is_an_error_and_changes_nothing(store) -> None:
    """An action may give anything; `SystemExit` is not an answer to it."""
    tracker = await _begun(store, *IN_FORM)
    tracker.update(SlotSet("name", object()))
    with pytest.raises(TypeError):
        await store.save(tracker)
    assert (await _read(store)).get_slot("name") == "Ana Ruiz"


async def test_the_cut_keeps_slots_and_the_open_form(store: DeskTrackerStore) -> None:
    """However long ago they were set, also a slot emptied of its first value."""
    await _begun(store, *IN_FORM)
    tracker = await _talk(store, range(3 * KEPT_TURNS))
    assert tracker.get_slot("name") == "Ana Ruiz"
    assert tracker.get_slot("steps") is None
    assert tracker.get_slot("requested_slot") == "name"
    assert tracker.active_loop_name == "booking_form"
    assert tracker.latest_action_name == "action_listen"


async def test_what_was_left_and_emptied_stays_so_after_the_cut(store: DeskTrackerStore) -> None:
    """No form and no name come back."""
    over = (ActiveLoop(None), SlotSet("name", None), SlotSet("requested_slot", None))
    await _begun(store, *IN_FORM, *over)
    tracker = await _talk(store, range(3 * KEPT_TURNS))
    assert tracker.active_loop_name is None
    assert tracker.get_slot("name") is None
    assert tracker.get_slot("requested_slot") is None


async def test_saving_after_the_cut_neither_drops_nor_doubles(store: DeskTrackerStore) -> None:
    """After each turn the last ones are there once, in order, in one row."""
    await _begun(store, *IN_FORM)
    for number in range(3 * KEPT_TURNS):
        tracker = await _talk(store, range(number, number + 1))
        kept = range(max(0, number + 1 - KEPT_TURNS), number + 1)
        assert _texts(tracker, UserUttered) == [f"text {n}" for n in kept]
        assert _texts(tracker, BotUttered) == [f"answer {n}" for n in kept]
        assert _rows(store) == 1


async def test_saving_twice_is_saving_once(store: DeskTrackerStore) -> None:
    """Rasa saves a tracker more than once in a turn."""
    tracker = await _begun(store, *IN_FORM)
    for number in range(2 * KEPT_TURNS):
        _say(tracker, number)
        await store.save(tracker)
        await store.save(tracker)
    again = await _read(store)
    assert _texts(again, UserUttered) == [f"text {n}" for n in range(KEPT_TURNS, 2 * KEPT_TURNS)]
    assert _rows(store) == 1


async def test_turn_five_hundred_loads_no_more_than_turn_ten(store: DeskTrackerStore) -> None:
    """Rasa's own store reads every event of the conversation at each turn."""
    await _begun(store, *IN_FORM)
    early = await _talk(store, range(10))
    late = await _talk(store, range(10, 500))
    assert len(late.events) == len(early.events)
    short = await _begun(store, *IN_FORM, name="web-2")
    for number in range(5):
        _say(short, number)
    state = len(IN_FORM) + 1
    assert len(late.events) - state <= len(short.events) / 5 * KEPT_TURNS


def test_a_cut_of_a_cut_is_the_same() -> None:
    """The state in front of the kept turns does not grow."""
    tracker = DialogueStateTracker.from_events("web-1", list(IN_FORM), DOMAIN.slots)
    for number in range(20):
        _say(tracker, number)
    once = cut(tracker, DOMAIN.slots)
    again = cut(DialogueStateTracker.from_events("web-1", once, DOMAIN.slots), DOMAIN.slots)
    assert [e.as_dict() for e in again] == [e.as_dict() for e in once]


async def test_of_two_writers_the_second_is_told(store: DeskTrackerStore) -> None:
    """Nothing is dropped without a word."""
    await _begun(store)
    first, second = await _read(store), await _read(store)
    _say(first, 1)
    _say(second, 2)
    await store.save(first)
    with pytest.raises(TrackerConflict):
        await store.save(second)
    assert _texts(await _read(store), UserUttered) == ["text 1"]


async def test_a_write_that_waits_holds_up_no_reader(tmp_path: Path) -> None:
    """SQLite lets one writer in at a time; whoever reads meanwhile is answered at once."""
    store = _in_file(tmp_path)
    await _begun(store)
    tracker = await _read(store)
    _say(tracker, 1)
    with store.engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        saving = asyncio.create_task(store.save(tracker))
        await asyncio.sleep(0)
        assert _texts(await _read(store), UserUttered) == []
        assert not saving.done()
    await saving
    assert _texts(await _read(store), UserUttered) == ["text 1"]
    store.engine.dispose()


async def test_of_two_beginnings_the_second_is_told(store: DeskTrackerStore) -> None:
    """Neither overwrites the other."""
    first, second = store.init_tracker("web-1"), store.init_tracker("web-1")
    await store.save(first)
    with pytest.raises(TrackerConflict):
        await store.save(second)
    assert _rows(store) == 1


async def test_a_late_turn_does_not_bring_back_what_was_erased(store: DeskTrackerStore) -> None:
    """Erasure holds, and the conversation may begin again."""
    tracker = await _begun(store)
    await store.delete("web-1")
    _say(tracker, 1)
    with pytest.raises(TrackerConflict):
        await store.save(tracker)
    assert _rows(store) == 0
    await _begun(store)
    assert _texts(await _read(store), UserUttered) == []


async def test_the_agent_reads_from_our_store_without_rasas_wrapping(store, monkeypatch) -> None:
    """Rasa wraps every store so that a failed read looks like a new conversation."""

    def load_model(agent: Agent, _path: str) -> None:
        agent.domain, agent.processor = DOMAIN, SimpleNamespace(tracker_store=None)

    monkeypatch.setattr(Agent, "load_model", load_model)
    agent = load_agent(Path("no-model"), store, SimpleNamespace(url=None))
    assert agent.tracker_store is store
    assert agent.processor.tracker_store is store


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///:memory:"])
def test_a_store_that_could_keep_nothing_is_refused_at_once(url: str) -> None:
    """In memory every thread would see a database of its own."""
    with pytest.raises(RasaException, match="tracker store needs"):
        DeskTrackerStore(DOMAIN, url=url, secret=SECRET)


def test_a_store_without_a_secret_is_refused(tmp_path: Path) -> None:
    """It would keep names and numbers for whoever copies the file."""
    with pytest.raises(ValueError, match="TRACKER_SECRET"):
        DeskTrackerStore(DOMAIN, url=f"sqlite:///{tmp_path / 'engine.sqlite'}")


def test_a_failed_statement_tells_no_values(tmp_path: Path) -> None:
    """They would be a patient's words, in a log."""
    store = _in_file(tmp_path)
    with pytest.raises(sa.exc.SQLAlchemyError) as failed, store.engine.connect() as connection:
        connection.execute(sa.text("SELECT :word FROM no_such_table"), {"word": "secret-word"})
    assert "secret-word" not in str(failed.value)
