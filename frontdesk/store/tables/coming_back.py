"""How a visitor who left is told that staff answered, and gets back into the conversation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from frontdesk.store.tables.base import Base, UtcTime
from frontdesk.store.tables.sealed import Findable


class TextBack(Base):
    """The number a visitor wants to be texted at when staff answer after they left."""

    __tablename__ = "text_backs"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    #: E.164
    phone: Mapped[str] = mapped_column(Findable("text_backs.phone"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    #: codes this conversation has had texted, to any number
    codes: Mapped[int]
    #: tries of the last code
    tries: Mapped[int]
    code_hash: Mapped[str]
    code_until: Mapped[datetime] = mapped_column(UtcTime)
    #: when a code came back and with it the yes; none: nothing is texted
    agreed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: place in the transcript up to which a text has told of staff's answers
    told_seq: Mapped[int]


class ResumeLink(Base):
    """A link that continues a conversation, once. The row keeps only a hash of what it holds."""

    __tablename__ = "resume_links"

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    #: "Clear this chat" raises the conversation's and so voids the link
    epoch: Mapped[int]
    until: Mapped[datetime] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: a hash of what the browser that used it said of itself: it may say it again
    used_by: Mapped[str | None]
