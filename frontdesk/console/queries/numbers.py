"""What happened in a stretch of days, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median, quantiles

from sqlalchemy import distinct, func, or_, select
from sqlalchemy.orm import Session

from frontdesk.clinic import Clinic
from frontdesk.promises.kept import kept
from frontdesk.store.tables import Appointment, Case, Conversation, FindingRow, Message

CHANNELS = ("web", "sms")


@dataclass(frozen=True)
class Times:
    """How long something took, seconds: the middle, and what nine of ten did not exceed."""

    count: int
    middle: float | None
    most: float | None


@dataclass(frozen=True)
class Numbers:
    """All of it, for the days from `first` to `last`."""

    first: date
    last: date
    #: channel -> conversations that began, a day each
    begun: dict[str, list[int]]
    #: without a case and without a word of staff
    unaided: int
    questions: list[tuple[str, int]]
    flags: list[tuple[str, int]]
    to_page: Times
    to_acknowledge: Times
    to_reply: Times
    promises_kept: int
    promises_broken: int
    bookings_begun: int
    bookings_made: int
    cases_by_kind: list[tuple[str, int]] = field(default_factory=list)

    @property
    def conversations(self) -> int:
        """How many began."""
        return sum(map(sum, self.begun.values()))

    @property
    def days(self) -> list[date]:
        """Each day."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def numbers(session: Session, clinic: Clinic, first: date, last: date, now: datetime) -> Numbers:
    """The numbers of the local days `first` to `last`, both counted in."""
    starts = datetime.combine(first, datetime.min.time(), clinic.zone)
    ends = datetime.combine(last + timedelta(days=1), datetime.min.time(), clinic.zone)
    cases = _cases(session, starts, ends)
    kept_or_not = [kept(case, now) for case in cases]
    begun, made = _bookings(session, starts, ends)
    return Numbers(
        first=first,
        last=last,
        begun=_begun(session, clinic, first, last, starts, ends),
        unaided=_unaided(session, starts, ends),
        questions=_questions(session, starts, ends),
        flags=_flags(session, starts, ends),
        to_page=_times((c.opened_at, c.paged_at) for c in cases if c.tier),
        to_acknowledge=_times((c.opened_at, c.acknowledged_at) for c in cases),
        to_reply=_times((c.opened_at, c.first_reply_at) for c in cases),
        promises_kept=kept_or_not.count(True),
        promises_broken=kept_or_not.count(False),
        bookings_begun=begun,
        bookings_made=made,
        cases_by_kind=Counter(c.kind for c in cases).most_common(),
    )


def _begun(
    session: Session, clinic: Clinic, first: date, last: date, starts: datetime, ends: datetime
) -> dict[str, list[int]]:
    query = select(Conversation.channel, Conversation.opened_at).where(
        Conversation.opened_at >= starts, Conversation.opened_at < ends
    )
    counted = {channel: [0] * ((last - first).days + 1) for channel in CHANNELS}
    for channel, at in session.execute(query):
        day = at.astimezone(clinic.zone).date()
        counted.setdefault(channel, [0] * ((last - first).days + 1))[(day - first).days] += 1
    return counted


def _unaided(session: Session, starts: datetime, ends: datetime) -> int:
    staffed = select(Message.conversation_id).where(
        Message.author == "staff", Message.at >= starts
    )
    query = select(func.count()).where(
        Conversation.opened_at >= starts,
        Conversation.opened_at < ends,
        Conversation.id.not_in(select(Case.conversation_id).where(Case.opened_at >= starts)),
        Conversation.id.not_in(staffed),
    )
    return session.scalar(query) or 0


def _questions(session: Session, starts: datetime, ends: datetime) -> list[tuple[str, int]]:
    query = (
        select(Message.response, func.count())
        .where(Message.at >= starts, Message.at < ends, Message.author == "bot")
        .where(Message.response.startswith("utter_faq/", autoescape=True))
        .group_by(Message.response)
    )
    return Counter({str(k): n for k, n in session.execute(query)}).most_common()


def _flags(session: Session, starts: datetime, ends: datetime) -> list[tuple[str, int]]:
    query = (
        select(FindingRow.category, func.count(distinct(FindingRow.case_id)))
        .where(FindingRow.at >= starts, FindingRow.at < ends)
        .group_by(FindingRow.category)
    )
    return Counter({str(k): n for k, n in session.execute(query)}).most_common()


def _cases(session: Session, starts: datetime, ends: datetime) -> Sequence[Case]:
    query = select(Case).where(
        Case.opened_at >= starts, Case.opened_at < ends, Case.drill.is_(False)
    )
    return session.scalars(query).all()


def _bookings(session: Session, starts: datetime, ends: datetime) -> tuple[int, int]:
    """Conversations that began to book, and those of them that did."""
    intent = Message.understanding["intent"].as_string()
    begun = (
        select(Message.conversation_id)
        .where(Message.at >= starts, Message.at < ends, Message.author == "patient")
        .where(or_(intent == "book_consultation", Message.payload == "/book_consultation"))
        .distinct()
    )
    made = select(func.count(distinct(Appointment.conversation_id))).where(
        Appointment.booked_at >= starts, Appointment.booked_at < ends
    )
    wanted = session.scalar(select(func.count()).select_from(begun.subquery())) or 0
    done = session.scalar(made) or 0
    return max(wanted, done), done


def _times(pairs: Iterable[tuple[datetime, datetime | None]]) -> Times:
    took = [max(0.0, (end - begin).total_seconds()) for begin, end in pairs if end]
    if not took:
        return Times(0, None, None)
    most = quantiles(took, n=10)[-1] if len(took) > 1 else took[0]
    return Times(len(took), median(took), min(most, max(took)))
