"""Two servers and one conversation: one turn at a time, in order, whoever dies.

Size by `PAIRS` (20 in `make test`, more in `make trials`).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count, pairwise
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.conversations.transcript import open_conversation
from frontdesk.settings import ROOT
from frontdesk.store import Store
from frontdesk.store.tables import Message
from tests.scale.entrant import HANG
from tests.scale.report import report

_PAIRS = int(os.environ.get("PAIRS", "20"))
_WITHIN = 180.0
_ids = count(1)


class Entrant:
    """A process with a door of its own."""

    def __init__(self, address: str, folder: Path) -> None:
        env = {
            **os.environ,
            "DATABASE_URL": address,
            "DATA_DIR": str(folder),
            "STORE_SECONDS": "30",
            "TURN_SECONDS": "120",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.scale.entrant"],
            cwd=ROOT, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.told: list[dict[str, Any]] = []
        self._news: Queue[dict[str, Any]] = Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def take(self, conversation: str, text: str, at: float) -> str:
        """Have a message come in at a moment (monotonic); returns its channel id."""
        channel_id = f"m{next(_ids)}"
        told = {"conversation": conversation, "text": text, "at": at, "channel_id": channel_id}
        assert self._process.stdin
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        return channel_id

    def hears(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next thing it tells that fits."""
        deadline = time.monotonic() + _WITHIN
        while True:
            told = self._news.get(timeout=max(0.01, deadline - time.monotonic()))
            if fits(told):
                return told

    def kill(self) -> float:
        """kill -9; returns when."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        return time.monotonic()

    def close(self) -> None:
        """End it and let go of its pipes."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe
            pipe.close()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            if line.startswith("{"):
                told = json.loads(line)
                if "at" in told:
                    self.told.append(told)
                    self._news.put(told)


@pytest.fixture(scope="module")
def two(
    postgres_store: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Entrant, Entrant]]:
    """Two processes on one PostgreSQL, each with a folder of its own."""
    place = tmp_path_factory.mktemp("two")
    folders = [place / name for name in ("one", "two")]
    secret = place / "secrets"
    secret.mkdir()
    address = postgres_store.engine.url.render_as_string(hide_password=False)
    entrants = []
    try:
        for folder in folders:
            folder.mkdir()
            (folder / "secrets").symlink_to(secret)
            entrants.append(Entrant(address, folder))
        for entrant in entrants:
            entrant.hears(lambda told: told["event"] == "ready")
        yield entrants[0], entrants[1]
    finally:
        for entrant in entrants:
            entrant.close()


@pytest.fixture
def conversation(postgres_store: Store) -> str:
    """A conversation on the web."""
    with postgres_store.begin() as session:
        return open_conversation(session, "web", clock.now()).id


@pytest.mark.timeout(400 + 2 * _PAIRS)
def test_of_two_messages_at_the_same_instant_one_waits_for_the_other(
    two: tuple[Entrant, Entrant], postgres_store: Store, conversation: str
) -> None:
    """No two turns of a conversation are under way at once; answers come in the order of words."""
    for _ in range(_PAIRS):
        at = time.monotonic() + 0.02
        sent = [entrant.take(conversation, "do i need an mri", at) for entrant in two]
        for entrant, channel_id in zip(two, sent):
            entrant.hears(lambda told, c=channel_id: told.get("channel_id") == c)
    turns = _turns([*two[0].told, *two[1].told], conversation)
    assert len(turns) == 2 * _PAIRS
    doubled = [1 for before, after in pairwise(turns) if after[0] < before[1]]
    assert not doubled
    _answered_once_in_order(postgres_store, conversation)
    report("pairs", {"same-instant pairs": _PAIRS, "double entries": len(doubled), "hung": 0})


def test_when_the_holder_is_killed_the_next_goes_on_at_once(
    two: tuple[Entrant, Entrant], postgres_store: Store, conversation: str
) -> None:
    """kill -9 in the middle of a turn: the other server answers both messages, in order."""
    dying, living = two
    before = len(living.told)
    dying.take(conversation, HANG, time.monotonic())
    held = dying.hears(lambda told: told["event"] == "in")
    later = living.take(conversation, "do i need an mri", time.monotonic())
    _until(lambda: _waiting(postgres_store, conversation) == 2)
    assert not living.told[before:]
    with postgres_store.begin() as session:  # before the kill: the next goes on at once
        session.get_one(Message, held["message"]).text = "how long does it last"
    killed = dying.kill()
    first = living.hears(lambda told: told["event"] == "in")
    living.hears(lambda told: told.get("channel_id") == later)
    assert first["message"] == held["message"]
    _answered_once_in_order(postgres_store, conversation)
    report("holder", {"next turn begins after the kill": f"{(first['at'] - killed) * 1000:.0f} ms"})


def _turns(told: list[dict[str, Any]], conversation: str) -> list[tuple[float, float]]:
    """When each turn of a conversation was entered and left, in order."""
    mine = [t for t in told if t.get("conversation") == conversation]
    begun = {t["message"]: t["at"] for t in mine if t["event"] == "in"}
    ended = {t["message"]: t["at"] for t in mine if t["event"] == "out"}
    assert len(mine) == len(begun) + len(ended) == 2 * len(begun)
    return sorted((begun[m], ended[m]) for m in begun)


def _answered_once_in_order(store: Store, conversation: str) -> None:
    with store.read() as session:
        query = select(Message).where(Message.conversation_id == conversation)
        said = session.scalars(query.order_by(Message.seq)).all()
    asked = [m.id for m in said if m.author == "patient"]
    assert all(m.turn == "answered" for m in said if m.author == "patient")
    assert [m.reply_to for m in said if m.author == "bot"] == asked


def _waiting(store: Store, conversation: str) -> int:
    with store.read() as session:
        query = select(Message.id).where(
            Message.conversation_id == conversation, Message.turn == "waiting"
        )
        return len(session.scalars(query).all())


def _until(fits: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _WITHIN
    while not fits():
        assert time.monotonic() < deadline
        time.sleep(0.02)
