"""Change the calendar: book, move, cancel, mark what came of a visit, block a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from sanic import HTTPResponse, Request
from sanic.exceptions import NotFound
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from frontdesk.booking.blocks import NotBlockable
from frontdesk.booking.holds import OpeningTaken, SelfBookingClosed
from frontdesk.booking.office import ByHand
from frontdesk.booking.openings import NotAnOpening, openings
from frontdesk.booking.phones import find_phone
from frontdesk.booking.wanted import Wanted, Window
from frontdesk.console.acting import answer, note
from frontdesk.console.context import Console, console_of
from frontdesk.console.forms import field
from frontdesk.console.queries import appointments as queries
from frontdesk.store.tables import Appointment

_REFUSALS: dict[type[Exception], str] = {
    OpeningTaken: "time_taken",
    SelfBookingClosed: "time_taken",
    NotAnOpening: "bad_booking",
    NotBlockable: "bad_booking",
    ValueError: "bad_booking",
}


async def form(request: Request) -> HTTPResponse:
    """A new appointment, or another time for one."""
    console = console_of(request)
    moving = request.args.get("move", "")[:80]
    day = _date(request.args.get("day", "")) or _today(console, request) + timedelta(days=1)

    def gather(session: Session) -> dict[str, Any]:
        appointment = session.get(Appointment, moving) if moving else None
        if moving and appointment is None:
            raise NotFound("There is no such appointment.")
        wanted = Wanted((Window(day, day + timedelta(days=6)),))
        return {
            "appointment": appointment,
            "day": day,
            "openings": openings(session, console.clinic, request.ctx.at, wanted),
            "providers": queries.provider_names(console.clinic),
        }

    return await console.show(request, "visit.html", gather, "appointment:read", moving or None)


async def book(request: Request) -> HTTPResponse:
    """Book for somebody on the phone or at the desk; they are told as if they had done it."""
    name, number = " ".join(field(request, "name").split())[:80], field(request, "phone")

    def work() -> str:
        phone = find_phone(number)
        if not name or not phone:
            raise ValueError("name and number are needed")
        reason = field(request, "reason").strip()[:200] or None
        visit = ByHand(field(request, "opening"), name, phone, reason=reason)
        return console_of(request).office.book(visit, request.ctx.at, request.ctx.staff.id).id

    return await _with_office(request, work, "book", "booked")


async def move(request: Request, appointment_id: str) -> HTTPResponse:
    """Give it another time."""

    def work() -> str:
        wanted, at, staff_id = field(request, "opening"), request.ctx.at, request.ctx.staff.id
        return console_of(request).office.move(appointment_id, wanted, at, staff_id).id

    return await _with_office(request, work, "move", "moved")


async def change(request: Request, appointment_id: str) -> HTTPResponse:
    """Cancel it, accept or decline a request, note what came of it, or that it was looked at."""
    verb, at, staff_id = field(request, "do"), request.ctx.at, request.ctx.staff.id
    office = console_of(request).office

    def work() -> str:
        if verb == "cancel":
            office.cancel(appointment_id, at, staff_id)
        elif verb == "confirmed":
            office.accept(appointment_id, at, staff_id)
        elif verb == "declined":
            office.decline(appointment_id, at, staff_id)
        elif verb == "reviewed":
            with console_of(request).store.begin() as session:
                visit = session.get_one(Appointment, appointment_id, with_for_update=True)
                queries.look_done(session, visit, at, staff_id)
        else:
            office.close(appointment_id, verb, at, staff_id)
        return appointment_id

    done = {"cancel": "cancelled", "confirmed": "accepted", "declined": "declined"}
    return await _with_office(request, work, verb[:20] or "change", done.get(verb, "marked"))


async def block(request: Request) -> HTTPResponse:
    """Close a stretch of a provider's time."""
    console, at, staff_id = console_of(request), request.ctx.at, request.ctx.staff.id

    def work() -> str:
        day, zone = date.fromisoformat(field(request, "day")), console.clinic.zone
        starts, ends = (
            datetime.combine(day, time.fromisoformat(field(request, n)), zone)
            for n in ("from", "to")
        )
        why = field(request, "note").strip()[:80] or None
        made = console.office.block(field(request, "provider"), starts, ends, at, staff_id, why)
        return made.block.id

    return await _with_office(request, work, "block", "blocked")


async def unblock(request: Request, block_id: str) -> HTTPResponse:
    """Open it again."""

    def work() -> str:
        console_of(request).office.unblock(block_id, request.ctx.at)
        return block_id[:60]

    return await _with_office(request, work, "unblock", "unblocked")


async def _with_office(
    request: Request, work: Callable[[], str], verb: str, notice: str
) -> HTTPResponse:
    """Let the booking office do it, in its own transaction; then put it on record."""
    try:
        subject = await asyncio.to_thread(work)
    except NoResultFound as error:
        raise NotFound("There is no such appointment.") from error
    except tuple(_REFUSALS) as error:
        said = next(n for kind, n in _REFUSALS.items() if isinstance(error, kind))
        return answer(request, _back(request), said, refused=True)
    await console_of(request).write(lambda s: note(s, request, f"appointment:{verb}", subject))
    return answer(request, _back(request), notice)


def _back(request: Request) -> str:
    day = _date(field(request, "back"))
    return f"/appointments?day={day.isoformat()}" if day else "/appointments"


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _today(console: Console, request: Request) -> date:
    today: date = request.ctx.at.astimezone(console.clinic.zone).date()
    return today
