"""Holds, appointments, and the cells they occupy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from frontdesk.store.tables.base import Base, UtcTime


class Hold(Base):
    """An opening kept for someone while they decide."""

    __tablename__ = "holds"

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    provider_id: Mapped[str]
    kind: Mapped[str]
    starts: Mapped[datetime] = mapped_column(UtcTime)
    ends: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime, index=True)


class Appointment(Base):
    """A booked consultation."""

    __tablename__ = "appointments"
    __table_args__ = (Index("ix_appointments_starts_state", "starts", "state"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    provider_id: Mapped[str]
    kind: Mapped[str]
    #: booked, confirmed, moved, cancelled, no_show, kept
    state: Mapped[str] = mapped_column(default="booked")
    starts: Mapped[datetime] = mapped_column(UtcTime)
    ends: Mapped[datetime] = mapped_column(UtcTime)
    name: Mapped[str]
    #: E.164
    phone: Mapped[str | None]
    #: why they come, in their words
    reason: Mapped[str | None]
    #: yes, no, unsure
    mri: Mapped[str | None]
    #: self, or who it is for
    for_whom: Mapped[str] = mapped_column(default="self")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    channel: Mapped[str]
    booked_at: Mapped[datetime] = mapped_column(UtcTime)
    #: a red flag or staff asked for a look before the visit
    review: Mapped[bool] = mapped_column(default=False)


class AppointmentEvent(Base):
    """One line of an appointment's history."""

    __tablename__ = "appointment_events"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    appointment_id: Mapped[str] = mapped_column(ForeignKey("appointments.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    kind: Mapped[str]
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Cell(Base):
    """Five minutes of one provider. Its key makes an overlap impossible on every database."""

    __tablename__ = "cells"
    __table_args__ = (
        CheckConstraint("(hold_id IS NULL) <> (appointment_id IS NULL)", name="one_occupant"),
    )

    provider_id: Mapped[str] = mapped_column(primary_key=True)
    #: five-minute steps since 1970 in UTC
    cell: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hold_id: Mapped[str | None] = mapped_column(ForeignKey("holds.id"), index=True)
    appointment_id: Mapped[str | None] = mapped_column(ForeignKey("appointments.id"), index=True)
