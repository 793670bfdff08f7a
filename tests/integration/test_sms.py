"""Texts through the real house: every process, the local provider, signed webhooks."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager

import pytest

from tests.fakes.twilio import Telephone
from tests.running import RunningHouse

#: whatever hangs, somebody who texts is answered within so many seconds
_ALWAYS = 10.0


@pytest.fixture
async def phone(running: RunningHouse, request: pytest.FixtureRequest) -> AsyncIterator[Telephone]:
    """A telephone of its own for each test."""
    number = sum(map(ord, request.node.name)) % 10_000
    phone = Telephone(running.url, f"+1773555{number:04d}")
    yield phone
    await phone.client.aclose()


async def test_somebody_asks_by_text_and_books_by_number(phone: Telephone) -> None:
    """Who we are, an answer, then the first question of the booking."""
    disclosure, answer = await phone.text("do i need an mri")
    assert "automated assistant" in disclosure and "MRI" in answer
    (question,) = await phone.text("i want to book a consultation")
    assert "?" in question


async def test_a_danger_sign_by_text_is_answered_at_once_and_staff_are_paged(
    running: RunningHouse, phone: Telephone
) -> None:
    """The safety text closes the response; the second line follows when a page was accepted."""
    began = time.monotonic()
    (text,) = await phone.text("since today i cant feel when i wipe")
    assert "911" in text and time.monotonic() - began < 3.0  # the bar of 1 s: a quiet machine
    await _text_to(running, phone.sender, "staff")


async def test_a_stop_is_kept_and_a_start_lifts_it(phone: Telephone) -> None:
    """The engine is not asked for either."""
    assert "opted out" in (await phone.text("please stop texting me"))[0]
    assert await phone.text("do i need an mri") == []
    assert "opted in" in (await phone.text("START"))[0]


@pytest.mark.parametrize("process", ["engine", "actions", "sinks", "worker"])
async def test_somebody_is_answered_while_a_process_hangs(
    running: RunningHouse, phone: Telephone, process: str
) -> None:
    """Inside ten seconds, by the response or by the other way."""
    await phone.text("hello")
    with _stopped(running.pids()[process]):
        began = time.monotonic()
        texts = await phone.text("i want to book a consultation")
        if not texts:
            await _text_to(running, phone.sender, "")
        assert time.monotonic() - began < _ALWAYS


async def test_somebody_is_answered_while_the_database_hangs(
    running: RunningHouse, phone: Telephone
) -> None:
    """With whom to call; the text is kept and answered when the store is back."""
    await phone.text("hello")
    with closing(
        sqlite3.connect(running.data_dir / "frontdesk.sqlite", isolation_level=None)
    ) as db:
        db.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        texts = await phone.text("do i need an mri")
        assert texts and "911" in texts[0] and time.monotonic() - began < 6.0
        db.execute("ROLLBACK")
    await _text_to(running, phone.sender, "MRI", within=60)


@contextmanager
def _stopped(pid: int) -> Iterator[None]:
    """A process that hangs: it is there and does nothing."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


async def _text_to(running: RunningHouse, number: str, words: str, within: float = 12) -> None:
    """Wait for a text that the worker sends."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if any(t["To"] == number and words in t["Body"] for t in running.texts()):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"no text with {words!r} came")
