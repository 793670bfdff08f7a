"""Conversations, their messages, and what actions did for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from frontdesk.store.tables.base import Base, UtcTime
from frontdesk.store.tables.sealed import Findable, Sealed


class Conversation(Base):
    """One person on one channel. `owner_id` is the only truth about who speaks for the clinic."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(UtcTime)
    last_seq: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    language: Mapped[str] = mapped_column(default="en")
    #: when the current visit was told that an automated assistant answers
    disclosed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: the member of staff who owns it; none: the assistant does
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    owned_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: the case that locks it after an emergency or a crisis; only staff unlock
    locked_by: Mapped[str | None]
    #: staff said "do not text back" holds: nothing goes out until they unlock
    silent: Mapped[bool] = mapped_column(default=False)
    #: what safety asked and nobody has answered yet: a category, or `attachment`
    asks_safety: Mapped[str | None]
    #: when silence to that question counts as an answer
    silence_at: Mapped[datetime | None] = mapped_column(UtcTime, index=True)
    #: a keyed hash of the address it came from last; limits pages, tells nothing of who it is
    origin: Mapped[str | None] = mapped_column(index=True)
    #: raised by "clear this chat"; tokens of an earlier epoch are void
    epoch: Mapped[int] = mapped_column(default=0)
    #: the number texts go to (SMS), E.164
    address: Mapped[str | None] = mapped_column(Findable("conversations.address"), index=True)
    #: how the person said they can be reached
    contact_name: Mapped[str | None] = mapped_column(Sealed("conversations.contact_name"))
    contact_phone: Mapped[str | None] = mapped_column(
        Findable("conversations.contact_phone"), index=True
    )
    #: may name a mail address instead of a time
    contact_time: Mapped[str | None] = mapped_column(Sealed("conversations.contact_time"))
    #: the dialogue must be led out of every form before the next turn (after staff, after a lock)
    engine_stale: Mapped[bool] = mapped_column(default=False)
    opted_out_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Message(Base):
    """One message of the transcript, either way. Text is kept as typed."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "channel_id"),
        Index("ix_messages_turn_at", "turn", "at"),
        Index("ix_messages_delivery", "delivery"),
        Index("ix_messages_at", "at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int]
    #: patient, bot, staff or system
    author: Mapped[str]
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)
    text: Mapped[str]
    #: what a button carried (patient), as we minted it
    payload: Mapped[str | None]
    #: the id the channel or the client gave it: the same one twice is one message
    channel_id: Mapped[str | None]
    #: the patient's message it answers
    reply_to: Mapped[str | None]
    #: the response key (bot)
    response: Mapped[str | None]
    #: buttons, sources, asks_for, offers, tier, case ... as shown to clients
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: patient: waiting, answered, owned, locked, failed, or none
    turn: Mapped[str | None]
    #: patient: intent, confidence, choices as the engine saw them
    understanding: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    #: to the patient: waiting, sent, delivered, failed, unsent
    delivery: Mapped[str | None]


class ActionRun(Base):
    """What an action did for a message: the same key twice does nothing twice."""

    __tablename__ = "action_runs"

    key: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcTime)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
