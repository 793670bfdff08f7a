"""Each approved answer: who stands by it, until when, how often it was given, and thumbs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from frontdesk.answers import Catalogue
from frontdesk.answers.model import Entry
from frontdesk.store.tables import AnswerReview, Message, Staff


@dataclass(frozen=True)
class Use:
    """How often an answer was given, and what people thought of it."""

    given: int = 0
    up: int = 0
    down: int = 0


@dataclass(frozen=True)
class Answer:
    """An answer as the list shows it."""

    entry: Entry
    #: the clinic's review of the wording as it is now
    review: AnswerReview | None
    reviewer: str | None
    due: date | None
    #: fine, soon, past or unreviewed
    state: str
    use: Use

    @property
    def name(self) -> str:
        """The end of its address."""
        return self.entry.key.removeprefix("utter_faq/")


def answers(
    session: Session, catalogue: Catalogue, today: date, soon: date, since: datetime
) -> list[Answer]:
    """Every answer, what falls due next first."""
    entries = [entry for entry in catalogue.values() if entry.is_answer]
    reviews, used = _reviews(session, entries), uses(session, since)
    found = [_answer(e, reviews.get(e.key), used.get(e.key, Use()), today, soon) for e in entries]
    return sorted(found, key=lambda a: (a.due or date.min, a.entry.key))


def uses(session: Session, since: datetime) -> dict[str, Use]:
    """response -> how often it was given since, with thumbs."""
    thumb = Message.data["feedback"].as_string()
    query = (
        select(
            Message.response,
            func.count(),
            func.sum(case((thumb == "up", 1), else_=0)),
            func.sum(case((thumb == "down", 1), else_=0)),
        )
        .where(Message.at >= since, Message.author == "bot", Message.response.is_not(None))
        .where(Message.delivery != "unsent")
        .group_by(Message.response)
    )
    return {key: Use(n, int(up or 0), int(down or 0))
            for key, n, up, down in session.execute(query)}


def _answer(
    entry: Entry, reviewed: tuple[AnswerReview, str] | None, use: Use, today: date, soon: date
) -> Answer:
    review, by = reviewed or (None, None)
    due = review.due if review else entry.metadata.review_due
    if due is None:
        state = "unreviewed"
    elif due < today:
        state = "past"
    else:
        state = "soon" if due <= soon else "fine"
    return Answer(entry, review, by or entry.metadata.reviewer, due, state, use)


def _reviews(
    session: Session, entries: Iterable[Entry]
) -> dict[str, tuple[AnswerReview, str]]:
    """key -> the newest review of the wording as it is now, with who made it."""
    hashes = {e.key: e.hash for e in entries}
    query = select(AnswerReview, Staff.name).join(Staff, Staff.id == AnswerReview.staff_id)
    found = {}
    for review, name in session.execute(query.order_by(AnswerReview.at)):
        if hashes.get(review.key) == review.wording_hash:
            found[review.key] = (review, name)
    return found
