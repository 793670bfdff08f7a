"""The queue: what must be looked at, the most pressing first."""

from __future__ import annotations

from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import html
from sqlalchemy.orm import Session

from frontdesk.console.context import console_of
from frontdesk.console.queries.cases import (
    FILTERS,
    MOST,
    Wanted,
    clock_colour,
    counts,
    kinds,
    queue,
)
from frontdesk.safety.tiers import TIERS


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
    wanted = _wanted(request)
    return {
        "wanted": wanted,
        "chosen": wanted.show,
        "cards": queue(session, wanted, request.ctx.staff.id),
        "kinds": kinds(session),
        "tiers": (*TIERS, "routine"),
        "clock_colour": clock_colour,
        "most": MOST,
    }


def _wanted(request: Request) -> Wanted:
    show = request.args.get("show", "all")
    more = {name: request.args.get(name, "")[:60] for name in ("tier", "channel", "kind")}
    return Wanted(show if show in FILTERS else "all", **more)
