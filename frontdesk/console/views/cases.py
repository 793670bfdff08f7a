"""What staff do to a case."""

from __future__ import annotations

from typing import Any

from sanic import HTTPResponse, Request
from sanic.exceptions import BadRequest, NotFound
from sanic.response import json, redirect
from sqlalchemy.orm import Session

from frontdesk import audit
from frontdesk.cases import cases
from frontdesk.console.context import console_of
from frontdesk.console.forms import field
from frontdesk.console.queries.cases import standing_alarms
from frontdesk.store.tables import Case

#: more cards than a screen shows at once
_MOST_SHOWN = 50


async def acknowledge(request: Request, case_id: str) -> HTTPResponse:
    """Somebody has seen it: the ladder stops."""

    def work(session: Session) -> Case:
        case = _case(session, case_id)
        cases.acknowledge(session, case, request.ctx.at, request.ctx.staff.id)
        _record(session, request, "case:acknowledge", case_id)
        return case

    case = await console_of(request).write(work)
    return _back(request, case, "acknowledged")


async def resolve(request: Request, case_id: str) -> HTTPResponse:
    """It is done, with how it ended."""
    outcome = field(request, "outcome")

    def work(session: Session) -> Case:
        case = _case(session, case_id)
        cases.resolve(session, case, request.ctx.at, request.ctx.staff.id, outcome)
        _record(session, request, "case:resolve", case_id, outcome=outcome)
        return case

    console = console_of(request)
    try:
        case = await console.write(work)
    except cases.NotResolvable:
        case = await console.read(lambda session: _case(session, case_id))
        return _back(request, case, "crisis")
    except ValueError as error:
        raise BadRequest("Please choose how it ended.") from error
    return _back(request, case, "resolved")


async def shown(request: Request) -> HTTPResponse:
    """A screen before a signed-in person shows these alarms: now staff know of them."""
    console = console_of(request)
    ids = _ids(request.json)

    def work(session: Session) -> int:
        untold = [c for c in standing_alarms(session, ids) if c.told != "paged"]
        for case in untold:
            console.ladder.accepted(session, case, request.ctx.at, "console")
            _record(session, request, "case:shown", case.id)
        return len(untold)

    return json({"told": await console.write(work) if ids else 0})


def _ids(body: Any) -> list[str]:
    found = body.get("cases") if isinstance(body, dict) else None
    if not isinstance(found, list):
        raise BadRequest("A list of cases was expected.")
    return [str(case_id) for case_id in found[:_MOST_SHOWN]]


def _case(session: Session, case_id: str) -> Case:
    case = cases.locked_case(session, case_id)
    if case is None:
        raise NotFound("There is no such case.")
    return case


def _record(session: Session, request: Request, tag: str, subject: str, **data: str) -> None:
    audit.record(session, request.ctx.staff.id, tag, subject, request.ctx.at, **data)


def _back(request: Request, case: Case, notice: str) -> HTTPResponse:
    if field(request, "back") == "queue":
        return redirect(f"/?notice={notice}")
    return redirect(f"/conversations/{case.conversation_id}?notice={notice}")
