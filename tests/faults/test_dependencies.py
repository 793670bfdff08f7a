"""What the house stands on fails, one thing at a time, while people write.

After each: nothing accepted is lost or doubled, everybody was told something true, and all works
again without hands. Sizes: LOCK_SECONDS (3; 10 in `make trials`), AT_ONCE (20), JUMPS (the
clock's: -1h; four in `make trials`).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sqlite3
import time

import pytest

from tests.faults.conftest import checked, until_settled
from tests.faults.processes import another, frozen, full_disk, locked_store, no_more_files
from tests.faults.stubborn import SORRY, Stubborn
from tests.history import Notes
from tests.running import RunningHouse

_LOCK_SECONDS = float(os.environ.get("LOCK_SECONDS", "3"))
_AT_ONCE = int(os.environ.get("AT_ONCE", "20"))
_JUMPS = os.environ.get("JUMPS", "-1h").split()
QUESTION, ANSWER = "do i need an mri", "utter_faq/mri_required"
PERSON, GETS_ONE = "i want to talk to a person", "utter_talk_to_human"
RED_FLAG, SAFETY = "cant feel when i wipe", "utter_red_flag/cauda_equina_signs"
NO_STORE = "last_resort"


async def _works(running: RunningHouse, notes: Notes, name: str) -> None:
    """Somebody new is answered, by engine and actions; the bar is half a minute."""
    began = time.monotonic()
    person = Stubborn(running.url, f"{name}-after", notes)
    await person.asks(PERSON, GETS_ONE, tries=30)
    await person.leave()
    print(f"all works again after {time.monotonic() - began:.1f} s")


async def test_an_action_server_that_hangs_is_told_of_honestly_and_questions_are_still_answered(
    running: RunningHouse, notes: Notes
) -> None:
    """Sorry with the clinic's number and a case; whoever comes next does not wait as long."""
    one, two = Stubborn(running.url, "hang-1", notes), Stubborn(running.url, "hang-2", notes)
    with frozen(running, "actions"):
        await one.write(PERSON)
        said = await one.hears(SORRY)
        assert "312-555-0100" in said["text"] and said["metadata"]["case"]
        await two.write(PERSON)
        await two.hears(SORRY)
        await two.asks(QUESTION, ANSWER)
    await _works(running, notes, "hang")
    for person in (one, two):
        await person.leave()
    await until_settled(running)
    assert checked(running, notes) == []


async def test_an_action_server_that_dies_is_back_by_itself(
    running: RunningHouse, notes: Notes
) -> None:
    """Who wrote meanwhile was told something true."""
    person = Stubborn(running.url, "dead", notes)
    os.kill(running.pids()["actions"], signal.SIGKILL)
    await person.write(PERSON)
    await person.hears(lambda m: m["metadata"].get("response") in (SORRY, GETS_ONE))
    await person.leave()
    await _works(running, notes, "dead")
    await until_settled(running)
    assert checked(running, notes) == []


async def test_while_the_engine_hangs_only_the_first_waits_for_it(
    running: RunningHouse, notes: Notes
) -> None:
    """A red flag waits for nothing at all."""
    people = [Stubborn(running.url, f"engine-{n}", notes) for n in range(3)]
    with frozen(running, "engine"):
        await people[0].write(QUESTION)
        await people[0].hears(SORRY)
        began = time.monotonic()
        await people[1].write(QUESTION)
        await people[1].hears(SORRY)
        waited = time.monotonic() - began
        print(f"with the engine hanging, the next one was told after {waited:.1f} s")
        await people[2].write(RED_FLAG)
        await people[2].hears(SAFETY)
    await _works(running, notes, "engine")
    for person in people:
        await person.leave()
    await until_settled(running)
    assert checked(running, notes) == []


async def test_a_store_that_is_locked_stops_nobody_and_nothing_of_it_is_lost(
    running: RunningHouse, notes: Notes
) -> None:
    """Health answers, people are told whom to call, and are answered when it is free again."""
    people = [Stubborn(running.url, f"lock-{n}", notes) for n in range(3)]
    for person in people:
        await person.here()
    slowest = 0.0
    with locked_store(running.data_dir / "frontdesk.sqlite"):
        until = time.monotonic() + _LOCK_SECONDS
        await people[0].write(RED_FLAG)
        await people[0].hears(SAFETY)
        for person in people[1:]:
            await person.write(QUESTION)
            said = await person.hears(NO_STORE)
            assert "911" in said["text"] and "312-555-0100" in said["text"]
        while time.monotonic() < until:
            began = time.monotonic()
            await asyncio.to_thread(running.ready)
            slowest = max(slowest, time.monotonic() - began)
            await asyncio.sleep(0.2)
    print(f"health answered within {slowest:.2f} s")
    for person in people[1:]:
        await person.hears(lambda m: m["metadata"].get("response") in (ANSWER, SORRY))
        await person.leave()
    await people[0].leave()
    await until_settled(running)
    assert checked(running, notes, seconds=30 + _LOCK_SECONDS) == []


async def test_a_record_of_the_dialogue_that_can_not_be_read_costs_that_one_conversation_a_turn(
    running: RunningHouse, notes: Notes
) -> None:
    """It is told so, begins anew, and no other is touched."""
    broken, other = Stubborn(running.url, "broken", notes), Stubborn(running.url, "whole", notes)
    for person in (broken, other):
        await person.asks(QUESTION, ANSWER)
        person.forget_heard()
    lines = await broken.history()
    records = running.data_dir / "engine.sqlite"
    with contextlib.closing(sqlite3.connect(records, timeout=30)) as file:
        with file:
            file.execute(
                "UPDATE engine_trackers SET events = '{\"oops' WHERE conversation = ?",
                (_conversation(running, lines[0]["id"]),),
            )
    await broken.write(QUESTION)
    await broken.hears(SORRY)
    for person in (other, broken):
        await person.asks(QUESTION, ANSWER)
    for person in (broken, other):
        await person.leave()
    await until_settled(running)
    assert checked(running, notes) == []


async def test_many_messages_of_one_person_at_once_are_each_answered_in_order(
    running: RunningHouse, notes: Notes
) -> None:
    """Twenty on one socket without waiting for a receipt."""
    person = Stubborn(running.url, "many", notes)
    await person.here()
    questions = (QUESTION, "how many sessions", "what are your hours")
    began = time.monotonic()
    await asyncio.gather(*(person.write(questions[n % 3]) for n in range(_AT_ONCE)))
    await until_settled(running)
    lines = await person.history()
    print(f"{_AT_ONCE} at once were answered after {time.monotonic() - began:.1f} s")
    written = [m["id"] for m in lines if m["author"] == "user"]
    assert len(written) == _AT_ONCE
    replies = [r for r in _replied_to(running, written) if r is not None]
    assert replies == sorted(replies, key=written.index), "answered in another order"
    await person.leave()
    assert checked(running, notes, seconds=60) == []


async def test_on_a_full_disk_nothing_is_accepted_that_is_not_kept(
    running: RunningHouse, notes: Notes
) -> None:
    """The sender is told that it was not taken, and whom to call; with room again it is taken."""
    person, pid = Stubborn(running.url, "full", notes), running.pids()["server"]
    visitor = await person.here()
    with full_disk(running, "server"):
        refused = await visitor.write(RED_FLAG, "full-1")
        assert refused["ok"] is False and refused["error"]["code"] == "not_stored"
        told = refused["error"]["message"]
        assert "312-555-0100" in told and "911" in told
    await person.asks(QUESTION, ANSWER)
    await person.leave()
    assert running.pids()["server"] == pid, "the server died of it"
    await until_settled(running)
    assert checked(running, notes) == []


async def test_a_server_out_of_file_descriptors_goes_on_with_those_it_has(
    running: RunningHouse, notes: Notes
) -> None:
    """Whoever is in the chat is answered or told; whoever comes later gets in when it can."""
    person, pid = Stubborn(running.url, "files", notes), running.pids()["server"]
    await person.asks(QUESTION, ANSWER)
    person.forget_heard()
    later = Stubborn(running.url, "files-later", notes)
    with no_more_files(running, "server"):
        await person.write(QUESTION)
        await person.hears(lambda m: m["metadata"].get("response") in (ANSWER, SORRY, NO_STORE))
        coming = asyncio.create_task(later.write(QUESTION, within=60))
        await asyncio.sleep(1)
    await coming
    await later.asks(QUESTION, ANSWER)
    for one in (person, later):
        await one.leave()
    assert running.pids()["server"] == pid, "the server died of it"
    await until_settled(running)
    assert checked(running, notes) == []


async def test_a_server_that_is_told_to_stop_in_the_middle_of_a_turn_loses_no_answer(
    running: RunningHouse, notes: Notes
) -> None:
    """SIGTERM with open sockets: it ends, is back, and who waited is told."""
    person, pid = Stubborn(running.url, "stop", notes), running.pids()["server"]
    await person.here()
    with frozen(running, "engine"):
        await person.write(QUESTION)
        began = time.monotonic()
        os.kill(pid, signal.SIGTERM)
        await another(running, "server", pid)
        print(f"the server was replaced after {time.monotonic() - began:.1f} s")
    await until_settled(running)
    lines = await person.history()
    assert {ANSWER, SORRY} & {m["metadata"].get("response") for m in lines}
    await person.leave()
    assert checked(running, notes) == []


@pytest.mark.parametrize("jump", _JUMPS)
async def test_a_clock_that_jumps_silences_nobody(
    running: RunningHouse, notes: Notes, jump: str
) -> None:
    """Forward or back by an hour or a day: people are answered, staff are paged, all is green."""
    person = Stubborn(running.url, f"jump{jump}", notes)
    await person.write(QUESTION)
    await asyncio.to_thread(running.command, "clock", jump)
    await person.hears(lambda m: m["metadata"].get("response") in (ANSWER, SORRY))
    await person.write(RED_FLAG)
    await person.hears(SAFETY)
    await person.leave()
    await until_settled(running)
    # The transcript's times jumped too: nobody waited longer than they tell.
    assert checked(running, notes, seconds=2 * 86400) == []


def _conversation(running: RunningHouse, message_id: str) -> str:
    query = "SELECT conversation_id FROM messages WHERE id = ?"
    return str(_rows(running, query, message_id)[0][0])


def _replied_to(running: RunningHouse, ids: list[str]) -> list[str | None]:
    """The message that each reply of the conversation answers, in the transcript's order."""
    query = (
        "SELECT reply_to FROM messages WHERE conversation_id = ? AND author = 'bot' ORDER BY seq"
    )
    return [row[0] for row in _rows(running, query, _conversation(running, ids[0]))]


def _rows(running: RunningHouse, query: str, *values: str) -> list[tuple]:
    path = running.data_dir / "frontdesk.sqlite"
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return database.execute(query, values).fetchall()
