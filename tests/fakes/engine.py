"""An engine that answers as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from frontdesk.door.engine import Answer, EngineGone, Reply, TurnRequest


def says(*keys: str) -> Answer:
    """An answer that says these response keys."""
    return Answer(tuple(Reply(k) for k in keys), {"intent": "faq/mri_required", "confidence": 0.9})


class FakeEngine:
    """Answers each message with `answer`; may be gone, slow, or do something meanwhile."""

    def __init__(self, answer: Answer | None = None) -> None:
        self.answer = answer or says("utter_faq/mri_required")
        self.asked: list[TurnRequest] = []
        self.resets: list[str] = []
        self.gone = False
        self.meanwhile: Callable[[], None] = lambda: None
        self.hold = asyncio.Event()
        self.hold.set()

    async def turn(self, request: TurnRequest) -> Answer:
        """Answer one message."""
        self.asked.append(request)
        if self.gone:
            raise EngineGone("unreachable")
        await self.hold.wait()
        self.meanwhile()
        return self.answer

    async def reset(self, conversation: str) -> None:
        """Leave every form."""
        if self.gone:
            raise EngineGone("unreachable")
        self.resets.append(conversation)

    async def forget(self, conversation: str) -> None:
        """Erase what it remembers."""

    async def ready(self) -> bool:
        """Whether it would answer; while it hangs, not even that."""
        await self.hold.wait()
        return not self.gone
