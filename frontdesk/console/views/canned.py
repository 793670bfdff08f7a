"""Canned replies: written once, checked like an approved answer, used with one click."""

from __future__ import annotations

from typing import Any

from sanic import HTTPResponse, Request
from sqlalchemy.orm import Session

from frontdesk.console.acting import act, note
from frontdesk.console.context import console_of
from frontdesk.console.forms import field
from frontdesk.console.frame import frame
from frontdesk.console.queries.desk import canned
from frontdesk.console.wording import problems
from frontdesk.store.ids import new_id
from frontdesk.store.tables import CannedReply

_LONGEST_TITLE = 40


async def index(request: Request) -> HTTPResponse:
    """Those in use."""

    def gather(session: Session) -> dict[str, Any]:
        return {"replies": canned(session), "problems": (), "title": "", "text": ""}

    return await console_of(request).show(request, "canned.html", gather, "canned:list")


async def add(request: Request) -> HTTPResponse:
    """Keep one, if nothing is wrong with it; otherwise say what is."""
    console = console_of(request)
    title = " ".join(field(request, "title").split())[:_LONGEST_TITLE]
    text = field(request, "text").strip().replace("\r\n", "\n")
    wrong = problems(console.clinic, text) + ([] if title else ["It needs a title."])
    if wrong:
        return await _again(request, title, text, wrong)

    def work(session: Session) -> None:
        row = CannedReply(
            id=new_id("canned"), title=title, text=text, staff_id=request.ctx.staff.id,
            at=request.ctx.at,
        )
        session.add(row)
        session.flush()
        note(session, request, "canned:add", row.id)

    return await act(request, work, "/canned", "canned_kept")


async def retire(request: Request, canned_id: str) -> HTTPResponse:
    """Use it no more."""

    def work(session: Session) -> None:
        row = session.get(CannedReply, canned_id)
        if row:
            row.retired_at = request.ctx.at
            session.flush()
        note(session, request, "canned:retire", canned_id[:60])

    return await act(request, work, "/canned", "canned_gone")


async def _again(request: Request, title: str, text: str, wrong: list[str]) -> HTTPResponse:
    console = console_of(request)

    def gather(session: Session) -> dict[str, Any]:
        return {**frame(session, console, request), "replies": canned(session)}

    values = await console.read(gather)
    return console.page(
        request, "canned.html", 400, **values, problems=wrong, title=title, text=text
    )
