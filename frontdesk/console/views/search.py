"""Search over everything said. By POST: what was looked for is in no address and no log."""

from __future__ import annotations

import re
from typing import Any

from sanic import HTTPResponse, Request
from sqlalchemy.orm import Session

from frontdesk.console.acting import note
from frontdesk.console.context import console_of
from frontdesk.console.forms import field
from frontdesk.console.frame import frame
from frontdesk.console.queries import search as queries

_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


async def form(request: Request) -> HTTPResponse:
    """An empty page to search from."""
    return await _page(request, "", "", 0)


async def find(request: Request) -> HTTPResponse:
    """What was found; that somebody searched is on record, not for what."""
    wanted = field(request, "wanted").strip()[: queries.LONGEST]
    channel = field(request, "channel")
    await console_of(request).write(lambda s: note(s, request, "conversation:search"))
    channel = channel if channel in ("web", "sms") else ""
    skip = field(request, "skip")
    return await _page(request, wanted, channel, int(skip) if _NUMBER.fullmatch(skip) else 0)


async def _page(request: Request, wanted: str, channel: str, skip: int) -> HTTPResponse:
    console = console_of(request)

    def gather(session: Session) -> dict[str, Any]:
        return {
            **frame(session, console, request),
            # Looking further back is for people: the rest was shown before.
            "hits": [] if skip else queries.search(session, wanted, channel),
            "noted": [] if skip else queries.search_notes(session, wanted),
            "people": queries.search_people(session, wanted, skip),
            "skip": skip,
        }

    values = await console.read(gather)
    return console.page(
        request, "search.html", **values, wanted=wanted, channel=channel, most=queries.MOST
    )
