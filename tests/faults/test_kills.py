"""kill -9 of real processes at random moments while people write, red flags among it.

Size by `KILLS` (20 in `make test`, more in `make trials`). The history checker goes through the
notes of both sides: what clients were told, and what the store holds.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import random
import signal
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.conftest import checked, until_settled
from tests.faults.stubborn import Stubborn
from tests.history import Notes
from tests.running import RunningHouse

_KILLS = int(os.environ.get("KILLS", "20"))
_VICTIMS = ("server", "server", "worker", "actions", "engine", "console")
_WORDS = ("do i need an mri", "how many sessions", "thank you", "what does it cost")
_RED_FLAG = "cant feel when i wipe"


@pytest.mark.timeout(120 + 60 * _KILLS)
async def test_nothing_accepted_is_lost_when_processes_are_killed(
    running: RunningHouse, notes: Notes
) -> None:
    """Every accepted message stands once and is answered; every red flag has its text and page."""
    chance = random.Random(7)
    done = asyncio.Event()
    kills = asyncio.create_task(_kill(running, chance, done, notes))
    writers = [asyncio.create_task(_write(running, notes, n, done)) for n in range(4)]
    killed = await kills
    people = sum(await asyncio.gather(*writers))
    await until_settled(running)
    # A worker that dies between sending a page and noting it sends it again.
    assert checked(running, notes, seconds=60, repeats=killed["worker"]) == []
    _report(killed, people, notes)


async def _kill(
    running: RunningHouse, chance: random.Random, done: asyncio.Event, notes: Notes
) -> Counter[str]:
    """Each kill meets a house that takes messages: only then it can break something."""
    killed: Counter[str] = Counter()
    while sum(killed.values()) < _KILLS:
        await _some_accepted(notes)
        await asyncio.sleep(chance.uniform(0.0, 1.5))
        name = chance.choice(_VICTIMS)
        pid = running.pids().get(name)
        if pid is None:
            continue
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            killed[name] += 1
    done.set()
    return killed


async def _some_accepted(notes: Notes) -> None:
    before = len(notes.accepted)
    for _ in range(600):
        if len(notes.accepted) > before:
            return
        await asyncio.sleep(0.1)


async def _write(running: RunningHouse, notes: Notes, writer: int, done: asyncio.Event) -> int:
    """One person after the other: some words, then a red flag; returns how many."""
    for n in itertools.count():
        person = Stubborn(running.url, f"w{writer}-p{n}", notes)
        for text in (*_WORDS[: n % 3], _RED_FLAG):
            await person.write(text, within=120)
        await person.leave()
        if done.is_set():
            return n + 1
    return 0


def _report(killed: Counter[str], people: int, notes: Notes) -> None:
    """For `make trials`."""
    if folder := os.environ.get("TRIALS"):
        messages = len(notes.accepted)
        row = {"kills": dict(killed), "people": people, "messages": messages, "violations": 0}
        Path(folder, "kills.json").write_text(json.dumps(row))
