"""kill -9 of real processes at random moments while people write, red flags among it.

Size by `KILLS` (20 in `make test`, more in `make trials`). A checker goes through the records of
both sides: what clients were told is stored, and what the database holds.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import random
import signal
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.stubborn import Stubborn
from tests.running import RunningHouse

_KILLS = int(os.environ.get("KILLS", "20"))
_VICTIMS = ("server", "server", "worker", "actions", "engine", "console")
_WORDS = ("do i need an mri", "how many sessions", "thank you", "what does it cost")
_RED_FLAG = "cant feel when i wipe"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    """A house of its own."""
    house = RunningHouse(tmp_path_factory.mktemp("kills"))
    try:
        yield house.start()
    finally:
        house.stop()


@pytest.mark.timeout(120 + 60 * _KILLS)
async def test_nothing_accepted_is_lost_when_processes_are_killed(house: RunningHouse) -> None:
    """Every accepted message stands once; every red flag has its text, one case and a page."""
    chance = random.Random(7)
    done = asyncio.Event()
    people: list[Stubborn] = []
    kills = asyncio.create_task(_kill(house, chance, done, people))
    writers = [asyncio.create_task(_write(house, people, n, done)) for n in range(4)]
    killed = await kills
    await asyncio.gather(*writers)
    await _until_settled(house)
    _check(house, people)
    _report(killed, people)


async def _kill(
    house: RunningHouse, chance: random.Random, done: asyncio.Event, people: list[Stubborn]
) -> Counter[str]:
    """Each kill meets a house that takes messages: only then it can break something."""
    killed: Counter[str] = Counter()
    while sum(killed.values()) < _KILLS:
        await _some_accepted(people)
        await asyncio.sleep(chance.uniform(0.0, 1.5))
        name = chance.choice(_VICTIMS)
        pid = house.pids().get(name)
        if pid is None:
            continue
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            killed[name] += 1
    done.set()
    return killed


async def _some_accepted(people: list[Stubborn]) -> None:
    def accepted() -> int:
        return sum(len(person.accepted) for person in people)

    before = accepted()
    for _ in range(600):
        if accepted() > before:
            return
        await asyncio.sleep(0.1)


async def _write(
    house: RunningHouse, people: list[Stubborn], writer: int, done: asyncio.Event
) -> None:
    """One person after the other: some words, then a red flag."""
    for n in itertools.count():
        person = Stubborn(house.url)
        people.append(person)
        for k, text in enumerate((*_WORDS[: n % 3], _RED_FLAG)):
            await person.write(text, f"w{writer}-p{n}-m{k}", within=120)
        if done.is_set():
            return


async def _until_settled(house: RunningHouse) -> None:
    """Ready again without hands, every page accepted, every message answered."""
    for _ in range(300):
        if house.ready() and not _open_ends(house):
            return
        await asyncio.sleep(0.2)
    raise AssertionError(f"did not settle: {_open_ends(house)}")


def _open_ends(house: RunningHouse) -> list[tuple]:
    waiting = _rows(house, "SELECT id FROM messages WHERE turn = 'waiting'")
    unsent = _rows(house, "SELECT id FROM outbox WHERE state IN ('waiting', 'leased')")
    return [*waiting, *unsent]


def _check(house: RunningHouse, people: list[Stubborn]) -> None:
    accepted = {a.message_id: a for person in people for a in person.accepted}
    stored = dict(_rows(house, "SELECT id, text FROM messages WHERE author = 'patient'"))
    assert set(accepted) <= set(stored), "an accepted message is lost"
    assert all(stored[i] == a.text for i, a in accepted.items())
    ids = [c for (c,) in _rows(house, "SELECT channel_id FROM messages WHERE author='patient'")]
    assert len(ids) == len(set(ids)), "a message stands twice"

    flagged = {i for i, text in stored.items() if text == _RED_FLAG}
    texts = Counter(
        r
        for (r,) in _rows(
            house,
            "SELECT reply_to FROM messages WHERE response = 'utter_red_flag/cauda_equina_signs'",
        )
    )
    assert texts == Counter(dict.fromkeys(flagged, 1)), "a safety text is missing or doubled"
    cases = _rows(house, "SELECT conversation_id, paged_at FROM cases WHERE kind = 'red_flag'")
    assert len(cases) == len(people), "a case is missing or doubled"
    assert all(paged for _, paged in cases), "a page was never accepted"
    told = Counter(
        c
        for (c,) in _rows(
            house,
            "SELECT conversation_id FROM messages WHERE response IN "
            "('utter_paged', 'utter_alerted')",
        )
    )
    assert told == Counter(dict.fromkeys((c for c, _ in cases), 1)), "not told, or told twice"
    _check_pages(house, {c for c, _ in cases})
    # A question that an emergency overtook is not answered any more: the safety text followed it.
    silent = _rows(
        house,
        "SELECT id, turn FROM messages m WHERE author = 'patient' AND NOT EXISTS "
        "(SELECT 1 FROM messages r WHERE r.reply_to = m.id OR (m.turn = 'locked' AND "
        "r.conversation_id = m.conversation_id AND r.seq > m.seq AND "
        "r.response LIKE 'utter_red_flag/%'))",
    )
    assert silent == [], "somebody was left without an answer"


def _check_pages(house: RunningHouse, paged: set[str]) -> None:
    """Every page was accepted, and what was accepted did arrive."""
    pages = _rows(
        house,
        "SELECT conversation_id, id, transport, state, body FROM outbox WHERE purpose = 'page'",
    )
    assert {c for c, *_ in pages} == paged, "a case was never paged"
    arrived = ("accepted", "delivered")
    assert all(state in arrived for *_, state, _ in pages), "a page was not delivered"
    mails = "".join(mail.replace("=\n", "").replace("=3D", "=") for mail in house.mails())
    texts = "".join(text["Body"] for text in house.texts())
    for _, _, transport, _, body in pages:
        link = json.loads(body)["text"].rsplit(" ", 1)[1]
        assert link in (mails if transport == "email" else texts), "an accepted page is not there"


def _rows(house: RunningHouse, query: str) -> list[tuple]:
    path = house.data_dir / "frontdesk.sqlite"
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()


def _report(killed: Counter[str], people: list[Stubborn]) -> None:
    """For `make trials`."""
    folder = os.environ.get("TRIALS")
    if folder:
        messages = sum(len(p.accepted) for p in people)
        row = {"kills": dict(killed), "people": len(people), "messages": messages, "lost": 0}
        Path(folder, "kills.json").write_text(json.dumps(row))
