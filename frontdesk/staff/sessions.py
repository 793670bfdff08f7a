"""Signed-in browsers: the cookie holds a token, the store only its hash."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from frontdesk.store.tables import Staff, StaffSession

#: however busy somebody is, they sign in again after a working day
LONGEST = timedelta(hours=12)
#: how exactly we note when somebody was last here; spares a write for each click
_GRAIN = timedelta(seconds=30)
#: browsers one person can be signed in with at once; the oldest gives way
MOST = 5


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, and the token their forms must carry."""

    session_id: str
    staff: Staff
    csrf: str
    #: whether every factor this account has was given
    verified: bool = True


def start_session(session: Session, staff: Staff, at: datetime, device: str | None = None) -> str:
    """Sign a browser in; returns the token for its cookie.

    Where the account has a second factor, the session is worth nothing until `verify`.
    """
    _make_room(session, staff, at)
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            id=session_id_of(token),
            staff_id=staff.id,
            created_at=at,
            seen_at=at,
            csrf=secrets.token_urlsafe(24),
            verified_at=None if staff.totp_at else at,
            device=device,
        )
    )
    session.flush()
    return token


def find_session(session: Session, token: str, at: datetime, idle: timedelta) -> SignedIn | None:
    """Who the token signs in; None when it never did, is too old, or was idle too long."""
    query = (
        select(StaffSession, Staff)
        .join(Staff, Staff.id == StaffSession.staff_id)
        .where(StaffSession.id == session_id_of(token), Staff.disabled_at.is_(None))
    )
    found = session.execute(query).one_or_none()
    if not found:
        return None
    row, staff = found
    if at - row.seen_at > idle or at - row.created_at > LONGEST:
        return None
    return SignedIn(row.id, staff, row.csrf, row.verified_at is not None)


def verify(session: Session, session_id: str, at: datetime) -> None:
    """The second factor was right: the session is worth all of itself."""
    row = session.get(StaffSession, session_id)
    if row:
        row.verified_at = at


def sessions_of(session: Session, staff_id: str, at: datetime) -> Sequence[StaffSession]:
    """Where a person is signed in, the newest first."""
    query = (
        select(StaffSession)
        .where(StaffSession.staff_id == staff_id, StaffSession.created_at >= at - LONGEST)
        .order_by(StaffSession.created_at.desc())
    )
    return session.scalars(query).all()


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


def end_others(session: Session, staff_id: str, session_id: str) -> None:
    """Sign a person out everywhere but here."""
    session.execute(
        delete(StaffSession).where(
            StaffSession.staff_id == staff_id, StaffSession.id != session_id
        )
    )


def _make_room(session: Session, staff: Staff, at: datetime) -> None:
    old = StaffSession.created_at < at - LONGEST
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff.id, old))
    for row in sessions_of(session, staff.id, at)[MOST - 1 :]:
        session.delete(row)
    session.flush()


def session_id_of(token: str) -> str:
    """What the store keeps of a cookie's token."""
    return hashlib.sha256(token.encode()).hexdigest()
