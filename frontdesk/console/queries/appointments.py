"""Appointments of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.booking.blocks import blocks
from frontdesk.clinic import Clinic
from frontdesk.clinic.hours import holiday_on, spans_on
from frontdesk.store.tables import (
    Appointment,
    AppointmentEvent,
    Block,
    Conversation,
    Hold,
    Waiting,
)


def bounds(clinic: Clinic, day: date) -> tuple[datetime, datetime]:
    """When a local day begins and ends."""
    midnight = datetime.min.time()
    return (
        datetime.combine(day, midnight, clinic.zone),
        datetime.combine(day + timedelta(days=1), midnight, clinic.zone),
    )


def of_day(session: Session, clinic: Clinic, day: date) -> Sequence[Appointment]:
    """The appointments that start on a local day, in order; cancelled ones too."""
    first, last = bounds(clinic, day)
    query = (
        select(Appointment)
        .where(Appointment.starts >= first, Appointment.starts < last)
        .order_by(Appointment.starts, Appointment.provider_id)
    )
    return session.scalars(query).all()


def of_week(session: Session, clinic: Clinic, monday: date) -> dict[date, list[Appointment]]:
    """local day -> its appointments that stand, in order."""
    (first, _), (_, last) = bounds(clinic, monday), bounds(clinic, monday + timedelta(days=6))
    query = (
        select(Appointment)
        .where(Appointment.starts >= first, Appointment.starts < last)
        .where(Appointment.state.not_in(("cancelled",)))
        .order_by(Appointment.starts, Appointment.provider_id)
    )
    days: dict[date, list[Appointment]] = {monday + timedelta(days=n): [] for n in range(7)}
    for appointment in session.scalars(query):
        days[appointment.starts.astimezone(clinic.zone).date()].append(appointment)
    return days


def why_closed(clinic: Clinic, day: date) -> str | None:
    """Why nobody is at the clinic on a local day; None on a day it opens."""
    if spans_on(clinic, day):
        return None
    if day in clinic.holidays.closed:
        return "Closed this day"
    holiday = holiday_on(clinic, day)
    return f"Closed: {holiday}" if holiday else "Closed"


def blocked_on(session: Session, clinic: Clinic, day: date) -> Sequence[Block]:
    """Times of a local day that are closed to booking."""
    return blocks(session, *bounds(clinic, day))


def waiting(session: Session) -> list[tuple[Waiting, Conversation]]:
    """Those who would take another time, in the order they came."""
    query = (
        select(Waiting, Conversation)
        .join(Conversation, Conversation.id == Waiting.conversation_id)
        .where(Waiting.state.in_(("waiting", "offered")))
        .order_by(Waiting.since)
        .limit(50)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def look_done(session: Session, appointment: Appointment, at: datetime, staff_id: str) -> None:
    """Somebody has looked at it before the visit, as was asked."""
    if appointment.review:
        appointment.review = False
        session.add(
            AppointmentEvent(
                appointment_id=appointment.id, at=at, kind="review_done", staff_id=staff_id
            )
        )
        session.flush()


def kind_titles(clinic: Clinic) -> dict[str, str]:
    """id -> title of the kinds of consultation."""
    return {kind.id: kind.title for kind in clinic.booking.kinds}


def provider_names(clinic: Clinic) -> dict[str, str]:
    """id -> name of those who take consultations."""
    return {provider.id: provider.name for provider in clinic.booking.providers}


def held_on(session: Session, clinic: Clinic, day: date, now: datetime) -> Sequence[Hold]:
    """Openings of a local day that somebody is deciding about."""
    first, last = bounds(clinic, day)
    query = (
        select(Hold)
        .where(Hold.starts >= first, Hold.starts < last, Hold.expires_at > now)
        .order_by(Hold.starts)
    )
    return session.scalars(query).all()


def next_day_with_any(session: Session, clinic: Clinic, after: date) -> date | None:
    """The first day after `after` that has an appointment."""
    _, end = bounds(clinic, after)
    query = (
        select(Appointment.starts)
        .where(Appointment.starts >= end, Appointment.state != "cancelled")
        .order_by(Appointment.starts)
        .limit(1)
    )
    found = session.scalars(query).first()
    return found.astimezone(clinic.zone).date() if found else None
