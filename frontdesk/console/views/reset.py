"""A new password by mail, for those who can not sign in."""

from __future__ import annotations

from sanic import HTTPResponse, Request
from sanic.response import redirect
from sqlalchemy.orm import Session

from frontdesk import audit
from frontdesk.console.context import console_of
from frontdesk.console.cookies import set_form_token
from frontdesk.console.forms import field
from frontdesk.network import counted
from frontdesk.staff.passwords import SHORTEST, WeakPassword
from frontdesk.staff.sessions import end_all

ASKED = "If that address has an account, a mail with a link is on its way. It works for 30 minutes."


async def ask_form(request: Request) -> HTTPResponse:
    """Ask for the address."""
    return _page(request, "forgot.html")


async def ask(request: Request) -> HTTPResponse:
    """Send the link; what is answered does not tell whether there is an account."""
    console, email, at = console_of(request), field(request, "email")[:254], request.ctx.at
    if console.resets_by_address.wait(counted(request.client_ip)) > 0:
        return _page(request, "forgot.html", 429, "Too many tries. Please wait a while.")
    console.resets_by_address.failed(counted(request.client_ip))

    def work(session: Session) -> None:
        staff = console.resets.ask(session, email, at)
        audit.record(session, None, "password:forgotten", staff.id if staff else None, at)

    await console.write(work)
    return _page(request, "forgot.html", said=ASKED)


async def form(request: Request, token: str) -> HTTPResponse:
    """Choose a new password, if the link is good."""
    console, at = console_of(request), request.ctx.at
    staff = await console.read(lambda session: console.resets.staff_of(session, token, at))
    return _page(request, "reset.html", 200 if staff else 404, good=staff is not None)


async def finish(request: Request, token: str) -> HTTPResponse:
    """Keep it; every browser of the person is signed out."""
    console, at, new = console_of(request), request.ctx.at, field(request, "new")
    if new != field(request, "again"):
        return _page(request, "reset.html", 400, "The two passwords differ.", good=True)

    def work(session: Session) -> bool:
        staff = console.resets.staff_of(session, token, at)
        if staff is None:
            return False
        console.resets.finish(session, staff, new)
        end_all(session, staff.id)
        audit.record(session, staff.id, "password:reset", staff.id, at)
        return True

    try:
        done = await console.write(work)
    except WeakPassword as error:
        return _page(request, "reset.html", 400, str(error), good=True)
    return redirect("/sign-in?said=reset") if done else _page(
        request, "reset.html", 404, good=False
    )


def _page(
    request: Request, template: str, status: int = 200, problem: str = "", said: str = "",
    good: bool = True,
) -> HTTPResponse:
    console = console_of(request)
    response = console.page(
        request, template, status, problem=problem, said=said, good=good, shortest=SHORTEST
    )
    set_form_token(response, request.ctx.csrf, console.https)
    return response
