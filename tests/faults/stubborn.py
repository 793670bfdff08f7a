"""A visitor who does not give up: sends again, under the same id, until it is stored."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from socketio.exceptions import ConnectionError as SocketError
from socketio.exceptions import SocketIOError

from tests.visitor import Visitor


@dataclass
class Accepted:
    """A message the house said it has stored: ours of it, and theirs."""

    client_id: str
    message_id: str
    text: str


@dataclass
class Stubborn:
    """Writes through crashes and keeps the receipts."""

    url: str
    token: str | None = None
    accepted: list[Accepted] = field(default_factory=list)

    async def write(self, text: str, client_id: str, within: float = 60.0) -> Accepted:
        """Write until the receipt comes."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            visitor = Visitor(self.url)
            visitor.token = self.token
            try:
                await visitor.connect()
                self.token = visitor.token or self.token
                receipt = await visitor.write(text, client_id)
                if receipt.get("ok"):
                    kept = Accepted(client_id, receipt["id"], text)
                    self.accepted.append(kept)
                    return kept
            except (SocketError, SocketIOError, OSError, asyncio.TimeoutError):
                await asyncio.sleep(0.2)
            finally:
                await visitor.disconnect()
        raise AssertionError(f"never stored within {within} s")

    async def history(self) -> list[dict]:
        """The whole transcript as the visitor gets it."""
        visitor = Visitor(self.url)
        visitor.token = self.token
        async with visitor:
            return list((await visitor.ask("history", {"after": 0}))["messages"])
