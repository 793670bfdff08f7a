"""`/metrics` on the servers that face people: without the token there is no such page."""

from __future__ import annotations

import asyncio
import time

from sanic import Request, Sanic
from sanic.response import HTTPResponse, empty, raw

from frontdesk.watch.measures import REQUEST_SECONDS, REQUESTS
from frontdesk.watch.page import CONTENT_TYPE, MetricsPage


async def metrics(request: Request, page: MetricsPage) -> HTTPResponse:
    """The page, for whoever has the token."""
    if not page.lets_in(request.headers.get("authorization", "")):
        return empty(404)
    text = await asyncio.to_thread(page.text)
    return raw(text, content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})


def count_requests(app: Sanic) -> None:
    """Count every answer of the server, by the first digit of its status alone."""

    @app.on_request
    async def began(request: Request) -> None:
        request.ctx.began = time.monotonic()

    @app.on_response
    async def ended(request: Request, response: HTTPResponse) -> None:
        REQUESTS.labels(f"{response.status // 100}xx").inc()
        if hasattr(request.ctx, "began"):
            REQUEST_SECONDS.observe(time.monotonic() - request.ctx.began)
