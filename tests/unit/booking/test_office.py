"""Staff at the calendar: they book, move, cancel, accept and close, and the person is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from frontdesk.booking.holds import OpeningTaken
from frontdesk.booking.notices import VisitNotices
from frontdesk.booking.office import BookingOffice, ByHand
from frontdesk.store import Store
from frontdesk.store.tables import Appointment, AppointmentEvent, Conversation, OutboxRow, Staff

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
