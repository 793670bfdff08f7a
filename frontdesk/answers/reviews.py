"""The clinic's own reviews: whoever stands by a wording, and until when. They win over the files.

A review holds for the wording that was read; a changed wording waits for another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from frontdesk.answers.catalogue import Catalogue
from frontdesk.answers.model import Entry
from frontdesk.answers.render import is_due
from frontdesk.store.ids import new_id
from frontdesk.store.tables import AnswerReview

#: how long before its day an answer is listed
SOON = timedelta(days=60)

#: put together once: it is asked with every answer
_NEWEST = (
    select(AnswerReview)
    .where(AnswerReview.key == bindparam("key"), AnswerReview.wording_hash == bindparam("hash"))
    .order_by(AnswerReview.at.desc())
    .limit(1)
)


class NotThatWording(RuntimeError):
    """The wording changed since it was read."""


@dataclass(frozen=True)
class Due:
    """An answer that falls due: `past` on the clinic's date."""

    key: str
    title: str
    due: date
    past: bool


def record_review(
    session: Session, entry: Entry, wording_hash: str, staff_id: str, at: datetime, due: date
) -> AnswerReview:
    """Keep that a member of staff has read this wording and stands by it until `due`.

    Raises:
        NotThatWording: when `wording_hash` is not the entry's (`Entry.hash`) any more.
        ValueError: when `due` is no later than the day of the review.
    """
    if wording_hash != entry.hash:
        raise NotThatWording(entry.key)
    if due <= at.date():
        raise ValueError("a review is due after the day it is made")
    row = AnswerReview(
        id=new_id("review"), key=entry.key, wording_hash=wording_hash, staff_id=staff_id, at=at,
        due=due,
    )
    session.add(row)
    session.flush()
    return row


def review_of(session: Session, entry: Entry) -> AnswerReview | None:
    """The clinic's newest review of the wording as it is now."""
    return session.scalars(_NEWEST, {"key": entry.key, "hash": entry.hash}).one_or_none()


def falling_due(
    catalogue: Catalogue, session: Session, today: date, within: timedelta = SOON
) -> list[Due]:
    """The answers that are past their review date or will be `within`, the oldest first."""
    found = []
    for entry in catalogue.values():
        reviewed = review_of(session, entry) if entry.is_answer else None
        due = reviewed.due if reviewed else entry.metadata.review_due
        if entry.is_answer and due and due <= today + within:
            title = entry.metadata.title or entry.key
            found.append(Due(entry.key, title, due, is_due(entry, today, due)))
    return sorted(found, key=lambda d: (d.due, d.key))
