"""Signed-in browsers: the cookie holds a token, the store only its hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from frontdesk.store.tables import Staff, StaffSession

#: however busy somebody is, they sign in again after a working day
LONGEST = timedelta(hours=12)
#: how exactly we note when somebody was last here; spares a write for each click
_GRAIN = timedelta(seconds=30)


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, and the token their forms must carry."""

    session_id: str
    staff: Staff
    csrf: str


def start_session(session: Session, staff: Staff, at: datetime) -> str:
    """Sign a browser in; returns the token for its cookie."""
    old = StaffSession.created_at < at - LONGEST
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff.id, old))
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            id=_id_of(token),
            staff_id=staff.id,
            created_at=at,
            seen_at=at,
            csrf=secrets.token_urlsafe(24),
        )
    )
    session.flush()
    return token


def find_session(session: Session, token: str, at: datetime, idle: timedelta) -> SignedIn | None:
    """Who the token signs in; None when it never did, is too old, or was idle too long."""
    query = (
        select(StaffSession, Staff)
        .join(Staff, Staff.id == StaffSession.staff_id)
        .where(StaffSession.id == _id_of(token), Staff.disabled_at.is_(None))
    )
    found = session.execute(query).one_or_none()
    if not found:
        return None
    row, staff = found
    if at - row.seen_at > idle or at - row.created_at > LONGEST:
        return None
    return SignedIn(row.id, staff, row.csrf)


def needs_touch(session: Session, session_id: str, at: datetime) -> bool:
    """Whether so much time has passed that a sign of life should be noted."""
    row = session.get(StaffSession, session_id)
    return row is not None and abs(at - row.seen_at) > _GRAIN


def touch(session: Session, session_id: str, at: datetime) -> None:
    """Note that the person was here."""
    row = session.get(StaffSession, session_id)
    if row:
        row.seen_at = at


def end_session(session: Session, session_id: str) -> None:
    """Sign a browser out."""
    session.execute(delete(StaffSession).where(StaffSession.id == session_id))


def end_all(session: Session, staff_id: str) -> None:
    """Sign a person out everywhere."""
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))


def _id_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
