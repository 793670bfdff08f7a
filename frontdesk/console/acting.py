"""A change somebody asked for by a form: do it in one transaction, then back to a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sanic import HTTPResponse, Request
from sanic.response import json, redirect
from sqlalchemy.orm import Session

from frontdesk import audit
from frontdesk.console.context import console_of
from frontdesk.console.frame import NOTICES

Refusals = Mapping[type[Exception], str]


async def act(
    request: Request,
    work: Callable[[Session], object],
    back: str,
    notice: str | None = None,
    refusals: Refusals | None = None,
) -> HTTPResponse:
    """Run `work`, then go to `back` with a notice; an error of `refusals` becomes its notice."""
    try:
        await console_of(request).write(work)
    except tuple(refusals or ()) as error:
        said = next(n for kind, n in (refusals or {}).items() if isinstance(error, kind))
        return answer(request, back, said, refused=True)
    return answer(request, back, notice)


def answer(
    request: Request, back: str, notice: str | None, refused: bool = False
) -> HTTPResponse:
    """A redirect with a notice; for a script, JSON."""
    if request.headers.get("x-live") == "1":
        said = NOTICES.get(notice or "", "")
        return json({"error": said}, status=409) if refused else json({"said": said})
    sign = "&" if "?" in back else "?"
    return redirect(f"{back}{sign}notice={notice}" if notice else back)


def note(
    session: Session, request: Request, tag: str, subject: str | None = None, **data: object
) -> None:
    """Put what the person did on record; best the last act of a transaction."""
    audit.record(session, request.ctx.staff.id, tag, subject, request.ctx.at, **data)
