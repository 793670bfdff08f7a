"""Whether the console lives, and whether it can serve."""

from __future__ import annotations

import asyncio

from sanic import HTTPResponse, Request
from sanic.response import json
from sqlalchemy.exc import SQLAlchemyError

from frontdesk.console.context import console_of
from frontdesk.watch.routes import metrics as tell_metrics


async def live(_request: Request) -> HTTPResponse:
    """The process answers."""
    return json({"live": True})


async def ready(request: Request) -> HTTPResponse:
    """The store answers too; 503 when it does not."""
    try:
        await asyncio.to_thread(console_of(request).store.check)
    except SQLAlchemyError:
        return json({"ready": False, "store": False}, status=503)
    return json({"ready": True, "store": True})


async def metrics(request: Request) -> HTTPResponse:
    """For Prometheus, with its token; for everybody else there is no such page."""
    return await tell_metrics(request, console_of(request).metrics)
