"""A visitor of the website: a real socket.io client that speaks Rasa's events."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import Callable
from typing import Any

import socketio


class Visitor:
    """Connects, writes, and keeps what it is told."""

    def __init__(self, url: str, link: str | None = None) -> None:
        self._url = url
        self._link = link
        self._io = socketio.AsyncClient(reconnection=False)
        self._ids = itertools.count(1)
        self.heard: list[dict[str, Any]] = []
        self.status: dict[str, Any] = {}
        self.token: str | None = None
        self.receipt: dict[str, Any] = {}
        self.typing: list[str] = []
        self._news = asyncio.Event()
        self._io.on("bot_uttered", self._hear)
        self._io.on("status", self._note_status)
        self._io.on("session_confirm", self._confirm)
        self._io.on("typing", self._note_typing)

    async def __aenter__(self) -> Visitor:
        await self.connect()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._io.disconnect()

    async def connect(self) -> None:
        """Connect and ask for the session: the one it had, or a new one."""
        await self._io.connect(self._url, socketio_path="/socket.io", transports=["websocket"])
        asked: dict[str, Any] = {"session_id": self.token}
        if self._link:
            asked["resume"] = {"token": self._link, "browser": f"browser-{id(self):020}"}
        self.receipt = await self._io.call("session_request", asked, timeout=10)

    async def disconnect(self) -> None:
        """Leave, keeping the token."""
        await self._io.disconnect()

    async def write(self, text: str, client_id: str | None = None) -> dict[str, Any]:
        """Write a message; returns the receipt."""
        said = {
            "message": text,
            "session_id": self.token,
            "id": client_id or f"c{next(self._ids)}-{time.monotonic_ns()}",
        }
        receipt: dict[str, Any] = await self._io.call("user_uttered", said, timeout=15)
        return receipt

    async def ask(self, event: str, data: Any = None) -> Any:
        """Any other event; returns its receipt."""
        return await self._io.call(event, data, timeout=15)

    async def hears(
        self, wanted: str | Callable[[dict[str, Any]], bool], within: float = 15.0
    ) -> dict[str, Any]:
        """Wait for a message with this response key, or one that fits."""
        fits = wanted if callable(wanted) else (lambda m: _response(m) == wanted)
        found = await self._news_of(
            lambda: next((m for m in self.heard if fits(m)), None), within
        )
        if found is None:
            heard = [_response(m) or m["metadata"]["author"] for m in self.heard]
            raise AssertionError(f"waited for {wanted}; heard {heard}")
        return found

    async def is_told(
        self, fits: Callable[[dict[str, Any]], Any], within: float = 15.0
    ) -> dict[str, Any]:
        """Wait for a status that fits."""
        found = await self._news_of(lambda: self.status if fits(self.status) else None, within)
        assert found is not None, self.status
        return found

    @property
    def is_here(self) -> bool:
        """Whether the socket is open."""
        return bool(self._io.connected)

    async def is_gone(self, within: float = 5.0) -> None:
        """Wait until the server hung up."""
        deadline = time.monotonic() + within
        while self._io.connected and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        assert not self._io.connected

    async def sees_typing(self, author: str, within: float = 15.0) -> None:
        """Wait until somebody of the clinic writes."""
        typing = await self._news_of(lambda: author if author in self.typing else None, within)
        assert typing, self.typing

    async def _news_of(self, look: Callable[[], Any], within: float) -> Any:
        """What `look` finds, as soon as it finds something; None when it does not."""
        deadline = time.monotonic() + within
        while True:
            self._news.clear()
            found = look()
            left = deadline - time.monotonic()
            if found is not None or left <= 0:
                return found
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._news.wait(), timeout=left)

    async def writes_and_hears(
        self, text: str, wanted: Any, within: float = 15.0
    ) -> dict[str, Any]:
        """Forget what was heard, write, and wait for an answer."""
        self.heard.clear()
        receipt = await self.write(text)
        assert receipt["ok"], receipt
        return await self.hears(wanted, within)

    def _hear(self, message: dict[str, Any]) -> None:
        self.heard.append(message)
        self._news.set()

    def _note_status(self, status: dict[str, Any]) -> None:
        self.status = status
        self._news.set()

    def _note_typing(self, typing: dict[str, Any]) -> None:
        self.typing.append(typing["author"])
        self._news.set()

    def _confirm(self, token: str) -> None:
        self.token = token


def _response(message: dict[str, Any]) -> str | None:
    return message.get("metadata", {}).get("response")
