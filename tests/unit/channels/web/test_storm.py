"""Storms: hostile frames, lost connections, many visitors at once.

Sizes: EVENTS (default 400), RECONNECTS (60), VISITORS (40); `make trials` runs them large.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from frontdesk.store.tables import Message
from tests.unit.channels.web.conftest import Web
from tests.visitor import Visitor

EVENTS = int(os.environ.get("EVENTS", "400"))
RECONNECTS = int(os.environ.get("RECONNECTS", "60"))
VISITORS = int(os.environ.get("VISITORS", "40"))
SECRET = "my number is 312-555-0142"
SOCKET = "/socket.io/?EIO=4&transport=websocket"
#: what these say of a frame that is none, and of a line that is gone before it was answered
_LIBRARIES = ("engineio.server", "sanic.error", "sanic.websockets")
NAMES = ["user_uttered", "session_request", "history", "clear", "feedback", "bot_uttered", "", "*"]


def _nonsense(dice: random.Random, victim: str) -> Any:
    leaf = [
        None,
        True,
        -1,
        2**63,
        1e308,
        "",
        "\x00",
        "\ud83d",
        "é" * 900,
        victim,
        "/restart",
        "${7*7}",
    ]
    kind = dice.randrange(5)
    if kind == 0:
        return dice.choice(leaf)
    if kind == 1:
        return [dice.choice(leaf) for _ in range(dice.randrange(6))]
    keys = ["message", "session_id", "id", "after", "value", "metadata", "__class__"]
    return {k: dice.choice(leaf) for k in dice.sample(keys, dice.randrange(1, 6))}


def _frame(dice: random.Random, victim: str) -> str | bytes:
    """One frame: an event with nonsense in it, or no event at all."""
    kind = dice.randrange(8)
    if kind == 0:
        return dice.randbytes(dice.randrange(1, 300))
    if kind == 1:
        return dice.choice(["", "4", "42", "42[", "40/admin,", "451-[]", "9", "42" + "[" * 3000])
    if kind == 2:
        return (
            "42"
            + json.dumps(["user_uttered", {"message": "x" * 70_000}])[: dice.randrange(9, 70_000)]
        )
    return f"42{dice.randrange(99)}" + json.dumps([dice.choice(NAMES), _nonsense(dice, victim)])


async def _attack(
    web: Web, dice: random.Random, frames: int, victim: str, heard: list[str]
) -> None:
    """Send frames, on a new socket whenever the server has closed the old one."""
    async with aiohttp.ClientSession() as http:
        while frames > 0:
            async with http.ws_connect(web.url + SOCKET) as socket:
                await socket.send_str("40")
                for _ in range(min(frames, 25)):
                    frame = _frame(dice, victim)
                    frames -= 1
                    try:
                        await (socket.send_bytes if isinstance(frame, bytes) else socket.send_str)(
                            frame
                        )
                    except (ConnectionError, aiohttp.ClientError):
                        break
                while True:
                    try:
                        told = await socket.receive(timeout=0.05)
                    except asyncio.TimeoutError:
                        break
                    if told.type is not aiohttp.WSMsgType.TEXT:
                        break
                    heard.append(told.data)


async def test_hostile_frames_harm_nobody(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    """No crash, nobody else's words, and a visitor beside it gets every answer."""
    async with Visitor(web.url) as visitor:
        assert (await visitor.write(SECRET))["ok"]
        with web.store.read() as session:
            victim = session.scalars(select(Message.conversation_id)).first() or ""
        heard: list[str] = []
        attacks = [
            asyncio.create_task(_attack(web, random.Random(i), EVENTS // 4, victim, heard))
            for i in range(4)
        ]
        while not all(a.done() for a in attacks):
            await visitor.writes_and_hears("do i need an mri", "utter_faq/mri_required", within=10)
            await asyncio.sleep(0.2)
        for attack in attacks:
            attack.result()
        assert heard and not any("0142" in h for h in heard)
    async with aiohttp.ClientSession() as http, http.get(web.url + "/health/live") as live:
        assert live.status == 200
    # The libraries say of a frame that it is none; nothing else may have gone wrong.
    loud = [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert not [r for r in loud if r.name not in _LIBRARIES]


async def test_reconnects_lose_and_double_nothing(web: Web) -> None:
    """A client that breaks off at random moments ends with each message once, in order."""
    dice = random.Random(7)
    visitor = Visitor(web.url)
    written: list[str] = []
    seen: dict[int, str] = {}

    async def catch_up() -> None:
        after = max(seen, default=0)
        for line in (await visitor.ask("history", {"after": after}))["messages"]:
            assert line["seq"] not in seen
            seen[line["seq"]] = line["id"]

    for i in range(RECONNECTS):
        await visitor.connect()
        if dice.random() < 0.7:
            sent = asyncio.create_task(visitor.write(f"do i need an mri {i}", client_id=f"c{i}"))
            await asyncio.sleep(dice.random() * 0.02)
            if dice.random() < 0.4:
                sent.cancel()
            await asyncio.gather(sent, return_exceptions=True)
            written.append(f"c{i}")
        if dice.random() < 0.5:
            await catch_up()
        await visitor.disconnect()
    await visitor.connect()
    for client_id in written:  # what a client does that never saw the receipt
        await _until_stored(visitor, client_id)
    for _ in range(100):
        await catch_up()
        if len(web.engine.asked) == len(written):
            break
        await asyncio.sleep(0.05)
    await catch_up()
    await visitor.disconnect()
    with web.store.read() as session:
        rows = session.execute(
            select(Message.seq, Message.id, Message.channel_id).order_by(Message.seq)
        )
        stored = list(rows)
    assert [(s, m) for s, m, _ in stored] == sorted(seen.items())
    assert sorted(c for _, _, c in stored if c) == sorted(written)


async def _until_stored(visitor: Visitor, client_id: str) -> None:
    """Write it again until it is stored; told that it was a lot in a minute, wait.

    Not often: a socket that is refused two hundred times is hung up on.
    """
    text = f"do i need an mri {client_id[1:]}"
    for _ in range(60):
        receipt = await visitor.write(text, client_id=client_id)
        if receipt["ok"]:
            return
        assert receipt["error"]["code"] == "rate_limited"
        await asyncio.sleep(1.5)
    raise AssertionError("never stored")


async def test_many_visitors_at_once_are_all_served(web: Web) -> None:
    """No error, and each gets an answer of its own."""

    async def visit(_: int) -> int:
        async with Visitor(web.url) as visitor:
            await visitor.writes_and_hears("do i need an mri", "utter_faq/mri_required", within=60)
            return len((await visitor.ask("history", {"after": 0}))["messages"])

    lines = await asyncio.gather(*(visit(i) for i in range(VISITORS)))
    assert set(lines) == {3}
