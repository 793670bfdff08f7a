"""What must still go out by SMS, mail or webhook, and who is alive to send it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from frontdesk.correlation import current
from frontdesk.store.tables.base import Base, UtcTime
from frontdesk.store.tables.sealed import Findable, SealedJson


class OutboxRow(Base):
    """One thing to send; written with what caused it, sent at least once by the worker."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state_next_at", "state", "next_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    #: the same key twice is one row
    key: Mapped[str] = mapped_column(unique=True)
    #: sms, email or webhook
    transport: Mapped[str]
    #: reply, safety, page, staff, confirmation
    purpose: Mapped[str]
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    message_id: Mapped[str | None] = mapped_column(ForeignKey("messages.id"))
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    address: Mapped[str] = mapped_column(Findable("outbox.address"))
    #: what the transport needs: text, subject ...
    body: Mapped[dict[str, Any]] = mapped_column(SealedJson("outbox.body"))
    #: waiting, leased, accepted, delivered, failed, unsent
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    next_at: Mapped[datetime] = mapped_column(UtcTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    provider_id: Mapped[str | None]
    #: a tag such as smtp_refused; never the provider's words
    error: Mapped[str | None]
    #: the patient's message that it goes back to
    correlation: Mapped[str | None] = mapped_column(default=current)


class Heartbeat(Base):
    """When a process last said it works."""

    __tablename__ = "heartbeats"

    process: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
