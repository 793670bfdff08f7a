"""Search over everything said. By POST: what was looked for is in no address and no log."""

from __future__ import annotations

from typing import Any

from sanic import HTTPResponse, Request
from sqlalchemy.orm import Session

from frontdesk.console.acting import note
from frontdesk.console.context import console_of
from frontdesk.console.forms import field
from frontdesk.console.frame import frame
from frontdesk.console.queries import search as queries


async def form(request: Request) -> HTTPResponse:
    """An empty page to search from."""
    return await _page(request, "", "")


async def find(request: Request) -> HTTPResponse:
    """What was found; that somebody searched is on record, not for what."""
    wanted = field(request, "wanted").strip()[: queries.LONGEST]
    channel = field(request, "channel")
    await console_of(request).write(lambda s: note(s, request, "conversation:search"))
    return await _page(request, wanted, channel if channel in ("web", "sms") else "")


async def _page(request: Request, wanted: str, channel: str) -> HTTPResponse:
    console = console_of(request)

    def gather(session: Session) -> dict[str, Any]:
        return {
            **frame(session, console, request),
            "hits": queries.search(session, wanted, channel),
            "noted": queries.search_notes(session, wanted),
            "people": queries.search_people(session, wanted),
        }

    values = await console.read(gather)
    return console.page(
        request, "search.html", **values, wanted=wanted, channel=channel, most=queries.MOST
    )
