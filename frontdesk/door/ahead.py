"""What people write is read by the engine while it is still being stored.

Reading is the longest part of an answer, and needs nothing but the words. So the engine gets them
the moment they come, reads, and remembers; nothing is answered or done. Nothing rests on it: where
a hint is lost, the turn that follows reads for itself.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from frontdesk.door.engine import Answer, EngineGone, TurnRequest
from frontdesk.door.inbound import Inbound

Hint = Mapping[str, Any]
Read = Callable[[Sequence[Hint]], Awaitable[None]]

#: seconds after which a hint is worth nothing
_WITHIN = 1.0
#: messages of one hint, and hints on the way: an engine that hangs is not heaped up with them
_AT_ONCE, _ON_THE_WAY = 50, 2
#: conversations of which is known what was asked last; of others the engine reads every word
_REMEMBERED = 2000


class ReadAhead:
    """Sends what comes in on to the engine, messages of one moment together."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._coming: list[Hint] = []
        self._sending: set[asyncio.Task[None]] = set()
        self._asked: OrderedDict[str, Mapping[str, Any]] = OrderedDict()

    def coming(self, inbound: Inbound) -> None:
        """A message came; its channel has proved who speaks."""
        if inbound.payload or len(self._coming) >= _AT_ONCE:
            return
        about = self._asked.get(inbound.conversation_id, {})
        self._coming.append({"text": inbound.text, "metadata": about})
        if len(self._coming) == 1:
            asyncio.get_running_loop().call_soon(self._send)

    def answered(self, request: TurnRequest, answer: Answer) -> None:
        """What the next message of this conversation may be an answer to."""
        asked = answer.replies[-1].data.get("asks_for") if answer.replies else None
        self._asked[request.conversation] = {**request.metadata, "asked": asked}
        self._asked.move_to_end(request.conversation)
        if len(self._asked) > _REMEMBERED:
            self._asked.popitem(last=False)

    def _send(self) -> None:
        if not self._coming or len(self._sending) >= _ON_THE_WAY:
            return
        some, self._coming = self._coming, []
        task = asyncio.create_task(self._tell(some))
        self._sending.add(task)
        task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._send()  # what came meanwhile

    async def _tell(self, hints: Sequence[Hint]) -> None:
        with suppress(EngineGone, asyncio.TimeoutError):  # the turn finds out, and says so
            await asyncio.wait_for(self._read(hints), _WITHIN)
