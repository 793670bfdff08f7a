"""A visitor of the website: a real socket.io client that speaks Rasa's events."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from typing import Any

import socketio


class Visitor:
    """Connects, writes, and keeps what it is told."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._io = socketio.AsyncClient(reconnection=False)
        self._ids = itertools.count(1)
        self.heard: list[dict[str, Any]] = []
        self.status: dict[str, Any] = {}
        self.token: str | None = None
        self._news = asyncio.Event()
        self._io.on("bot_uttered", self._hear)
        self._io.on("status", self._note_status)
        self._io.on("session_confirm", self._confirm)

    async def __aenter__(self) -> Visitor:
        await self.connect()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._io.disconnect()

    async def connect(self) -> None:
        """Connect and ask for the session: the one it had, or a new one."""
        await self._io.connect(self._url, socketio_path="/socket.io", transports=["websocket"])
        await self._io.call("session_request", {"session_id": self.token}, timeout=10)

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
        deadline = time.monotonic() + within
        while True:
            for message in self.heard:
                if fits(message):
                    return message
            self._news.clear()
            left = deadline - time.monotonic()
            try:
                await asyncio.wait_for(self._news.wait(), timeout=max(left, 0.01))
            except asyncio.TimeoutError:
                heard = [_response(m) or m["metadata"]["author"] for m in self.heard]
                raise AssertionError(f"waited for {wanted}; heard {heard}") from None

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

    def _confirm(self, token: str) -> None:
        self.token = token


def _response(message: dict[str, Any]) -> str | None:
    return message.get("metadata", {}).get("response")
