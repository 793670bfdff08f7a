"""What the clinic changes in its own running, what staff know of people, and erasures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from frontdesk.store.tables.base import Base, UtcTime
from frontdesk.store.tables.sealed import Sealed


class ClinicChange(Base):
    """A part of `clinic.yml` as staff changed it; of each part the newest row holds."""

    __tablename__ = "clinic_changes"
    __table_args__ = (Index("ix_clinic_changes_part_id", "part", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    #: hours, closed, rota or swap
    part: Mapped[str]
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)


class PersonFact(Base):
    """Something staff know of the person, for safety, booking and the brief."""

    __tablename__ = "person_facts"

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    #: procedure, procedure_date, blood_thinner, pregnant, under_18, language, safe_to_call
    name: Mapped[str]
    value: Mapped[str] = mapped_column(Sealed("person_facts.value"))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Incident(Base):
    """Something went to the wrong person, and who has seen it."""

    __tablename__ = "incidents"

    id: Mapped[str] = mapped_column(primary_key=True)
    #: ids without a key: an erasure takes the conversation and leaves the incident
    conversation_id: Mapped[str] = mapped_column(index=True)
    message_id: Mapped[str]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)
    #: ids of the staff who had opened it by then, and how it left: web or sms
    seen_by: Mapped[list[str]] = mapped_column(JSON)
    channel: Mapped[str]
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))


class LegalHold(Base):
    """Nothing of this conversation is erased while it stands."""

    __tablename__ = "legal_holds"

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    reason: Mapped[str] = mapped_column(Sealed("legal_holds.reason"))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Erasure(Base):
    """The receipt of an erasure; it names ids and counts and nothing that was said."""

    __tablename__ = "erasures"

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(index=True)
    #: request or retention
    reason: Mapped[str]
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)
    #: table -> rows erased
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    #: when the dialogue engine confirmed that it forgot; none: the worker asks again
    engine_at: Mapped[datetime | None] = mapped_column(UtcTime)
