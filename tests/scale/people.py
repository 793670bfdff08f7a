"""A visitor who does not give up: sends again, under the same id, until it is stored."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from socketio.exceptions import ConnectionError as SocketError
from socketio.exceptions import SocketIOError

from tests.visitor import Visitor


@dataclass
class Person:
    """Writes through crashes, by whatever server takes the socket, and keeps the receipts."""

    url: str
    token: str | None = None
    #: ids of messages the house said it has
    accepted: list[str] = field(default_factory=list)

    async def write(self, text: str, client_id: str, within: float = 120.0) -> bool:
        """Write until the receipt comes; returns whether the message has a place already."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            visitor = Visitor(self.url)
            visitor.token = self.token
            try:
                await visitor.connect()
                self.token = visitor.token or self.token
                receipt = await visitor.write(text, client_id)
                if receipt.get("ok"):
                    self.accepted.append(receipt["id"])
                    return bool(receipt["seq"])
            except (SocketError, SocketIOError, OSError, asyncio.TimeoutError):
                pass
            finally:
                await visitor.disconnect()
            await asyncio.sleep(0.1)
        raise AssertionError(f"never stored within {within} s")
