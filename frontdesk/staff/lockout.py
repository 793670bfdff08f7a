"""An account that was tried too often rests for a while, whichever process was asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from frontdesk.store.tables import Staff

MOST = 10
RESTS = timedelta(minutes=15)


def resting(staff: Staff | None, at: datetime) -> timedelta:
    """How long nobody is let in; nothing when they may try."""
    if staff is None or staff.locked_until is None or staff.locked_until <= at:
        return timedelta()
    return staff.locked_until - at


def failed(session: Session, staff: Staff, at: datetime) -> bool:
    """Count a failure; returns whether the account rests because of it."""
    staff.failures += 1
    full = staff.failures >= MOST
    if full:
        staff.failures, staff.locked_until = 0, at + RESTS
    session.flush()
    return full


def succeeded(session: Session, staff: Staff) -> None:
    """They were let in: forget the failures."""
    staff.failures, staff.locked_until = 0, None
    session.flush()
