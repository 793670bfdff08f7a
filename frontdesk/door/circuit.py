"""The engine behind a circuit breaker: while it fails, nobody waits eight seconds to hear so."""

from __future__ import annotations

import asyncio

import structlog

from frontdesk.breaker import Breaker
from frontdesk.door.engine import Answer, Engine, EngineGone, TurnRequest

log = structlog.get_logger()

#: seconds to leave it alone after the first failure, the second, and every later one
RESTS = (0.0, 5.0, 10.0)
#: seconds in which an engine that failed must say that it is there, before it gets a turn
_PROBE = 0.5
#: it answered that it can not: it does not hang, and others may be served
_ANSWERED = ("status_",)


class Circuit:
    """An engine that is asked whether it is there after it failed, and then by one at a time."""

    def __init__(self, engine: Engine, breaker: Breaker | None = None) -> None:
        self._engine = engine
        self._breaker = breaker or Breaker(1, RESTS, name="engine")

    async def turn(self, request: TurnRequest, clean: bool = False) -> Answer:
        """Answer one message, led out of every form before where `clean`. Raises `EngineGone`."""
        await self._let_through()
        try:
            if clean:
                await self._engine.reset(request.conversation)
            answer = await self._engine.turn(request)
        except EngineGone as gone:
            self._note(gone.why.startswith(_ANSWERED))
            raise
        except asyncio.CancelledError:  # given up: it took too long
            self._note(False)
            raise
        self._note(True)
        return answer

    async def _let_through(self) -> None:
        if not self._breaker.allows():
            raise EngineGone("resting")
        if not self._breaker.is_open:
            return
        try:
            there = await asyncio.wait_for(self._engine.ready(), _PROBE)
        except asyncio.TimeoutError:
            there = False
        if not there:
            self._breaker.left_off()
            raise EngineGone("not_ready")

    def _note(self, answered: bool) -> None:
        if not answered:
            self._breaker.failed()
        elif self._breaker.worked():
            log.info("door.engine_back")
