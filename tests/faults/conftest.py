"""One real house for the faults, and what its people note."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from frontdesk.store import Store
from frontdesk.store.tables import Message, OutboxRow
from tests.history import Notes, Violation, arrivals, records_of, violations
from tests.running import RunningHouse


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    """Every process, on a Tuesday morning."""
    running = RunningHouse(
        tmp_path_factory.mktemp("faults"), {"FRONTDESK_CLOCK": "2026-04-07T10:15:00-05:00"}
    )
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture
def notes() -> Notes:
    """What the people of one test note."""
    return Notes()


async def until_settled(running: RunningHouse, within: float = 240.0) -> None:
    """Ready again without hands: every page accepted, every message answered."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    while loop.time() < deadline:
        if await asyncio.to_thread(running.ready) and not open_ends(running):
            return
        await asyncio.sleep(0.2)
    raise AssertionError(f"did not settle, left: {open_ends(running)}")


def open_ends(running: RunningHouse) -> int:
    """Messages without an answer and rows of the outbox that have not left."""
    waiting = select(func.count(Message.id)).where(Message.turn == "waiting")
    unsent = select(func.count(OutboxRow.id)).where(OutboxRow.state.in_(("waiting", "leased")))
    with store_of(running) as store, store.read() as session:
        return int(session.scalar(waiting) or 0) + int(session.scalar(unsent) or 0)


@contextlib.contextmanager
def store_of(running: RunningHouse) -> Iterator[Store]:
    """The house's store, seen from outside."""
    store = Store(f"sqlite:///{running.data_dir / 'frontdesk.sqlite'}")
    try:
        yield store
    finally:
        store.close()


def checked(
    running: RunningHouse, notes: Notes, seconds: float = 30.0, repeats: int = 0
) -> list[Violation]:
    """What is wrong with the run, in the conversations of those who took notes.

    This machine may be busy, so `seconds` is generous; that the product's own limits add up to
    less than ten is tested apart (`tests/unit/door/test_deadlines.py`), and how long people
    really waited is written down.
    """
    _note_waits(notes)
    arrived = arrivals([*running.mails(), *(text["Body"] for text in running.texts())])
    with store_of(running) as store:
        return violations(notes, records_of(store, arrived).of(notes), seconds, repeats)


def _note_waits(notes: Notes) -> None:
    waits = sorted(notes.waits())
    if not waits:
        return
    row = {
        "messages": len(waits),
        "told after, median": f"{waits[len(waits) // 2]:.1f} s",
        "told after, longest": f"{waits[-1]:.1f} s",
    }
    print(row)
    if folder := os.environ.get("TRIALS"):
        test = os.environ["PYTEST_CURRENT_TEST"].split("::")[-1].split(" ")[0]
        Path(folder, f"told, {test}.json").write_text(json.dumps(row))
