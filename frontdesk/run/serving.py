"""Run one Sanic application, or the worker, until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from typing import Any

import uvloop
from sanic import Sanic

#: seconds a stop may take, turns under way included
_STOP_WITHIN = 10.0


def serve(app: Sanic, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT, then stop cleanly."""
    uvloop.run(_serve(app, host, port))


def run_until_stopped(work: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run `work(stop)` until SIGTERM or SIGINT sets `stop`."""

    async def main() -> None:
        await work(_stop_event())

    uvloop.run(main())


async def _serve(app: Sanic, host: str, port: int) -> None:
    stop = _stop_event()
    server: Any = await app.create_server(
        host=host,
        port=port,
        return_asyncio_server=True,
        access_log=False,
        asyncio_server_kwargs={"start_serving": False},
    )
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    await stop.wait()
    await server.before_stop()
    server.close()
    for connection in list(server.connections):
        connection.close_if_idle()
    await server.after_stop()
    # Sockets that stay open must not keep the process: their clients reconnect.
    asyncio.get_running_loop().call_later(_STOP_WITHIN, os._exit, 0)


def _stop_event() -> asyncio.Event:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop
