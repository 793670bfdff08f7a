"""Staff at the calendar: they book, move, cancel, accept and close, and the person is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from frontdesk.booking.appointments import requested
from frontdesk.booking.holds import OpeningTaken
from frontdesk.booking.notices import VisitNotices
from frontdesk.booking.office import BookingOffice, ByHand
from frontdesk.cases.cases import open_case
from frontdesk.clinic import Clinic
from frontdesk.store import Store
from frontdesk.store.tables import (
    Appointment,
    AppointmentEvent,
    Case,
    Conversation,
    Message,
    OutboxRow,
    Staff,
)

NINE = "2026-04-08T09:00:00-05:00|spine_1"
ELEVEN = "2026-04-08T11:00:00-05:00|spine_1"


@pytest.fixture
def office(sqlite_store: Store, notices: VisitNotices, now: datetime) -> BookingOffice:
    """The office, with somebody in it."""
    with sqlite_store.begin() as session:
        session.add(Staff(id="staff-1", email="a@b.example", name="Lee", role="front_desk",
                          password_hash="", created_at=now))
    return BookingOffice(sqlite_store, notices.clinic, notices)


def _texts(store: Store) -> list[str]:
    with store.read() as session:
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.created_at)).all()
        return [r.body["text"] for r in rows]


def test_a_caller_is_booked_moved_and_cancelled_and_told_each_time(
    sqlite_store: Store, office: BookingOffice, now: datetime
) -> None:
    """By text to the number they gave; the history names who did it."""
    made = office.book(ByHand(NINE, "Bo Lee", "+13125550155"), now, "staff-1")
    office.move(made.id, ELEVEN, now + timedelta(minutes=1), "staff-1")
    for _ in range(2):
        gone = office.cancel(made.id, now + timedelta(minutes=2), "staff-1")
    assert gone.state == "cancelled" and gone.sequence == 2
    texts = _texts(sqlite_store)
    assert len(texts) == 3 and "9:00 am" in texts[0] and "11:00 am" in texts[1]
    with sqlite_store.read() as session:
        rows = session.scalars(select(AppointmentEvent).order_by(AppointmentEvent.id)).all()
    assert [(r.kind, r.staff_id) for r in rows] == [
        (kind, "staff-1") for kind in ("booked", "moved", "cancelled")
    ]


def test_staff_book_where_an_alarm_closed_self_booking(
    sqlite_store: Store, office: BookingOffice, now: datetime, talk: Callable[..., str]
) -> None:
    """And nobody gets what somebody else has."""
    who = talk(sqlite_store)
    with sqlite_store.begin() as session:
        session.get_one(Conversation, who).locked_by = "case-1"
    assert office.book(ByHand(NINE, "Bo Lee", conversation_id=who), now, "staff-1").id
    with pytest.raises(OpeningTaken):
        office.book(ByHand(NINE, "Cy Roe"), now, "staff-1")


def test_a_visit_is_closed_once_it_began(
    sqlite_store: Store, office: BookingOffice, now: datetime
) -> None:
    """Kept or not; not before its time, and nothing else."""
    made = office.book(ByHand(NINE, "Bo Lee"), now, "staff-1")
    later = made.starts + timedelta(hours=2)
    for outcome, at in (("kept", now), ("lost", later)):
        with pytest.raises(ValueError):
            office.close(made.id, outcome, at, "staff-1")
    assert office.close(made.id, "no_show", later, "staff-1").state == "no_show"


def test_a_request_that_staff_accept_is_confirmed_to_the_person(
    sqlite_store: Store, office: BookingOffice, now: datetime
) -> None:
    """Once."""
    made = office.book(ByHand(NINE, "Bo Lee", "+13125550155"), now, "staff-1")
    with sqlite_store.begin() as session:
        session.get_one(Appointment, made.id).state = "requested"
    for _ in range(2):
        assert office.accept(made.id, now, "staff-1").state in ("booked", "confirmed")
    assert len(_texts(sqlite_store)) == 1


def _waiting(
    store: Store, office: BookingOffice, clinic: Clinic, now: datetime, who: str
) -> str:
    made = office.book(ByHand(NINE, "Bo Lee", "+13125550155", conversation_id=who), now, "staff-1")
    with store.begin() as session:
        visit = session.get_one(Appointment, made.id)
        visit.state = "requested"
        conversation = session.get_one(Conversation, who)
        open_case(session, clinic, conversation, "booking_request", now, appointment=made.id)
    return made.id


def test_a_request_that_staff_decline_is_told_kindly_and_its_time_is_free(
    sqlite_store: Store, office: BookingOffice, clinic: Clinic, now: datetime,
    talk: Callable[..., str],
) -> None:
    """By text and in the chat that asked; its case is over, and it cannot be declined twice."""
    who = talk(sqlite_store)
    asked = _waiting(sqlite_store, office, clinic, now, who)
    assert office.decline(asked, now, "staff-1").state == "cancelled"
    with pytest.raises(ValueError):
        office.decline(asked, now, "staff-1")
    with sqlite_store.read() as session:
        in_chat = session.scalars(select(Message).where(Message.conversation_id == who)).all()
        (case,) = session.scalars(select(Case)).all()
    assert in_chat[-1].response == "utter_visit_declined" and case.state == "resolved"
    assert "could not keep" in _texts(sqlite_store)[-1]
    assert office.book(ByHand(NINE, "Cy Roe"), now, "staff-1").id


def test_an_accepted_request_leaves_the_queue_and_is_read_in_the_chat_that_asked(
    sqlite_store: Store, office: BookingOffice, clinic: Clinic, now: datetime,
    talk: Callable[..., str],
) -> None:
    """Nobody has to look for the text; the case is over, and no request waits."""
    who = talk(sqlite_store)
    asked = _waiting(sqlite_store, office, clinic, now, who)
    with sqlite_store.read() as session:
        assert [a.id for a in requested(session, now)] == [asked]
    office.move(asked, ELEVEN, now, "staff-1")
    office.accept(asked, now, "staff-1")
    with sqlite_store.read() as session:
        said = session.scalars(select(Message).where(Message.conversation_id == who)).all()
        (case,) = session.scalars(select(Case)).all()
        assert not requested(session, now)
    assert "11 am" in said[-1].text and case.state == "resolved"


def test_a_request_that_was_moved_on_another_device_leaves_no_case_behind(
    sqlite_store: Store, office: BookingOffice, clinic: Clinic, now: datetime,
    talk: Callable[..., str],
) -> None:
    """Every conversation that asked has its case closed; the case of another visit stays."""
    first, elsewhere, other = (talk(sqlite_store) for _ in range(3))
    asked = _waiting(sqlite_store, office, clinic, now, first)
    with sqlite_store.begin() as session:
        for who, visit in ((elsewhere, asked), (other, "appt-other")):
            conversation = session.get_one(Conversation, who)
            open_case(session, clinic, conversation, "booking_request", now, appointment=visit)
    office.accept(asked, now, "staff-1")
    with sqlite_store.read() as session:
        states = {c.conversation_id: c.state for c in session.scalars(select(Case))}
    assert states == {first: "resolved", elsewhere: "resolved", other: "open"}


def test_a_visit_booked_by_text_that_staff_move_is_told_by_text(
    sqlite_store: Store, office: BookingOffice, now: datetime
) -> None:
    """Only a person's own change is told by the reply alone."""
    made = office.book(ByHand(NINE, "Bo Lee", "+13125550155"), now, "staff-1")
    with sqlite_store.begin() as session:
        session.get_one(Appointment, made.id).channel = "sms"
    office.move(made.id, ELEVEN, now + timedelta(minutes=1), "staff-1")
    assert "11:00 am" in _texts(sqlite_store)[-1]


def test_who_wants_no_texts_gets_none(
    sqlite_store: Store, office: BookingOffice, now: datetime
) -> None:
    """Neither a text nor a record of a consent."""
    made = office.book(ByHand(NINE, "Bo Lee"), now, "staff-1")
    with sqlite_store.begin() as session:
        visit = session.get_one(Appointment, made.id)
        visit.phone, visit.details = "+13125550155", {"texts": "no"}
    office.move(made.id, ELEVEN, now + timedelta(minutes=1), "staff-1")
    assert _texts(sqlite_store) == []
