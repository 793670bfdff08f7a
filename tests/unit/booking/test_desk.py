"""The booking desk: what belongs to one conversation is out of reach for another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from frontdesk.booking.desk import BookingDesk
from frontdesk.booking.draft import Draft
from frontdesk.clinic import Clinic
from frontdesk.store import Store
from frontdesk.store.tables import Appointment, Case, Conversation, Hold

DRAFT = Draft(
    reason="back pain", mri="yes", person_name="Ana Ruiz", phone="+13125550142",
    opening="2026-04-08T09:00:00-05:00|spine_1", booking_confirmed=True,
)


def _booked(desk: BookingDesk, who: str, now: datetime) -> Appointment:
    made = desk.finish(who, DRAFT, now, "web", "msg-1:book").appointment
    assert made is not None
    return made


def test_nobody_cancels_what_another_conversation_booked(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """Even with its id."""
    mine, other, desk = talk(store), talk(store), BookingDesk(store, clinic)
    made = _booked(desk, mine, now)
    assert desk.cancel(made.id, other, now) is None
    assert [a.id for a in desk.standing(mine, now)] == [made.id]
    assert desk.cancel(made.id, mine, now) is not None
    assert not desk.standing(mine, now)


def test_a_number_is_known_only_from_sms(
    sqlite_store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """A web conversation has none."""
    desk, web = BookingDesk(sqlite_store, clinic), talk(sqlite_store)
    assert desk.known_phone(web) is None
    with sqlite_store.begin() as session:
        session.add(Conversation(id="sms-1", channel="sms", opened_at=now, last_at=now,
                                 address="+13125550155"))
    assert desk.known_phone("sms-1") == "+13125550155"


def test_asking_staff_gives_up_the_hold_and_says_by_when(
    sqlite_store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """The case is there, with how to reach the person on the conversation."""
    desk, who = BookingDesk(sqlite_store, clinic), talk(sqlite_store)
    desk.settle_time(who, Draft("pain", "no", "Ana Ruiz", "+13125550142", picked=DRAFT.opening),
                     now)
    due = desk.ask_staff(who, "booking_help", now, DRAFT)
    with sqlite_store.read() as session:
        assert session.scalars(select(Case)).one().due_at == due > now
        assert not session.scalars(select(Hold)).all()
        assert session.get_one(Conversation, who).contact_name == "Ana Ruiz"
