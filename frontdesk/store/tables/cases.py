"""Findings, cases and the history of each case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from frontdesk.correlation import current
from frontdesk.store.tables.base import Base, UtcTime


class Case(Base):
    """Something a person must look at."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_state_due_at", "state", "due_at"),
        Index("ix_cases_conversation_id_state", "conversation_id", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    #: red_flag, callback, engine_down, complaint, individual_advice, cost_estimate ...
    kind: Mapped[str]
    #: a tier of the safety taxonomy; none for a case that is no alarm
    tier: Mapped[str | None]
    category: Mapped[str | None]
    #: open, acknowledged, resolved
    state: Mapped[str] = mapped_column(default="open")
    opened_at: Mapped[datetime] = mapped_column(UtcTime)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: reached, sent_to_er, no_answer, welfare_check, not_needed
    outcome: Mapped[str | None]
    #: when the first page was written (of the tier it has now)
    first_page_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: when a transport first accepted a page
    paged_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: the second line the patient was given: paged or not_paged
    told: Mapped[str | None]
    #: the rung of the ladder that was paged last, from 0; -1: none yet
    rung: Mapped[int] = mapped_column(default=-1)
    #: when the next rung is paged unless somebody acknowledges
    next_page_at: Mapped[datetime | None] = mapped_column(UtcTime, index=True)
    drill: Mapped[bool] = mapped_column(default=False)
    #: when staff first wrote to the person after it was opened
    first_reply_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: when the person was told that staff are late
    late_told_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: the patient's message that opened it
    correlation: Mapped[str | None] = mapped_column(default=current)


class CaseEvent(Base):
    """One line of a case's history. Holds ids and tags, never what was said."""

    __tablename__ = "case_events"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    #: opened, added, raised, paged, page_accepted, page_failed, told, acknowledged, resolved ...
    kind: Mapped[str]
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class FindingRow(Base):
    """What the safety layer saw in a message."""

    __tablename__ = "findings"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), index=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)
    category: Mapped[str]
    tier: Mapped[str]
    rule: Mapped[str]
    #: [{text, message (id), start, end}]
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    assertion: Mapped[dict[str, Any]] = mapped_column(JSON)
