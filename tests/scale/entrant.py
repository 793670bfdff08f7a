"""A door in a process of its own: `python -m tests.scale.entrant`, told by lines, telling lines.

Its engine is made by hand: it tells when it is entered and left, and hangs where it is told to.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

from frontdesk.door import Door, Inbound
from frontdesk.door.engine import Answer, TurnRequest
from frontdesk.house import House
from frontdesk.settings import settings
from tests.fakes.engine import FakeEngine

HANG = "wait here"


class _Engine(FakeEngine):
    async def turn(self, request: TurnRequest) -> Answer:
        """Tell of it; it takes a moment, as an engine does."""
        _tell(event="in", message=request.message_id, conversation=request.conversation)
        await asyncio.sleep(300.0 if request.text == HANG else 0.05)
        _tell(event="out", message=request.message_id, conversation=request.conversation)
        return self.answer


async def _main() -> None:
    house = House(settings())
    door = house.door(_Engine())
    await door.alarming("the rules are read now, not with the first message")
    tasks: set[asyncio.Task[None]] = set()
    _tell(event="ready")
    while line := await asyncio.to_thread(sys.stdin.readline):
        task = asyncio.create_task(_take(door, json.loads(line)))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    door.close()


async def _take(door: Door, told: dict[str, Any]) -> None:
    await asyncio.sleep(max(0.0, told["at"] - time.monotonic()))
    received = await door.handle(
        Inbound(told["conversation"], told["text"], channel_id=told["channel_id"])
    )
    _tell(event="done", channel_id=told["channel_id"], message=received.message_id)


def _tell(**told: Any) -> None:
    print(json.dumps({"at": time.monotonic(), **told}), flush=True)


if __name__ == "__main__":
    asyncio.run(_main())
