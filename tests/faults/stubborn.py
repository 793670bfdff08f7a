"""A visitor who does not give up: sends again, under the same id, until it is stored."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

from socketio.exceptions import ConnectionError as SocketError
from socketio.exceptions import SocketIOError

from tests.history import Notes, Sent
from tests.visitor import Visitor

#: what somebody is told whose message could not be answered
SORRY = "utter_engine_down"
_GONE = (SocketError, SocketIOError, OSError, asyncio.TimeoutError)


class Listener(Visitor):
    """A visitor who writes down what it hears."""

    def __init__(self, url: str, person: str, notes: Notes) -> None:
        self._person, self._notes = person, notes
        super().__init__(url)

    def _hear(self, message: dict[str, Any]) -> None:
        self._notes.hears(self._person, message)
        super()._hear(message)


class Stubborn:
    """Writes through crashes, comes back when sent away, and takes notes of all of it."""

    def __init__(self, url: str, person: str, notes: Notes) -> None:
        self._url, self.person, self._notes = url, person, notes
        self._visitor: Listener | None = None
        self.token: str | None = None
        self._count = 0

    async def write(self, text: str, within: float = 60.0) -> Sent:
        """Write until the receipt comes."""
        self._count += 1
        client_id = f"{self.person}-{self._count}"
        self._notes.sending(self.person, client_id, text)
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            try:
                visitor = await self.here()
                receipt = await visitor.write(text, client_id)
                if receipt.get("ok"):
                    self._notes.acknowledged(client_id, receipt["id"])
                    return self._notes.sent[client_id]
                await self.leave()  # whatever was wrong with this socket
            except _GONE:
                await self.leave()
            await asyncio.sleep(0.2)
        raise AssertionError(f"never stored within {within} s")

    async def here(self) -> Listener:
        """Connected, with the session it had. Raises what socket.io raises."""
        if self._visitor is None or not self._visitor.is_here:
            await self.leave()
            visitor = Listener(self._url, self.person, self._notes)
            visitor.token = self.token
            self._visitor = visitor
            await visitor.connect()
            self.token = visitor.token or self.token
        return self._visitor

    async def hears(self, wanted: Any, within: float = 30.0) -> dict[str, Any]:
        """Wait for a message with this response key, or one that fits; comes back if need be."""
        deadline = time.monotonic() + within
        while True:
            with contextlib.suppress(*_GONE):
                visitor = await self.here()
                with contextlib.suppress(AssertionError):
                    return await visitor.hears(wanted, 0.5)
            assert time.monotonic() < deadline, f"waited for {wanted}"

    async def asks(self, text: str, wanted: str, tries: int = 8) -> dict[str, Any]:
        """Ask until this is answered; an honest line is heard meanwhile, never nothing."""
        for _ in range(tries):
            self.forget_heard()
            await self.write(text)
            said = await self.hears(_speaks_of(wanted, SORRY), within=60)
            if said["metadata"]["response"] == wanted:
                return said
            await asyncio.sleep(1)
        raise AssertionError(f"never answered with {wanted}")

    def forget_heard(self) -> None:
        """What was heard until now is not waited for again."""
        if self._visitor is not None:
            self._visitor.heard.clear()

    async def history(self) -> list[dict[str, Any]]:
        """The whole transcript as the visitor gets it."""
        visitor = await self.here()
        return list((await visitor.ask("history", {"after": 0}))["messages"])

    async def leave(self) -> None:
        """Disconnect; the session is kept."""
        if self._visitor is not None:
            with contextlib.suppress(*_GONE):
                await self._visitor.disconnect()
            self._visitor = None


def _speaks_of(*wanted: str) -> Callable[[dict[str, Any]], bool]:
    return lambda message: message["metadata"].get("response") in wanted
