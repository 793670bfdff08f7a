"""Appointments: booked once, moved, cancelled, looked at again after an alarm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from frontdesk.booking.appointments import (
    Request,
    book,
    cancel,
    for_conversation,
    move,
    release_on_red_flag,
)
from frontdesk.booking.holds import OpeningTaken, SelfBookingClosed, hold
from frontdesk.booking.openings import opening_of, openings
from frontdesk.clinic import Clinic
from frontdesk.store import Store
from frontdesk.store.tables import Appointment, AppointmentEvent, Cell, Conversation, Hold

NINE = "2026-04-08T09:00:00-05:00|spine_1"
ELEVEN = "2026-04-08T11:00:00-05:00|spine_1"


def _request(clinic: Clinic, who: str, what: str = NINE, key: str = "msg-1:book") -> Request:
    return Request(
        conversation_id=who, opening=opening_of(clinic, what), name="Ana Ruiz",
        phone="+13125550142", reason="back pain", mri="yes", channel="web", key=key,
    )


def _counted(store: Store, table: type) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_held_opening_becomes_an_appointment(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """The hold is gone, its cells are the appointment's, and it is not offered again."""
    mine = talk(store)
    with store.begin() as session:
        hold(session, clinic, mine, opening_of(clinic, NINE), now)
        made = book(session, clinic, _request(clinic, mine), now)
    assert (made.state, made.ends - made.starts) == ("booked", timedelta(minutes=90))
    assert (_counted(store, Hold), _counted(store, Cell)) == (0, 21)
    with store.read() as session:
        assert NINE not in [o.id for o in openings(session, clinic, now)]
        assert [e.kind for e in session.scalars(select(AppointmentEvent))] == ["booked"]
        assert session.get_one(Conversation, mine).contact_phone == "+13125550142"


def test_the_same_key_books_once(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """A turn that is run again returns the appointment it made."""
    mine = talk(store)
    made = []
    for _ in range(3):
        with store.begin() as session:
            made.append(book(session, clinic, _request(clinic, mine), now).id)
    assert len(set(made)) == _counted(store, Appointment) == 1


def test_booking_what_another_has_is_refused(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """An appointment, unlike a hold, never expires."""
    mine, other = talk(store), talk(store)
    with store.begin() as session:
        book(session, clinic, _request(clinic, mine), now)
    later = now + timedelta(hours=1)
    with pytest.raises(OpeningTaken) as caught, store.begin() as session:
        book(session, clinic, _request(clinic, other, key="msg-2:book"), later)
    assert caught.value.next_openings[0].id == ELEVEN
    assert _counted(store, Appointment) == 1


def test_a_locked_conversation_can_not_book(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """Also not what it held before the alarm."""
    mine = talk(store)
    with store.begin() as session:
        hold(session, clinic, mine, opening_of(clinic, NINE), now)
        session.get_one(Conversation, mine).locked_by = "case-1"
    with pytest.raises(SelfBookingClosed), store.begin() as session:
        book(session, clinic, _request(clinic, mine), now)
    assert _counted(store, Appointment) == 0


def test_a_move_frees_the_old_time_and_keeps_the_history(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """It stays one appointment; another can have the time it left."""
    mine, other = talk(store), talk(store)
    with store.begin() as session:
        made = book(session, clinic, _request(clinic, mine), now)
        move(session, clinic, made, opening_of(clinic, ELEVEN), now)
        book(session, clinic, _request(clinic, other, key="msg-2:book"), now)
    with store.read() as session:
        moved = session.get_one(Appointment, made.id)
        assert (moved.state, moved.starts) == ("moved", opening_of(clinic, ELEVEN).starts)
        kinds = select(AppointmentEvent.kind).where(AppointmentEvent.appointment_id == made.id)
        assert session.scalars(kinds).all() == ["booked", "moved"]


def test_a_move_that_fails_changes_nothing(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """The appointment stays where it was, with all its cells."""
    mine, other = talk(store), talk(store)
    with store.begin() as session:
        made = book(session, clinic, _request(clinic, mine), now)
        book(session, clinic, _request(clinic, other, ELEVEN, "msg-2:book"), now)
    with pytest.raises(OpeningTaken), store.begin() as session:
        move(session, clinic, session.get_one(Appointment, made.id),
             opening_of(clinic, ELEVEN), now)
    with store.read() as session:
        assert session.get_one(Appointment, made.id).starts == made.starts
    assert _counted(store, Cell) == 42


def test_cancelling_frees_the_time_once(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """The row stays, its cells go, a second time adds no line to the history."""
    mine = talk(store)
    with store.begin() as session:
        made = book(session, clinic, _request(clinic, mine), now)
        cancel(session, made, now)
        cancel(session, made, now)
    assert (_counted(store, Cell), _counted(store, AppointmentEvent)) == (0, 2)
    with store.read() as session:
        assert not for_conversation(session, mine, now)


def test_only_what_stands_and_is_to_come_is_found(
    sqlite_store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """And only what this conversation made."""
    store, mine, other = sqlite_store, talk(sqlite_store), talk(sqlite_store)
    with store.begin() as session:
        made = book(session, clinic, _request(clinic, mine), now)
    with store.read() as session:
        assert [a.id for a in for_conversation(session, mine, now)] == [made.id]
        assert not for_conversation(session, other, now)
        assert not for_conversation(session, mine, made.ends)


def test_a_red_flag_ends_the_hold_and_asks_for_a_look(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """What stands is not cancelled: a person decides."""
    mine = talk(store)
    with store.begin() as session:
        made = book(session, clinic, _request(clinic, mine), now)
        hold(session, clinic, mine, opening_of(clinic, ELEVEN), now)
        assert release_on_red_flag(session, mine, now) == 1
        release_on_red_flag(session, mine, now)
    with store.read() as session:
        assert session.get_one(Appointment, made.id).review
        assert session.get_one(Appointment, made.id).state == "booked"
    assert (_counted(store, Hold), _counted(store, AppointmentEvent)) == (0, 2)


def test_a_request_says_who_it_is_for(
    sqlite_store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """Booking for somebody else is written down as such."""
    request = replace(_request(clinic, talk(sqlite_store)), for_whom="mother")
    with sqlite_store.begin() as session:
        assert book(session, clinic, request, now).for_whom == "mother"
