"""The stream that tells a page when to ask again (server-sent events)."""

from __future__ import annotations

import asyncio
import json
import time

from sanic import HTTPResponse, Request
from sqlalchemy.orm import Session

from frontdesk.console.context import Console, console_of
from frontdesk.console.cookies import session_token
from frontdesk.console.live import QUEUE, Watcher
from frontdesk.console.queries.cases import counts
from frontdesk.staff.sessions import find_session

#: a comment so often keeps proxies from closing a quiet stream, and finds those signed out
_QUIET_SECONDS = 15
#: then the browser connects anew
_LONGEST_SECONDS = 1800


async def stream(request: Request) -> None:
    """Events `queue` (with counts), `conversation` and `signed_out`."""
    console = console_of(request)
    response = await request.respond(
        content_type="text/event-stream; charset=utf-8", headers={"X-Accel-Buffering": "no"}
    )
    await response.send("retry: 1000\n\n")
    watcher = console.hub.watch(request.args.get("conversation"))
    try:
        await _tell(console, request, response, watcher)
    finally:
        console.hub.leave(watcher)


async def _tell(
    console: Console, request: Request, response: HTTPResponse, watcher: Watcher
) -> None:
    end = time.monotonic() + _LONGEST_SECONDS
    while time.monotonic() < end:
        topic = await _next(watcher)
        if topic is None:
            return
        if not await _signed_in(console, request):
            await response.send("event: signed_out\ndata: {}\n\n")
            return
        await response.send(await _event(console, request, topic))


async def _next(watcher: Watcher) -> str | None:
    """The next topic; "" when nothing happened for a while; None when the server stops."""
    try:
        return await asyncio.wait_for(watcher.changed.get(), _QUIET_SECONDS)
    except asyncio.TimeoutError:
        return ""


async def _signed_in(console: Console, request: Request) -> bool:
    token = session_token(request, console.https) or ""
    at = console.now()
    return await console.read(lambda s: find_session(s, token, at, console.idle)) is not None


async def _event(console: Console, request: Request, topic: str) -> str:
    if not topic:
        return ": quiet\n\n"
    if topic != QUEUE:
        return "event: conversation\ndata: {}\n\n"
    staff_id = request.ctx.staff.id

    def count(session: Session) -> dict[str, int]:
        return counts(session, staff_id)

    return f"event: queue\ndata: {json.dumps(await console.read(count))}\n\n"
