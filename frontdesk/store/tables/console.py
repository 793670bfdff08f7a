"""What staff write and keep beside the conversations: notes, canned replies, reviews, examples."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from frontdesk.store.tables.base import Base, UtcTime


class Note(Base):
    """A private note on a conversation; patients never see it."""

    __tablename__ = "notes"

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)
    text: Mapped[str]


class CannedReply(Base):
    """A reply that staff use again and again; checked like an approved answer."""

    __tablename__ = "canned_replies"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    text: Mapped[str]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Presence(Base):
    """A member of staff who has a conversation open, and when they last typed in it."""

    __tablename__ = "presences"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcTime)
    typed_at: Mapped[datetime | None] = mapped_column(UtcTime)


class AnswerReview(Base):
    """The clinic's own review of an answer; it holds for the wording whose hash it names."""

    __tablename__ = "answer_reviews"
    __table_args__ = (Index("ix_answer_reviews_key_at", "key", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]
    wording_hash: Mapped[str]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)
    due: Mapped[date]


class ReviewedExample(Base):
    """What a person wrote, with the intent staff say it has; `make train` takes these in."""

    __tablename__ = "reviewed_examples"

    id: Mapped[str] = mapped_column(primary_key=True)
    #: the message it was copied from; none once that was erased
    message_id: Mapped[str | None] = mapped_column(index=True)
    #: names and numbers taken out
    text: Mapped[str]
    #: faq/<key> or an intent; none: a topic of its own
    intent: Mapped[str | None]
    #: what a new topic is about
    topic: Mapped[str | None]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)
