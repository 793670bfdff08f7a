"""Appointments: book, move, cancel, find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.booking.cells import CellsTaken, free, hand_over, occupy
from frontdesk.booking.holds import OpeningTaken, bookable, clear_expired, hold, release
from frontdesk.booking.openings import Opening, is_on_calendar, nearest
from frontdesk.clinic import Clinic
from frontdesk.store.ids import new_id
from frontdesk.store.tables import ActionRun, Appointment, AppointmentEvent, Hold

log = structlog.get_logger()

#: the states in which someone is expected at the clinic
STANDING = ("booked", "confirmed", "moved")


@dataclass(frozen=True)
class Request:
    """What a booking needs. `phone` is E.164; `key` makes the same request twice one booking."""

    conversation_id: str
    opening: Opening
    name: str
    phone: str | None
    reason: str | None
    mri: str | None
    channel: str
    key: str
    for_whom: str = "self"


def book(session: Session, clinic: Clinic, request: Request, now: datetime) -> Appointment:
    """Book; the same key again returns the appointment that it made.

    Raises:
        OpeningTaken: when the opening is gone.
        SelfBookingClosed: when an alarm locked the conversation.
    """
    conversation = bookable(session, request.conversation_id)
    done = session.get(ActionRun, request.key)
    if done:
        return session.get_one(Appointment, done.result["appointment"])
    held = hold(session, clinic, request.conversation_id, request.opening, now)
    appointment = _from_hold(session, held, request, now)
    conversation.contact_name, conversation.contact_phone = request.name, request.phone
    result = {"appointment": appointment.id}
    session.add(
        ActionRun(
            key=request.key, conversation_id=request.conversation_id, at=now, result=result
        )
    )
    session.flush()
    log.info("appointment.booked", appointment_id=appointment.id)
    return appointment


def move(
    session: Session, clinic: Clinic, appointment: Appointment, opening: Opening, now: datetime,
    staff_id: str | None = None,
) -> Appointment:
    """Move a standing appointment to another opening. To where it is already: nothing happens.

    Raises:
        OpeningTaken: when the opening is gone; the appointment stays where it was.
        SelfBookingClosed: when an alarm locked the conversation and no member of staff asks.
    """
    if staff_id is None:
        bookable(session, appointment.conversation_id)
    if (appointment.provider_id, appointment.starts) == (opening.provider_id, opening.starts):
        return appointment
    _claim(session, clinic, appointment, opening, now)
    _note(session, appointment, "moved", now, staff_id, was=appointment.starts.isoformat())
    appointment.provider_id, appointment.kind = opening.provider_id, opening.kind
    appointment.starts, appointment.ends = opening.starts, opening.ends
    appointment.state = "moved"
    session.flush()
    log.info("appointment.moved", appointment_id=appointment.id)
    return appointment


def cancel(
    session: Session, appointment: Appointment, now: datetime, staff_id: str | None = None
) -> Appointment:
    """Cancel and free the time. Cancelling twice changes nothing."""
    if appointment.state not in STANDING:
        return appointment
    appointment.state = "cancelled"
    free(session, appointment)
    _note(session, appointment, "cancelled", now, staff_id)
    session.flush()
    log.info("appointment.cancelled", appointment_id=appointment.id)
    return appointment


def for_conversation(
    session: Session, conversation_id: str, now: datetime
) -> Sequence[Appointment]:
    """The standing appointments made in this conversation that are not over, soonest first."""
    query = (
        select(Appointment)
        .where(
            Appointment.conversation_id == conversation_id,
            Appointment.state.in_(STANDING),
            Appointment.ends > now,
        )
        .order_by(Appointment.starts)
    )
    return session.scalars(query).all()


def release_on_red_flag(session: Session, conversation_id: str, now: datetime) -> int:
    """End the hold and ask for a look at what stands; returns how many appointments stand."""
    release(session, conversation_id)
    standing = for_conversation(session, conversation_id, now)
    for appointment in standing:
        if not appointment.review:
            appointment.review = True
            _note(session, appointment, "review_asked", now)
    session.flush()
    return len(standing)


def _from_hold(session: Session, held: Hold, request: Request, now: datetime) -> Appointment:
    appointment = Appointment(
        id=new_id("appt"), conversation_id=request.conversation_id,
        provider_id=held.provider_id, kind=held.kind, starts=held.starts, ends=held.ends,
        name=request.name, phone=request.phone, reason=request.reason, mri=request.mri,
        for_whom=request.for_whom, channel=request.channel, booked_at=now,
    )
    session.add(appointment)
    session.flush()
    hand_over(session, held, appointment)
    session.delete(held)
    _note(session, appointment, "booked", now)
    return appointment


def _claim(
    session: Session, clinic: Clinic, appointment: Appointment, opening: Opening, now: datetime
) -> None:
    """The cells of `opening` for the appointment, in place of those it has."""
    try:
        if not is_on_calendar(clinic, now, opening):
            raise CellsTaken
        release(session, appointment.conversation_id)
        clear_expired(session, clinic, appointment.conversation_id, opening, now)
        occupy(session, clinic, appointment, opening.provider_id, opening.starts, opening.ends)
    except CellsTaken:
        others = nearest(session, clinic, now, opening.starts, 5, appointment.conversation_id)
        raise OpeningTaken(others) from None


def _note(
    session: Session, appointment: Appointment, kind: str, at: datetime,
    staff_id: str | None = None, **data: Any,
) -> None:
    session.add(
        AppointmentEvent(
            appointment_id=appointment.id, at=at, kind=kind, staff_id=staff_id, data=data
        )
    )
