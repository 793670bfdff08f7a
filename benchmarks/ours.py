"""The house under measure: all its processes, asked through the socket of the website."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.machine import megabytes
from tests.running import RunningHouse
from tests.visitor import Visitor

#: one machine plays many visitors, who type faster than people do
NO_LIMITS = {
    "MESSAGES_PER_SESSION": "1000/second",
    "SESSIONS_PER_ADDRESS": "1000/second",
    "EVENTS_PER_SOCKET": "1000/second",
    "LINES_PER_ADDRESS": "1000/second",
}
#: what is said under an alarm; such a reply asks no engine
_NOT_ANSWERED = ("utter_locked", "utter_red_flag")
#: what lets go of a form, and seconds in which the rest of a reply arrives
_LET_GO, _REST_OF_A_REPLY = "never mind", 0.01
#: of development only: a mail server and a text provider that keep what they are sent
_NOT_OURS = "sinks"


class Ours:
    """A running house."""

    def __init__(self, house: RunningHouse, seconds: float) -> None:
        self.house = house
        self.seconds_to_ready = seconds

    @asynccontextmanager
    async def open_talk(self) -> AsyncIterator[WebTalk]:
        """A visitor of the website."""
        async with Visitor(self.house.url) as visitor:
            yield WebTalk(visitor)

    def memory(self) -> tuple[float, float]:
        """Megabytes of the engine, and of every process."""
        pids = self.house.pids()
        engine = megabytes([pids["engine"]])
        return engine, megabytes(pid for name, pid in pids.items() if name != _NOT_OURS)


class WebTalk:
    """A conversation of a visitor; a reply counts when the browser has it."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor

    async def ask(self, text: str) -> float:
        """See `Talk`."""
        return (await self.say(text))[0]

    async def leave_form(self) -> None:
        """See `Talk`. What asks comes with the answer, or a moment later."""
        await asyncio.sleep(_REST_OF_A_REPLY)
        if any(m["metadata"].get("asks_for") for m in self._visitor.heard):
            await self.say(_LET_GO)

    async def say(self, text: str) -> tuple[float, dict[str, Any]]:
        """Seconds until the reply, and the reply."""
        self._visitor.heard.clear()
        began = time.monotonic()
        receipt = await self._visitor.write(text)
        reply = await self._visitor.hears(lambda m: _is_after(m, receipt), within=60)
        if str(reply["metadata"].get("response")).startswith(_NOT_ANSWERED):
            print(f"not answered but held: {text!r}", file=sys.stderr)
        return time.monotonic() - began, reply


@contextmanager
def running() -> Iterator[Ours]:
    """Starts a house in a folder of its own, and stops it."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        house = RunningHouse(Path(folder), NO_LIMITS).start()
        try:
            yield Ours(house, time.monotonic() - began)
        finally:
            house.stop()


def _is_after(message: dict[str, Any], receipt: dict[str, Any]) -> bool:
    about = message["metadata"]
    return bool(about.get("author") == "bot" and about["seq"] > receipt["seq"])
