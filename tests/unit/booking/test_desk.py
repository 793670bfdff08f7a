"""The booking desk: what belongs to one conversation is out of reach for another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from frontdesk.booking.appointments import confirm
from frontdesk.booking.desk import BookingDesk
from frontdesk.booking.draft import Draft
from frontdesk.booking.notices import VisitNotices
from frontdesk.booking.proof import Proofs
from frontdesk.clinic import Clinic
from frontdesk.store import Store
from frontdesk.store.tables import (
    Appointment,
    Case,
    Conversation,
    Hold,
    OutboxRow,
    PersonFact,
    Staff,
)

DRAFT = Draft(
    reason="back pain", mri="yes", person_name="Ana Ruiz", phone="+13125550142",
    opening="2026-04-08T09:00:00-05:00|spine_1", booking_confirmed=True,
)


def _desk(store: Store, notices: VisitNotices) -> BookingDesk:
    return BookingDesk(store, notices.clinic, notices, Proofs(notices.key))


def _booked(desk: BookingDesk, who: str, now: datetime) -> Appointment:
    made = desk.finish(who, DRAFT, now, "web", "msg-1:book").appointment
    assert made is not None
    return made


def test_nobody_cancels_what_another_conversation_booked(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str],
    notices: VisitNotices,
) -> None:
    """Even with its id."""
    mine, other, desk = talk(store), talk(store), _desk(store, notices)
    made = _booked(desk, mine, now)
    assert desk.cancel(made.id, other, now) is None
    assert [a.id for a in desk.standing(mine, now)] == [made.id]
    assert desk.cancel(made.id, mine, now) is not None
    assert not desk.standing(mine, now)


def test_a_number_is_known_only_from_sms(
    sqlite_store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str],
    notices: VisitNotices,
) -> None:
    """A web conversation has none."""
    desk, web = _desk(sqlite_store, notices), talk(sqlite_store)
    assert desk.known_phone(web) is None
    with sqlite_store.begin() as session:
        session.add(Conversation(id="sms-1", channel="sms", opened_at=now, last_at=now,
                                 address="+13125550155"))
    assert desk.known_phone("sms-1") == "+13125550155"


def test_asking_staff_gives_up_the_hold_and_says_by_when(
    sqlite_store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str],
    notices: VisitNotices,
) -> None:
    """The case is there, with how to reach the person on the conversation."""
    desk, who = _desk(sqlite_store, notices), talk(sqlite_store)
    desk.settle_time(who, Draft("pain", "no", "Ana Ruiz", "+13125550142", picked=DRAFT.opening),
                     now)
    due = desk.ask_staff(who, "booking_help", now, DRAFT)
    with sqlite_store.read() as session:
        assert session.scalars(select(Case)).one().due_at == due > now
        assert not session.scalars(select(Hold)).all()
        assert session.get_one(Conversation, who).contact_name == "Ana Ruiz"


def test_by_a_stale_calendar_a_booking_is_a_request_that_staff_confirm(
    sqlite_store: Store, now: datetime, talk: Callable[..., str], notices: VisitNotices,
    bent: Callable[..., Clinic],
) -> None:
    """The time is kept all the same, nothing is promised, and a case is there."""
    rooms = [p.model_dump() for p in notices.clinic.booking.providers]
    rooms[0]["busy"] = ("never_read.ics",)
    fed = replace(notices, clinic=bent(providers=rooms))
    who = talk(sqlite_store)
    made = _booked(_desk(sqlite_store, fed), who, now)
    assert made.state == "requested"
    with sqlite_store.begin() as session:
        assert session.scalars(select(Case)).one().kind == "booking_request"
        assert not session.scalars(select(OutboxRow)).all()
        found = session.get_one(Appointment, made.id)
        assert confirm(session, found, now).state == "requested"
        staff = Staff(id="staff-1", email="a@b.example", name="Lee", role="front_desk",
                      password_hash="", created_at=now)
        session.add(staff)
        session.flush()
        assert confirm(session, found, now, staff_id=staff.id).state == "booked"


@pytest.mark.parametrize(
    "name, value, closed",
    [("pregnant", "yes", "pregnancy"), ("under_18", "yes", "minor"), ("pregnant", "no", None),
     ("procedure_date", "2026-03-01", "procedure"), ("procedure_date", "2025-12-01", None),
     ("procedure_date", "in spring", None)],
)
def test_what_staff_know_may_leave_the_booking_to_them(
    sqlite_store: Store, now: datetime, talk: Callable[..., str], notices: VisitNotices,
    name: str, value: str, closed: str | None,
) -> None:
    """A pregnancy, a child, a procedure of the last 90 days."""
    who, desk = talk(sqlite_store), _desk(sqlite_store, notices)
    with sqlite_store.begin() as session:
        session.add(Staff(id="staff-1", email="a@b.example", name="Lee", role="front_desk",
                          password_hash="", created_at=now))
        session.flush()
        session.add(PersonFact(id="fact-1", conversation_id=who, name=name, value=value,
                               staff_id="staff-1", at=now))
    assert desk.closed_by_facts(who, now) == closed
