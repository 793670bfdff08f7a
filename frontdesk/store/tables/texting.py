"""What a number agreed to, was told, and asked us to stop. Kept as proof, never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from frontdesk.store.tables.base import Base, UtcTime


class ConsentRow(Base):
    """One line of a number's record. The newest line that decides is what holds.

    It names the number by its keyed hash and messages by id alone, so that it can outlive both:
    texts may be disputed for years (28 USC 1658) after a transcript was erased.
    """

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_number_key_id", "number_key", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    number_key: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcTime)
    #: texted_us, told, given, opted_in, opted_out, wrong_number, shared, blocked, unreachable,
    #: erased (at the person's request: what was agreed to before counts no more)
    kind: Mapped[str]
    #: text, web, staff or provider
    source: Mapped[str]
    #: care (answers, visits); marketing would need a written consent of its own
    purpose: Mapped[str] = mapped_column(default="care")
    #: what the person was told or asked, as it was worded
    wording: Mapped[str | None]
    #: changes with every change of the wording
    version: Mapped[str | None]
    message_id: Mapped[str | None]
