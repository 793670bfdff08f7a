"""What was not understood, what was answered badly, and what nobody has an answer for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from frontdesk.store.tables import Case, Message, ReviewedExample, Staff

MOST = 100
#: what the assistant said when it did not know
CLUELESS = (
    ("utter_ask_again", "utter_not_understood", "utter_handed_over", "utter_no_answer")
    + ("utter_choices", "utter_choices_again")
    + ("utter_out_of_scope", "utter_out_of_scope_again")
)


@dataclass(frozen=True)
class Row:
    """A patient's message and what was said to it."""

    message: Message
    said: str | None
    why: str


def not_understood(session: Session, since: datetime) -> list[Row]:
    """Messages after which the assistant did not know, not looked at yet; the newest first."""
    reply = aliased(Message)
    query = _open(select(Message, reply.response), since).join(reply, reply.reply_to == Message.id)
    query = query.where(reply.response.in_(CLUELESS))
    return [Row(m, said, "not_understood") for m, said in session.execute(query)]


def answered_badly(session: Session, since: datetime) -> list[Row]:
    """Messages whose answer got a thumb down."""
    reply = aliased(Message)
    query = _open(select(Message, reply.response), since).join(reply, reply.reply_to == Message.id)
    query = query.where(reply.data["feedback"].as_string() == "down")
    return [Row(m, said, "thumb_down") for m, said in session.execute(query)]


def gaps(session: Session, since: datetime) -> list[tuple[str, int, datetime]]:
    """(response, how often, when last) of answers that had nothing approved to say."""
    query = (
        select(Message.response, func.count(), func.max(Message.at))
        .join(Case, Case.conversation_id == Message.conversation_id)
        .where(Case.kind == "content_gap", Message.at >= since, Message.author == "bot")
        .where(or_(Message.response.in_(CLUELESS), Message.response.startswith("utter_faq/")))
        .where(Message.at >= Case.opened_at)
        .group_by(Message.response)
        .order_by(func.count().desc())
        .limit(MOST)
    )
    return [(key, n, last) for key, n, last in session.execute(query)]


def kept(session: Session) -> list[tuple[ReviewedExample, str]]:
    """The newest reviewed examples with who made them."""
    query = (
        select(ReviewedExample, Staff.name)
        .join(Staff, Staff.id == ReviewedExample.staff_id)
        .order_by(ReviewedExample.at.desc())
        .limit(MOST)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _open(query: Select[Any], since: datetime) -> Select[Any]:
    looked_at = exists().where(ReviewedExample.message_id == Message.id)
    return (
        query.where(Message.at >= since, Message.author == "patient", ~looked_at)
        .order_by(Message.at.desc())
        .limit(MOST)
    )
