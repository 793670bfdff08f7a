"""Holds, appointments, the cells they occupy, and what hangs on them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from frontdesk.store.tables.base import Base, UtcTime
from frontdesk.store.tables.sealed import Findable, Sealed, SealedJson


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
    #: requested, booked, confirmed, moved, cancelled, no_show, kept
    state: Mapped[str] = mapped_column(default="booked")
    starts: Mapped[datetime] = mapped_column(UtcTime)
    ends: Mapped[datetime] = mapped_column(UtcTime)
    name: Mapped[str] = mapped_column(Sealed("appointments.name"))
    #: E.164
    phone: Mapped[str | None] = mapped_column(Findable("appointments.phone"), index=True)
    #: why they come, in their words
    reason: Mapped[str | None] = mapped_column(Sealed("appointments.reason"))
    #: yes, no, unsure
    mri: Mapped[str | None]
    #: self, or who it is for
    for_whom: Mapped[str] = mapped_column(Sealed("appointments.for_whom"), default="self")
    #: email, state (of the country), treatment, criteria: what was said beside the rest
    details: Mapped[dict[str, Any]] = mapped_column(
        SealedJson("appointments.details"), default=dict
    )
    channel: Mapped[str]
    booked_at: Mapped[datetime] = mapped_column(UtcTime)
    #: a red flag or staff asked for a look before the visit
    review: Mapped[bool] = mapped_column(default=False)
    #: raised by every change that calendars must follow (RFC 5545, SEQUENCE)
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")


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
        CheckConstraint(
            "(CASE WHEN hold_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN appointment_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN blocked THEN 1 ELSE 0 END) = 1",
            name="one_occupant",
        ),
    )

    provider_id: Mapped[str] = mapped_column(primary_key=True)
    #: five-minute steps since 1970 in UTC
    cell: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hold_id: Mapped[str | None] = mapped_column(ForeignKey("holds.id"), index=True)
    appointment_id: Mapped[str | None] = mapped_column(ForeignKey("appointments.id"), index=True)
    #: taken by the clinic itself: a block, or a busy time of its own calendar
    blocked: Mapped[bool] = mapped_column(default=False, server_default=false())


class Block(Base):
    """A time a provider is not to be booked: entered by staff, or busy in their own calendar."""

    __tablename__ = "blocks"
    __table_args__ = (Index("ix_blocks_provider_id_ends", "provider_id", "ends"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    provider_id: Mapped[str]
    starts: Mapped[datetime] = mapped_column(UtcTime)
    ends: Mapped[datetime] = mapped_column(UtcTime)
    #: staff, or the feed it came from
    source: Mapped[str]
    note: Mapped[str | None] = mapped_column(Sealed("blocks.note"))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))


class BusyFeed(Base):
    """When a provider's own calendar was last read."""

    __tablename__ = "busy_feeds"

    #: provider and place in their list, such as spine_1/0
    id: Mapped[str] = mapped_column(primary_key=True)
    read_at: Mapped[datetime | None] = mapped_column(UtcTime)
    tried_at: Mapped[datetime] = mapped_column(UtcTime)
    #: a tag such as http_404; none when the last reading went well
    error: Mapped[str | None]


class Waiting(Base):
    """Someone who would take an earlier or another time; served in the order they came."""

    __tablename__ = "waiting"
    __table_args__ = (Index("ix_waiting_state_since", "state", "since"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    since: Mapped[datetime] = mapped_column(UtcTime)
    #: waiting, offered, booked, left
    state: Mapped[str] = mapped_column(default="waiting")
    #: the slots of the booking so far, and which times would do
    draft: Mapped[dict[str, Any]] = mapped_column(SealedJson("waiting.draft"))
    wanted: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    #: openings they were offered and let go, by id
    declined: Mapped[list[str]] = mapped_column(JSON, default=list)
    offered: Mapped[str | None]
    offered_until: Mapped[datetime | None] = mapped_column(UtcTime)


class Notice(Base):
    """Something an appointment was told once: a confirmation, a reminder. The key is the once."""

    __tablename__ = "notices"

    #: appointment, kind and the time it was about
    key: Mapped[str] = mapped_column(primary_key=True)
    appointment_id: Mapped[str] = mapped_column(ForeignKey("appointments.id"), index=True)
    #: confirmation, reminder_48h, reminder_3h
    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcTime)
    #: keys of its rows in the outbox, which a cancellation takes back
    outbox_keys: Mapped[list[str]] = mapped_column(JSON, default=list)


class Proof(Base):
    """A six-digit code texted to the number of an appointment, and whether it came back."""

    __tablename__ = "proofs"

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    #: keyed hashes: neither the number nor the code can be read from here
    number_key: Mapped[str] = mapped_column(index=True)
    code_hash: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(UtcTime)
    until: Mapped[datetime] = mapped_column(UtcTime)
    tries: Mapped[int] = mapped_column(default=0)
    proved_at: Mapped[datetime | None] = mapped_column(UtcTime)
