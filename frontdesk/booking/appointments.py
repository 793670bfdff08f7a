"""Appointments: book, move, cancel, find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.booking import waiting
from frontdesk.booking.cells import CellsTaken, free, hand_over, occupy
from frontdesk.booking.holds import OpeningTaken, bookable, clear_expired, hold, release
from frontdesk.booking.openings import Opening, is_blocked, is_on_calendar, nearest
from frontdesk.clinic import Clinic
from frontdesk.store.ids import new_id
from frontdesk.store.tables import ActionRun, Appointment, AppointmentEvent, Hold

log = structlog.get_logger()

#: the states in which someone is expected at the clinic
STANDING = ("requested", "booked", "confirmed", "moved")
#: states that staff set when the day is over
OUTCOMES = ("kept", "no_show")


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
    #: what else was said: treatment, email, criteria ...
    details: Mapping[str, Any] = field(default_factory=dict)
    #: booked, or requested where staff must confirm it
    state: str = "booked"
    #: who books for them
    staff_id: str | None = None


def book(session: Session, clinic: Clinic, request: Request, now: datetime) -> Appointment:
    """Book; the same key again returns the appointment that it made.

    Raises:
        OpeningTaken: when the opening is gone.
        SelfBookingClosed: when an alarm locked the conversation.
    """
    conversation = bookable(session, request.conversation_id, request.staff_id)
    done = session.get(ActionRun, request.key)
    if done:
        return session.get_one(Appointment, done.result["appointment"])
    held = hold(
        session, clinic, request.conversation_id, request.opening, now, request.staff_id
    )
    appointment = _from_hold(session, held, request, now)
    conversation.contact_name, conversation.contact_phone = request.name, request.phone
    waiting.end(session, request.conversation_id, "booked")
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
    staff_id: str | None = None, conversation_id: str | None = None,
) -> Appointment:
    """Move a standing appointment to another opening. To where it is already: nothing happens.

    Args:
        conversation_id: the one that moves it, where that is not the one that made it.

    Raises:
        OpeningTaken: when the opening is gone; the appointment stays where it was.
        SelfBookingClosed: when an alarm locked the conversation and no member of staff asks.
    """
    mover = conversation_id or appointment.conversation_id
    if staff_id is None:
        bookable(session, mover)
    if (appointment.provider_id, appointment.starts) == (opening.provider_id, opening.starts):
        return appointment
    _claim(session, clinic, appointment, opening, now, mover)
    _note(session, appointment, "moved", now, staff_id, was=appointment.starts.isoformat())
    appointment.provider_id, appointment.kind = opening.provider_id, opening.kind
    appointment.starts, appointment.ends = opening.starts, opening.ends
    appointment.state = "requested" if appointment.state == "requested" else "moved"
    appointment.sequence += 1
    appointment.details = {**appointment.details, "told_at": now.isoformat()}
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
    appointment.sequence += 1
    free(session, appointment)
    _note(session, appointment, "cancelled", now, staff_id)
    session.flush()
    log.info("appointment.cancelled", appointment_id=appointment.id)
    return appointment


def confirm(
    session: Session, appointment: Appointment, now: datetime, staff_id: str | None = None
) -> Appointment:
    """The person says that they come, or staff accept a request. Twice changes nothing."""
    wanted = "booked" if appointment.state == "requested" else "confirmed"
    if appointment.state not in STANDING or appointment.state == wanted:
        return appointment
    if appointment.state == "requested" and staff_id is None:
        return appointment
    appointment.state = wanted
    _note(session, appointment, "accepted" if wanted == "booked" else "confirmed", now, staff_id)
    session.flush()
    log.info("appointment.confirmed", appointment_id=appointment.id)
    return appointment


def close(
    session: Session, appointment: Appointment, outcome: str, now: datetime, staff_id: str
) -> Appointment:
    """Staff note what came of it: `kept` or `no_show`.

    Raises:
        ValueError: for another outcome, or a visit that is still to come.
    """
    if outcome not in OUTCOMES or appointment.starts > now:
        raise ValueError(outcome)
    if appointment.state != outcome:
        appointment.state = outcome
        _note(session, appointment, outcome, now, staff_id)
        session.flush()
    return appointment


def add_details(
    session: Session, appointment: Appointment, now: datetime, **details: str
) -> Appointment:
    """Add what was said after the booking, such as an e-mail address."""
    appointment.details = {**appointment.details, **details}
    _note(session, appointment, "details", now, names=sorted(details))
    session.flush()
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


def requested(session: Session, now: datetime) -> Sequence[Appointment]:
    """What waits for staff to accept or decline it, soonest first."""
    query = (
        select(Appointment)
        .where(Appointment.state == "requested", Appointment.ends > now)
        .order_by(Appointment.starts, Appointment.id)
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
        for_whom=request.for_whom, channel=request.channel, booked_at=now, sequence=0,
        details=dict(request.details), state=request.state,
    )
    session.add(appointment)
    session.flush()
    hand_over(session, held, appointment)
    session.delete(held)
    _note(session, appointment, "booked", now, request.staff_id)
    return appointment


def _claim(
    session: Session, clinic: Clinic, appointment: Appointment, opening: Opening, now: datetime,
    conversation_id: str,
) -> None:
    """The cells of `opening` for the appointment, in place of those it has."""
    try:
        if not is_on_calendar(clinic, now, opening) or is_blocked(session, clinic, opening):
            raise CellsTaken
        release(session, conversation_id)
        clear_expired(session, clinic, conversation_id, opening, now)
        occupy(session, clinic, appointment, opening.provider_id, opening.starts, opening.ends)
    except CellsTaken:
        others = nearest(session, clinic, now, opening.starts, 5, conversation_id)
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
