"""Alarms through the real processes: how fast, how true, and what holds when something is gone."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
from itsdangerous import URLSafeSerializer

from tests.running import RunningHouse
from tests.visitor import Visitor

RED_FLAG = "cant feel when i wipe"
SAFETY_TEXT = "utter_red_flag/cauda_equina_signs"


async def _seconds_to_text(running: RunningHouse) -> float:
    async with Visitor(running.url) as visitor:
        began = time.monotonic()
        writing = asyncio.create_task(visitor.write(RED_FLAG))
        await visitor.hears(SAFETY_TEXT, within=5)
        waited = time.monotonic() - began
        await writing
        return waited


async def test_the_safety_text_is_there_within_a_second(running: RunningHouse) -> None:
    """Measured at the visitor's socket, message to text."""
    waited = [await _seconds_to_text(running) for _ in range(7)]
    print(f"safety text after {statistics.median(waited):.3f} s, at most {max(waited):.3f} s")
    assert statistics.median(waited) < 1.0


def _link_of(running: RunningHouse, wanted: Callable[[str, str], bool]) -> str:
    """The link of the mail that is `wanted(mail, case id)`, once it is there."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for mail in reversed(running.mails()):
            plain = mail.replace("=\n", "").replace("=3D", "=")
            for link in re.findall(r"http://\S+/page/\S+", plain):
                _, named = URLSafeSerializer("").loads_unsafe(link.rsplit("/", 1)[1])
                if named and wanted(plain, named[0]):
                    return str(link)
        time.sleep(0.2)
    raise AssertionError("no such page")


async def _case(running: RunningHouse, case_id: str) -> dict[str, Any]:
    rows = await asyncio.to_thread(running.command, "cases")
    return next(row for row in rows if row["id"] == case_id)


def _press(link: str) -> str:
    """Open a page's link and press its button; returns what is shown then."""
    with httpx.Client(trust_env=False, follow_redirects=True) as browser:
        shown = browser.get(link).text
        token = re.search(r'name="csrf" value="([^"]+)"', shown)
        assert token, "the link offers no button"
        origin = link.split("/page/")[0]
        return browser.post(link, data={"csrf": token[1]}, headers={"Origin": origin}).text


async def test_the_link_in_a_page_acknowledges_once(running: RunningHouse) -> None:
    """Opening it does nothing; the button does, and only the first time."""
    async with Visitor(running.url) as visitor:
        said = await visitor.writes_and_hears(RED_FLAG, SAFETY_TEXT)
        case_id = said["metadata"]["case"]
        link = await asyncio.to_thread(_link_of, running, lambda _mail, case: case == case_id)
        assert (await _case(running, case_id))["state"] == "open"
        assert "It is yours" in await asyncio.to_thread(_press, link)
        assert (await _case(running, case_id))["state"] == "acknowledged"
        again = await asyncio.to_thread(httpx.get, link, trust_env=False)
        assert "used already" in again.text
        await visitor.writes_and_hears("how much is prp", "utter_locked")


async def test_a_drill_goes_the_whole_way(running: RunningHouse) -> None:
    """Marked in its page and its case; it tells how long it took, and ends when acknowledged."""
    drill = asyncio.create_task(asyncio.to_thread(running.command, "drill", "--wait", "90"))
    link = await asyncio.to_thread(_link_of, running, lambda mail, _case: "DRILL." in mail)
    await asyncio.to_thread(_press, link)
    rows = await drill
    assert rows[-1]["paged_after"] < 60 and rows[-1]["acknowledged_after"] is not None
    case = await _case(running, rows[-1]["case"])
    assert case["drill"] and case["state"] == "resolved"


def _flagged(running: RunningHouse, message_id: str) -> tuple[str | None, int]:
    """What the engine made of a flagged message, and whether its dialogue is still to be reset."""
    path = running.data_dir / "frontdesk.sqlite"
    query = (
        "SELECT m.understanding, c.engine_stale FROM messages m "
        "JOIN conversations c ON c.id = m.conversation_id WHERE m.id = ?"
    )
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        understanding, stale = database.execute(query, (message_id,)).fetchone()
    return json.loads(understanding or "null"), stale


async def test_the_dialogue_is_told_of_the_red_flag_and_leaves_its_form(
    running: RunningHouse,
) -> None:
    """The real engine, in the middle of a booking: intent red_flag, one case, nothing said."""
    async with Visitor(running.url) as visitor:
        asked = await visitor.writes_and_hears(
            "i want to book an appointment", lambda m: bool(m["metadata"].get("asks_for"))
        )
        visitor.heard.clear()
        receipt = await visitor.write(RED_FLAG)
        said = await visitor.hears(SAFETY_TEXT)
        for _ in range(100):
            understanding, stale = _flagged(running, receipt["id"])
            if understanding:
                break
            await asyncio.sleep(0.1)
        assert (understanding["intent"], stale) == ("red_flag", 0)
        heard = [m["metadata"].get("response") for m in visitor.heard]
        assert asked["metadata"]["response"] not in heard
    rows = await asyncio.to_thread(running.command, "cases")
    mine = (await _case(running, said["metadata"]["case"]))["conversation"]
    assert len([row for row in rows if row["conversation"] == mine]) == 1


@contextlib.contextmanager
def _locked_store(running: RunningHouse) -> Iterator[None]:
    """Nobody else can write meanwhile."""
    path = running.data_dir / "frontdesk.sqlite"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=10)) as database:
        database.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            database.execute("ROLLBACK")


async def test_with_the_store_gone_the_person_is_told_at_once_and_the_message_is_kept(
    running: RunningHouse,
) -> None:
    """The safety text, 911 and our number; stored once, with its case, when the store is back."""
    async with Visitor(running.url) as visitor:
        await visitor.writes_and_hears("hello", lambda m: m["metadata"]["author"] == "bot")
        await asyncio.sleep(1)
        visitor.heard.clear()
        with _locked_store(running):
            began = time.monotonic()
            receipt = await visitor.write(RED_FLAG, client_id="gone-1")
            last = await visitor.hears("last_resort", within=5)
            waited = time.monotonic() - began
            assert await visitor.hears(SAFETY_TEXT, within=1)
            assert "911" in last["text"] and "312-555-0100" in last["text"]
            await visitor.write("please hurry", client_id="gone-2")
            assert (await visitor.write(RED_FLAG, client_id="gone-1"))["id"] == receipt["id"]
        print(f"with the store gone, whom to call after {waited:.3f} s")
        assert receipt["ok"] and waited < 1.5
        await visitor.hears(lambda m: m["metadata"].get("case") is not None, within=30)
        lines = (await visitor.ask("history", {"after": 0}))["messages"]
    mine = [m for m in lines if m["author"] == "user"]
    assert [m["text"] for m in mine] == ["hello", RED_FLAG, "please hurry"]
    assert mine[1]["id"] == receipt["id"]
