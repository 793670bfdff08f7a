"""The link in a page: tier, time and one button. Opening it does nothing: link scanners do that."""

from __future__ import annotations

from typing import Any

from sanic import HTTPResponse, Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk import audit
from frontdesk.cases import cases
from frontdesk.console.context import console_of
from frontdesk.console.cookies import set_form_token
from frontdesk.store.tables import Case, CaseEvent


async def show(request: Request, token: str) -> HTTPResponse:
    """What the link is for, or kindly why it is no more."""
    console = console_of(request)
    named = console.ladder.case_of(token)

    def look(session: Session) -> tuple[str, Case | None]:
        case = session.get(Case, named[0]) if named else None
        return _state(session, case, named[1] if named else ""), case

    state, case = await console.read(look)
    return _answer(request, state, case)


async def acknowledge(request: Request, token: str) -> HTTPResponse:
    """The button was pressed: the ladder stops, the link is used up."""
    console, at = console_of(request), request.ctx.at
    named = console.ladder.case_of(token)

    def work(session: Session) -> tuple[str, Case | None]:
        case = cases.locked_case(session, named[0]) if named else None
        page_id = named[1] if named else ""
        state = _state(session, case, page_id)
        if state != "open" or case is None:
            return state, case
        cases.acknowledge(session, case, at, None, page=page_id)
        audit.record(session, None, "case:acknowledge", case.id, at, page=page_id)
        return "done", case

    state, case = await console.write(work)
    return _answer(request, state, case)


def _state(session: Session, case: Case | None, page_id: str) -> str:
    """open, used (this link), seen (by somebody else), resolved, or unknown."""
    if case is None:
        return "unknown"
    events = session.scalars(select(CaseEvent.data).where(CaseEvent.case_id == case.id))
    if any((data or {}).get("page") == page_id for data in events):
        return "used"
    return {"open": "open", "acknowledged": "seen"}.get(case.state, "resolved")


def _answer(request: Request, state: str, case: Case | None) -> HTTPResponse:
    console = console_of(request)
    values: dict[str, Any] = {"state": state, "case": case}
    response = console.page(request, "page.html", 404 if state == "unknown" else 200, **values)
    set_form_token(response, request.ctx.csrf, console.https)
    return response
