"""What the patient server does beside answering: it looks, takes up what was left, and tidies."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog
from sanic import Sanic

from frontdesk import clock
from frontdesk.channels.web.bus import ServerBus
from frontdesk.channels.web.limits import WebLimits
from frontdesk.channels.web.push import Push
from frontdesk.channels.web.socket import WebSocketChannel
from frontdesk.house import House
from frontdesk.privacy.forget import Forgetting

log = structlog.get_logger()

_RECOVER_EVERY, _FORGET_EVERY = 3.0, 30.0


def add_background(
    app: Sanic,
    house: House,
    channel: WebSocketChannel,
    push: Push,
    limits: WebLimits,
    bus: ServerBus | None,
) -> None:
    """Begin it with the server and end it with the server, letting go of what is held."""

    @app.before_server_start
    async def begin(_app: Sanic) -> None:
        forgetting = Forgetting(house.store, house.engine)
        app.ctx.tasks = [
            asyncio.create_task(push.look_forever()),
            asyncio.create_task(_again(_RECOVER_EVERY, "recover", channel.door.recover)),
            # Here, not in the worker: only a patient server has an engine beside it.
            asyncio.create_task(
                _again(_FORGET_EVERY, "forget", lambda: forgetting.round(clock.now()))
            ),
        ]

    @app.before_server_stop
    async def finish(_app: Sanic) -> None:
        await channel.finish()
        for task in app.ctx.tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    @app.after_server_stop
    async def close(_app: Sanic) -> None:
        await house.engine.close()
        await limits.close()
        if bus is not None:
            await bus.close()
        channel.door.close()
        house.store.close()


async def _again(every: float, name: str, work: Callable[[], Awaitable[int]]) -> None:
    """Do it now and again, whatever went wrong the last time: a store that is gone comes back."""
    while True:
        try:
            if done := await work():
                log.info("server.round_done", round=name, done=done)
        except Exception as error:  # noqa: BLE001
            log.error("server.round_failed", round=name, error=type(error).__name__)
        await asyncio.sleep(every)
