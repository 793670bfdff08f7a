"""Reminders and confirmations: each once, in kind hours, never after a cancellation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from frontdesk.booking.appointments import cancel, confirm, move
from frontdesk.booking.notices import CANCELLED, MOVED, VisitNotices
from frontdesk.booking.openings import opening_of
from frontdesk.booking.reminders import Reminders
from frontdesk.channels.sms.numbers import may_text_now
from frontdesk.clinic import Clinic
from frontdesk.store import Store
from frontdesk.store.tables import Appointment, ConsentRow, Conversation, Message, OutboxRow

TEN = "2026-04-16T10:00:00-05:00|spine_2"
NOON = "2026-04-16T12:00:00-05:00|spine_2"


@pytest.fixture
def reminders(store: Store, clinic: Clinic, notices: VisitNotices) -> Reminders:
    """What the worker runs."""
    return Reminders(store, clinic, notices, lambda phone, at: may_text_now(clinic, phone, at))


def _texts(store: Store, purpose: str | None = None) -> list[OutboxRow]:
    with store.read() as session:
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.created_at)).all()
        return [r for r in rows if purpose in (None, r.purpose)]


def _chicago(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-04-{text}-05:00")


@pytest.fixture
def visit(
    store: Store, now: datetime, booked: Callable[..., Appointment], conversation: None
) -> Appointment:
    """Thursday the 16th at ten, nine days ahead."""
    with store.begin() as session:
        return booked(session, "web-of-the-visit", TEN, now)


@pytest.fixture(autouse=True)
def conversation(store: Store, now: datetime) -> None:
    """The conversation that books."""
    with store.begin() as session:
        session.add(Conversation(id="web-of-the-visit", channel="web", opened_at=now, last_at=now))


def test_two_days_and_three_hours_before_people_are_reminded_once(
    store: Store, reminders: Reminders, visit: Appointment
) -> None:
    """However often the worker looks; the numbers of its choices are those of the text."""
    for when, said in (
        ("14T09:59", 0), ("14T10:00", 1), ("14T10:00", 0), ("14T18:00", 0), ("15T18:44", 0),
        # seven in the morning is night: the evening before
        ("15T18:45", 1), ("16T07:00", 0), ("16T09:59", 0), ("16T12:00", 0),
    ):
        assert reminders.say_due(_chicago(f"{when}:00")) == said, when
    texts = _texts(store, "reminder")
    assert len(texts) == 2
    assert texts[0].address == "+13125550142"
    assert "1 Confirm\n2 Move it" in texts[0].body["text"]
    assert not any(w in texts[0].body["text"] for w in ("Ana", "sciatica", "spine_2"))


def test_a_worker_that_was_down_says_what_is_still_of_use(
    store: Store, clinic: Clinic, notices: VisitNotices, reminders: Reminders, visit: Appointment
) -> None:
    """A new process knows from the store what was said."""
    assert reminders.say_due(_chicago("15T12:00:00")) == 1
    again = Reminders(store, clinic, notices, lambda phone, at: may_text_now(clinic, phone, at))
    assert again.say_due(_chicago("15T12:00:01")) == 0
    assert again.say_due(_chicago("16T09:30:00")) == 0


def test_after_a_cancellation_nothing_is_said_and_what_waits_is_taken_back(
    store: Store, reminders: Reminders, notices: VisitNotices, visit: Appointment
) -> None:
    """Also a reminder that was written and not sent."""
    at = _chicago("14T10:00:00")
    assert reminders.say_due(at) == 1
    with store.begin() as session:
        gone = cancel(session, session.get_one(Appointment, visit.id), at)
        notices.changed(session, gone, CANCELLED, at)
    assert [r.state for r in _texts(store, "reminder")] == ["unsent"]
    assert reminders.say_due(_chicago("15T19:00:00")) == 0
    assert "off our books" in _texts(store)[-1].body["text"]


def test_a_visit_that_was_moved_is_reminded_of_its_new_time(
    store: Store, clinic: Clinic, reminders: Reminders, notices: VisitNotices, visit: Appointment
) -> None:
    """The old reminder is taken back; the new one names the new time."""
    assert reminders.say_due(_chicago("14T10:00:00")) == 1
    with store.begin() as session:
        row = session.get_one(Appointment, visit.id)
        moved = move(session, clinic, row, opening_of(clinic, NOON), _chicago("14T10:05:00"))
        notices.changed(session, moved, MOVED, _chicago("14T10:05:00"))
    assert reminders.say_due(_chicago("14T12:00:00")) == 0  # told just now
    assert reminders.say_due(_chicago("16T09:00:00")) == 1
    assert "12:00 pm" in _texts(store, "reminder")[-1].body["text"]


@pytest.mark.parametrize("state", ["silent", "locked_by"])
def test_a_conversation_that_was_locked_is_not_reminded(
    store: Store, reminders: Reminders, visit: Appointment, state: str
) -> None:
    """After an alarm people speak with people."""
    with store.begin() as session:
        row = session.get_one(Conversation, "web-of-the-visit")
        setattr(row, state, True if state == "silent" else "case-1")
    assert reminders.say_due(_chicago("14T10:00:00")) == 0


def test_the_persons_own_evening_counts(
    store: Store, clinic: Clinic, reminders: Reminders, now: datetime,
    booked: Callable[..., Appointment],
) -> None:
    """A number of California is not texted at seven in the morning there."""
    with store.begin() as session:
        visit = booked(session, "web-of-the-visit", TEN, now, phone="+14155550143")
    due = reminders.due_at(visit, 48)
    assert due == datetime.fromisoformat("2026-04-13T18:45:00-07:00")


def test_a_booking_is_confirmed_by_text_and_mail_with_its_file(
    store: Store, notices: VisitNotices, now: datetime, visit: Appointment
) -> None:
    """Once; the number's consent is kept with what was asked."""
    with store.begin() as session:
        row = session.get_one(Appointment, visit.id)
        row.details = {"email": "ana@mail.example"}
        assert notices.booked(session, row, now, told=row.conversation_id)
        assert not notices.booked(session, row, now)
        (given,) = session.scalars(select(ConsentRow)).all()
    assert (given.kind, given.source) == ("given", "web")
    text, mail = sorted(_texts(store), key=lambda r: r.transport, reverse=True)
    assert "https://desk.example/calendar/" in text.body["text"]
    assert mail.address == "ana@mail.example"
    assert "BEGIN:VCALENDAR" in mail.body["attachments"][0]["text"]
    with store.read() as session:
        (said,) = session.scalars(select(Message)).all()
        assert said.conversation_id.startswith("sms-") and said.author == "system"


def test_a_confirmed_visit_is_still_reminded_and_confirming_twice_is_once(
    store: Store, reminders: Reminders, visit: Appointment
) -> None:
    """The state says confirmed."""
    with store.begin() as session:
        row = session.get_one(Appointment, visit.id)
        confirm(session, row, row.booked_at)
        assert confirm(session, row, row.booked_at).state == "confirmed"
    assert reminders.say_due(_chicago("14T10:00:00")) == 1


def test_two_workers_at_once_remind_once(
    store: Store, clinic: Clinic, notices: VisitNotices, visit: Appointment
) -> None:
    """The key of the notice is the once."""
    at = _chicago("14T10:00:00")
    with store.begin() as session:
        row = session.get_one(Appointment, visit.id)
        assert notices.remind(session, row, 48, at)
        assert not notices.remind(session, row, 48, at + timedelta(seconds=1))
    assert len(_texts(store, "reminder")) == 1
