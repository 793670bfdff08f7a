"""Who can sign in, and with which role."""

from __future__ import annotations

from typing import Any

from sanic import HTTPResponse, Request
from sanic.exceptions import NotFound
from sqlalchemy.orm import Session

from frontdesk.console.acting import act, answer, note
from frontdesk.console.context import console_of
from frontdesk.console.forms import field
from frontdesk.console.frame import frame
from frontdesk.staff import accounts, second_factor
from frontdesk.staff.roles import ROLES
from frontdesk.staff.sessions import end_all
from frontdesk.store.tables import Staff


class Oneself(RuntimeError):
    """Nobody takes their own account away, or the last key would lie inside."""


async def index(request: Request) -> HTTPResponse:
    """Everybody who has, or had, an account."""

    def gather(session: Session) -> dict[str, Any]:
        return _values(session)

    return await console_of(request).show(request, "staff.html", gather, "staff:list")


async def add(request: Request) -> HTTPResponse:
    """A new account; its one-time password is shown once, on the page that answers."""
    email, name = field(request, "email").strip()[:254], field(request, "name").strip()[:40]
    role = field(request, "role")
    if "@" not in email:
        return answer(request, "/staff", "no_address", refused=True)

    def work(session: Session) -> str:
        password = accounts.add_staff(session, email, role, request.ctx.at, name or None)
        added = accounts.by_email(session, email)
        note(session, request, "staff:add", added.id if added else None, role=role)
        return password

    try:
        password = await console_of(request).write(work)
    except accounts.StaffExists:
        return answer(request, "/staff", "staff_exists", refused=True)
    except accounts.UnknownRole:
        return answer(request, "/staff", "no_role", refused=True)
    return await _with_password(request, email, password)


async def new_password(request: Request, staff_id: str) -> HTTPResponse:
    """Another one-time password, for somebody who lost theirs; signs them out everywhere."""

    def work(session: Session) -> tuple[str, str]:
        staff = _other(session, request, staff_id)
        password = accounts.give_new_password(session, staff)
        end_all(session, staff_id)
        note(session, request, "staff:new_password", staff_id)
        return staff.email, password

    try:
        email, password = await console_of(request).write(work)
    except Oneself:
        return answer(request, "/staff", "oneself", refused=True)
    return await _with_password(request, email, password)


async def change(request: Request, staff_id: str) -> HTTPResponse:
    """Give a role, take the second factor off, disable or enable an account."""
    verb, role = field(request, "do"), field(request, "role")

    def work(session: Session) -> None:
        staff = _other(session, request, staff_id)
        if verb == "role":
            accounts.change_role(session, staff, role)
        elif verb == "factor":
            second_factor.remove(session, staff)
        elif verb in ("disable", "enable"):
            staff.disabled_at = request.ctx.at if verb == "disable" else None
        # What somebody may do has changed: they begin anew.
        end_all(session, staff_id)
        note(session, request, f"staff:{verb}"[:40], staff_id, role=staff.role)

    refusals = {Oneself: "oneself", accounts.UnknownRole: "no_role"}
    return await act(request, work, "/staff", "staff_changed", refusals)


async def _with_password(request: Request, email: str, password: str) -> HTTPResponse:
    """The page with a password on it; shown once, kept nowhere."""
    console = console_of(request)

    def gather(session: Session) -> dict[str, Any]:
        return {**frame(session, console, request), **_values(session)}

    values = await console.read(gather)
    return console.page(request, "staff.html", **{**values, "given": (email, password)})


def _values(session: Session) -> dict[str, Any]:
    return {"people": accounts.everyone(session), "roles": tuple(ROLES), "given": None}


def _other(session: Session, request: Request, staff_id: str) -> Staff:
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise NotFound("There is no such account.")
    if staff.id == request.ctx.staff.id:
        raise Oneself
    return staff
