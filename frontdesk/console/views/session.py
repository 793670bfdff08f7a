"""Sign in, sign out, change the password, stay signed in."""

from __future__ import annotations

import math
from datetime import datetime

import structlog
from sanic import HTTPResponse, Request
from sanic.response import empty, redirect
from sqlalchemy.orm import Session

from frontdesk import audit
from frontdesk.console.context import Console, console_of
from frontdesk.console.cookies import drop_session, set_form_token, set_session
from frontdesk.console.devices import device
from frontdesk.console.forms import field
from frontdesk.console.guessing import guessed, one_guess
from frontdesk.network import counted
from frontdesk.staff import accounts, lockout
from frontdesk.staff.first_password import forget
from frontdesk.staff.passwords import SHORTEST, WeakPassword
from frontdesk.staff.sessions import (
    end_all,
    end_session,
    session_id_of,
    start_session,
    verify,
)
from frontdesk.store.tables import Staff

log = structlog.get_logger()

_WRONG = "That email and password do not fit together."
_LONGEST_NAME = 40
_SAID = {"reset": "Your new password is kept. Sign in with it."}


async def sign_in_form(request: Request) -> HTTPResponse:
    """Email and password."""
    return _sign_in_page(request)


async def sign_in(request: Request) -> HTTPResponse:
    """Check them, within the limits for the address and for the account."""
    console = console_of(request)
    email, password = field(request, "email").strip().lower()[:254], field(request, "password")
    address = counted(request.client_ip)
    # One after the other: of a hundred tries at once all would pass before the first is counted.
    async with console.tries.of(f"address {address}"), console.tries.of(f"account {email}"):
        if wait := await _wait(console, address, request.ctx.at, email):
            return _sign_in_page(request, _later(wait), status=429)
        # The hash takes a while: it is compared before the session that writes begins.
        staff = await console.read(lambda s: accounts.signed_in_as(s, email, password[:1000]))
        token = await console.write(lambda session: _tried(session, request, email, staff))
        if token is None:
            console.tries_by_address.failed(address)
            console.tries_by_account.failed(email)
            log.info("console.sign_in_refused")
            return _sign_in_page(request, _WRONG, status=401)
    console.tries_by_account.forgive(email)
    response = redirect(_next(field(request, "next")))
    set_session(response, token, console.https)
    return response


async def sign_out(request: Request) -> HTTPResponse:
    """End this browser's session."""
    console, staff = console_of(request), request.ctx.staff

    def work(session: Session) -> None:
        end_session(session, request.ctx.session_id)
        audit.record(session, staff.id, "session:end", staff.id, request.ctx.at)

    await console.write(work)
    response = redirect("/sign-in")
    drop_session(response, console.https)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


async def alive(_request: Request) -> HTTPResponse:
    """The person typed or moved: the guard has noted it."""
    return empty()


async def password_form(request: Request) -> HTTPResponse:
    """Choose a password of one's own."""
    return _password_page(request)


async def change_password(request: Request) -> HTTPResponse:
    """Replace the password; every other browser of the person is signed out."""
    console, staff = console_of(request), request.ctx.staff
    new, name = field(request, "new"), field(request, "name").strip()[:_LONGEST_NAME]
    if new != field(request, "again"):
        return _password_page(request, "The two new passwords differ.")
    agent = device(request.headers.get("user-agent", ""))

    def work(session: Session) -> str:
        mine = session.merge(staff, load=True)
        accounts.change_password(session, mine, field(request, "old")[:1000], new)
        mine.name = name or mine.name
        end_all(session, mine.id)
        audit.record(session, mine.id, "password:change", mine.id, request.ctx.at)
        token = start_session(session, mine, request.ctx.at, agent)
        if request.ctx.verified:
            verify(session, session_id_of(token), request.ctx.at)
        return token

    async with one_guess(request):
        try:
            token = await console.write(work)
        except accounts.WrongPassword as error:
            await guessed(request)
            return _password_page(request, str(error))
        except WeakPassword as error:
            return _password_page(request, str(error))
    forget(console.settings.data_dir, field(request, "old"))
    response = redirect("/?notice=password")
    set_session(response, token, console.https)
    return response


def _tried(session: Session, request: Request, email: str, staff: Staff | None) -> str | None:
    """The token of a new session when somebody was let in; either way a line on the record."""
    known = accounts.by_email(session, email)
    if known:
        session.refresh(known, with_for_update=True)
    # Another console may have counted the last try meanwhile.
    if staff is None or known is None or lockout.resting(known, request.ctx.at):
        if known and lockout.failed(session, known, request.ctx.at):
            audit.record(session, None, "session:locked_out", known.id, request.ctx.at)
        subject = known.id if known else None
        audit.record(session, None, "session:refused", subject, request.ctx.at)
        return None
    if known.totp_at is None:
        lockout.succeeded(session, known)
    token = start_session(
        session, known, request.ctx.at, device(request.headers.get("user-agent", ""))
    )
    audit.record(session, staff.id, "session:start", staff.id, request.ctx.at)
    return token


async def _wait(console: Console, address: str, at: datetime, email: str) -> float:
    """Seconds until a further try; an account no one has rests like one that exists."""
    here = console.tries_by_address.wait(address)
    rests = await console.read(
        lambda session: lockout.resting(accounts.by_email(session, email), at)
    )
    return max(here, console.tries_by_account.wait(email), rests.total_seconds())


def _later(seconds: float) -> str:
    minutes = math.ceil(seconds / 60)
    return f"Too many tries. Please wait {minutes} minute{'s' if minutes > 1 else ''}."


def _next(path: str) -> str:
    """Where to go after signing in: only to a view of ours."""
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if ours and path.isprintable() else "/"


def _sign_in_page(request: Request, problem: str = "", status: int = 200) -> HTTPResponse:
    console = console_of(request)
    response = console.page(
        request,
        "sign_in.html",
        status,
        problem=problem,
        email=field(request, "email"),
        next=request.args.get("next") or field(request, "next"),
        said=_SAID.get(request.args.get("said", ""), ""),
    )
    set_form_token(response, request.ctx.csrf, console.https)
    return response


def _password_page(request: Request, problem: str = "") -> HTTPResponse:
    return console_of(request).page(
        request, "password.html", 400 if problem else 200, problem=problem, shortest=SHORTEST
    )
