"""Appointments of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.clinic import Clinic
from frontdesk.store.tables import Appointment, Hold


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
