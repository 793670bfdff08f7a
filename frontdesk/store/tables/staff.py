"""The people at the clinic, their sessions, and the record of what they did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from frontdesk.store.tables.base import Base, UtcTime
from frontdesk.store.tables.sealed import Findable


class Staff(Base):
    """A member of staff who can sign in."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(primary_key=True)
    #: lower case
    email: Mapped[str] = mapped_column(Findable("staff.email"), unique=True)
    name: Mapped[str]
    #: front_desk, clinician, manager or auditor
    role: Mapped[str]
    #: argon2
    password_hash: Mapped[str]
    #: the password was given out and must be changed at the first sign-in
    one_time: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: the key of the second factor (base32); it counts once `totp_at` is set
    totp_key: Mapped[str | None]
    totp_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: the last 30-second step a code was used for: a code works once
    totp_step: Mapped[int | None]
    #: failures in a row, and until when nobody is let in because of them
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until: Mapped[datetime | None] = mapped_column(UtcTime)


class StaffSession(Base):
    """A signed-in browser; the cookie holds what this row keeps only a hash of."""

    __tablename__ = "staff_sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    seen_at: Mapped[datetime] = mapped_column(UtcTime)
    csrf: Mapped[str]
    #: when the second factor was given; none: only the page that asks for it may be seen
    verified_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: such as "Firefox on Linux", so that people know their own sessions
    device: Mapped[str | None]


class AuditRow(Base):
    """One line of the record: who did what to which id. Each line's hash holds the one before."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    #: such as conversation:read
    tag: Mapped[str]
    subject: Mapped[str | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    hash: Mapped[str]
