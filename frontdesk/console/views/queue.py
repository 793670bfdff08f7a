"""The queue: what must be looked at, the most pressing first."""

from __future__ import annotations

from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import html
from sqlalchemy.orm import Session

from frontdesk.console.context import console_of
from frontdesk.console.queries.cases import FILTERS, clock_colour, counts, queue


async def show(request: Request) -> HTTPResponse:
    """The whole page."""

    def gather(session: Session) -> dict[str, Any]:
        return _values(session, request)

    return await console_of(request).show(request, "queue.html", gather, "case:list")


async def cards(request: Request) -> HTTPResponse:
    """Only the cards, for a page that is open already."""
    console = console_of(request)

    def gather(session: Session) -> dict[str, Any]:
        return {**_values(session, request), "counts": counts(session, request.ctx.staff.id)}

    values = await console.read(gather)
    return html(console.fragment(request, "queue_cards.html", **values))


def _values(session: Session, request: Request) -> dict[str, Any]:
    chosen = request.args.get("show", "all")
    chosen = chosen if chosen in FILTERS else "all"
    return {
        "chosen": chosen,
        "cards": queue(session, chosen, request.ctx.staff.id),
        "clock_colour": clock_colour,
    }
