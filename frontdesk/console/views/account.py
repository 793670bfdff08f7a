"""One's own account: the second factor, and where one is signed in."""

from __future__ import annotations

from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import redirect
from sqlalchemy.orm import Session

from frontdesk import audit
from frontdesk.console.acting import act, note
from frontdesk.console.context import console_of
from frontdesk.console.forms import field
from frontdesk.console.guessing import guessed, one_guess
from frontdesk.staff import lockout, second_factor
from frontdesk.staff.accounts import WrongPassword
from frontdesk.staff.passwords import fits
from frontdesk.staff.sessions import end_all, end_others, sessions_of, verify
from frontdesk.store.tables import Staff


async def show(request: Request) -> HTTPResponse:
    """The account's page."""
    staff_id, at = request.ctx.staff.id, request.ctx.at

    def gather(session: Session) -> dict[str, Any]:
        return {
            "sessions": sessions_of(session, staff_id, at),
            "here": request.ctx.session_id,
            "required": second_factor.required(console_of(request).settings, request.ctx.staff),
        }

    return await console_of(request).show(request, "account.html", gather, "account:read")


async def sign_out_others(request: Request) -> HTTPResponse:
    """End every other session of this person."""
    staff_id, here = request.ctx.staff.id, request.ctx.session_id

    def work(session: Session) -> None:
        end_others(session, staff_id, here)
        note(session, request, "session:end_others", staff_id)

    return await act(request, work, "/account", "others_ended")


async def code_form(request: Request) -> HTTPResponse:
    """Ask for the six digits."""
    if request.ctx.verified:
        return redirect("/")
    return console_of(request).page(request, "code.html", problem="", next=_wanted(request))


async def code(request: Request) -> HTTPResponse:
    """Check them; too many wrong ones, and the account rests."""
    console, at = console_of(request), request.ctx.at
    given, session_id, staff_id = field(request, "code"), request.ctx.session_id, _id(request)

    def work(session: Session) -> bool:
        staff = session.get_one(Staff, staff_id, with_for_update=True)
        try:
            second_factor.spend(session, console.seal, staff, given[:12], at)
        except second_factor.WrongCode:
            # All of its sessions end, so that guessing begins with the password again.
            if lockout.failed(session, staff, at):
                end_all(session, staff_id)
            audit.record(session, staff_id, "second_factor:refused", staff_id, at)
            return False
        lockout.succeeded(session, staff)
        verify(session, session_id, at)
        audit.record(session, staff_id, "session:verified", staff_id, at)
        return True

    if await console.write(work):
        return redirect(_wanted(request) or "/")
    problem = "That code does not fit. Wait for the next one and try again."
    return console.page(request, "code.html", 401, problem=problem, next=_wanted(request))


async def factor_form(request: Request) -> HTTPResponse:
    """A picture to scan with an authenticator app, and the key to type instead."""
    return await _factor_page(request, "")


async def factor(request: Request) -> HTTPResponse:
    """The first code proves that the app has the key."""
    console, staff_id, at = console_of(request), _id(request), request.ctx.at
    given = field(request, "code")

    def work(session: Session) -> None:
        staff = session.get_one(Staff, staff_id, with_for_update=True)
        second_factor.confirm(session, console.seal, staff, given[:12], at)
        end_others(session, staff_id, request.ctx.session_id)
        note(session, request, "second_factor:set", staff_id)

    try:
        await console.write(work)
    except second_factor.WrongCode as error:
        return await _factor_page(request, str(error))
    return redirect("/account?notice=factor_set")


async def remove_factor(request: Request) -> HTTPResponse:
    """Take it off, with the password; not where it is required."""
    staff_id, password = _id(request), field(request, "password")[:1000]

    def work(session: Session) -> None:
        staff = session.get_one(Staff, staff_id)
        required = second_factor.required(console_of(request).settings, staff)
        if required or not fits(password, staff.password_hash):
            raise WrongPassword
        second_factor.remove(session, staff)
        note(session, request, "second_factor:removed", staff_id)

    wrong: dict[type[Exception], str] = {WrongPassword: "wrong_password"}
    async with one_guess(request):
        done = await act(request, work, "/account", "factor_removed", wrong)
        if "wrong_password" in done.headers.get("location", ""):
            await guessed(request)
    return done


async def _factor_page(request: Request, problem: str) -> HTTPResponse:
    console, staff_id = console_of(request), _id(request)

    def work(session: Session) -> tuple[Staff, str]:
        staff = session.get_one(Staff, staff_id)
        return staff, second_factor.begin(session, console.seal, staff)

    staff, key = await console.write(work)
    if staff.totp_at is not None:
        return redirect("/account")
    issuer = f"Frontdesk {console.clinic.clinic.name}"
    return console.page(
        request,
        "second_factor.html",
        400 if problem else 200,
        problem=problem,
        key=" ".join(key[n : n + 4] for n in range(0, 32, 4)),
        drawing=second_factor.picture(key, staff.email, issuer),
        side=second_factor.side(key, staff.email, issuer),
    )


def _id(request: Request) -> str:
    return str(request.ctx.staff.id)


def _wanted(request: Request) -> str:
    """Where to go afterwards: only to a view of ours."""
    path = str(request.args.get("next") or field(request, "next") or "")
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if ours and path.isprintable() else ""
