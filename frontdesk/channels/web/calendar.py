"""`/calendar/...`: a patient's own visit as a file, the staff's feed behind a secret address."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sanic import Request, Sanic
from sanic.response import HTTPResponse, empty, raw

from frontdesk import clock
from frontdesk.booking.blocks import blocks
from frontdesk.booking.export import appointments_between
from frontdesk.booking.ics import appointment_file, staff_feed
from frontdesk.house import House
from frontdesk.store.tables import Appointment

#: a visit's address is dead so long after the visit; the feed reaches so far back and ahead
_KEPT = timedelta(days=30)
_BACK, _AHEAD = timedelta(days=30), timedelta(days=400)


def add_calendar(app: Sanic, house: House) -> None:
    """The two routes. Both answer 404 to whatever they were not made for."""

    @app.get("/calendar/<token:str>")
    async def visit(_request: Request, token: str) -> HTTPResponse:
        content = await asyncio.to_thread(_visit, house, token, clock.now())
        return empty(404) if content is None else _calendar(content, "visit.ics")

    @app.get("/calendar/staff/<token:str>")
    async def feed(_request: Request, token: str) -> HTTPResponse:
        if not house.calendar_links.is_feed(token.removesuffix(".ics")):
            return empty(404)
        content = await asyncio.to_thread(_feed, house, clock.now())
        return _calendar(content, "frontdesk.ics")


def _visit(house: House, token: str, now: datetime) -> bytes | None:
    appointment_id = house.calendar_links.appointment_in(token.removesuffix(".ics"))
    if appointment_id is None:
        return None
    with house.store.read() as session:
        found = session.get(Appointment, appointment_id)
        if found is None or found.ends + _KEPT < now:
            return None
        return appointment_file(house.clinic, found, now)


def _feed(house: House, now: datetime) -> bytes:
    starts, ends = now - _BACK, now + _AHEAD
    with house.store.read() as session:
        booked = appointments_between(session, starts, ends)
        return staff_feed(house.clinic, booked, blocks(session, starts, ends), now)


def _calendar(content: bytes, name: str) -> HTTPResponse:
    return raw(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
            "X-Robots-Tag": "noindex",
        },
    )
