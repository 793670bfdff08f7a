"""The waiting list: in order, each with a hold, and nobody loses their place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.booking.appointments import Request, book, cancel
from frontdesk.booking.holds import OpeningTaken, hold
from frontdesk.booking.notices import VisitNotices
from frontdesk.booking.openings import opening_of
from frontdesk.booking.times import understand
from frontdesk.booking.waiting import WaitingList, let_go, listed, standing, wait
from frontdesk.clinic import Clinic
from frontdesk.store import Store
from frontdesk.store.tables import Appointment, Conversation, Hold, Message, Waiting

NINE = "2026-04-08T09:00:00-05:00|spine_1"


@pytest.fixture
def line(store: Store, clinic: Clinic, notices: VisitNotices) -> WaitingList:
    """What the worker runs, by day."""
    return WaitingList(store, clinic, notices, lambda phone, at: True)


@pytest.fixture
def queue(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str],
    booked: Callable[..., Appointment],
) -> tuple[str, list[str], str]:
    """Somebody has nine o'clock; two wait for Wednesday morning. Owner, the two, appointment."""
    owner, first, second = talk(store), talk(store), talk(store)
    wanted = understand("wednesday before 10", now, clinic.zone)
    with store.begin() as session:
        made = booked(session, owner, NINE, now)
        for minutes, who in enumerate((first, second)):
            at = now + timedelta(minutes=minutes)
            wait(session, clinic, who, {"person_name": who}, wanted, at)
    return owner, [first, second], made.id


def _cancel(store: Store, appointment: str, at: datetime) -> None:
    with store.begin() as session:
        cancel(session, session.get_one(Appointment, appointment), at)


def _offered(store: Store, who: str) -> list[Message]:
    with store.read() as session:
        query = select(Message).where(Message.conversation_id == who)
        return list(session.scalars(query))


def test_what_becomes_free_is_offered_to_the_first_and_held_for_them(
    store: Store, clinic: Clinic, line: WaitingList, queue: tuple[str, list[str], str],
    now: datetime,
) -> None:
    """Nobody else is offered it or can take it meanwhile."""
    owner, (first, second), appointment = queue
    assert line.offer_free(now) == 0
    _cancel(store, appointment, now)
    assert line.offer_free(now) == 1
    assert line.offer_free(now + timedelta(minutes=30)) == 0
    (said,) = _offered(store, first)
    assert said.response == "utter_waiting_offer" and not _offered(store, second)
    assert [b["payload"] for b in said.data["buttons"]] == [said.data["yes"], said.data["no"]]
    with pytest.raises(OpeningTaken), store.begin() as session:
        hold(session, clinic, second, opening_of(clinic, NINE), now + timedelta(minutes=59))


def test_an_offer_that_lapses_goes_to_the_next_and_the_place_is_kept(
    store: Store, line: WaitingList, queue: tuple[str, list[str], str], now: datetime
) -> None:
    """After its hour."""
    _, (first, second), appointment = queue
    _cancel(store, appointment, now)
    line.offer_free(now)
    assert line.offer_free(now + timedelta(minutes=61)) == 1
    assert len(_offered(store, second)) == 1 and len(_offered(store, first)) == 1
    with store.read() as session:
        row = standing(session, first)
        assert row is not None and row.state == "waiting" and NINE in row.declined


def test_a_clock_that_turns_walks_an_offer_down_the_line(
    store: Store, clinic: Clinic, line: WaitingList, queue: tuple[str, list[str], str],
    now: datetime,
) -> None:
    """Held for its hour, then the next one's; nobody is asked twice, and both wait on."""
    _, (first, second), appointment = queue
    _cancel(store, appointment, now)
    clock.set_to(now.isoformat())
    kept = clinic.booking.waiting_hold_minutes
    told: list[tuple[int, int, int]] = []
    for minutes in (0, kept - 10, 10, kept - 10, 10, kept):
        line.offer_free(clock.turn(f"+{minutes}m"))
        with store.read() as session:
            held = len(session.scalars(select(Hold)).all())
        told.append((len(_offered(store, first)), len(_offered(store, second)), held))
    assert told == [(1, 0, 1), (1, 0, 1), (1, 1, 1), (1, 1, 1), (1, 1, 0), (1, 1, 0)]
    with store.read() as session:
        assert {w.state for w in listed(session)} == {"waiting"}


def test_a_no_passes_it_on_at_once(
    store: Store, clinic: Clinic, line: WaitingList, queue: tuple[str, list[str], str],
    now: datetime,
) -> None:
    """And the hold is gone with it."""
    _, (first, second), appointment = queue
    _cancel(store, appointment, now)
    line.offer_free(now)
    with store.begin() as session:
        let_go(session, clinic, first, now)
        assert not session.scalars(select(Hold)).all()
    assert line.offer_free(now + timedelta(minutes=1)) == 1
    assert len(_offered(store, second)) == 1


def test_whoever_books_leaves_the_list(
    store: Store, clinic: Clinic, line: WaitingList, queue: tuple[str, list[str], str],
    now: datetime,
) -> None:
    """Booked with the hold that was kept for them."""
    _, (first, _), appointment = queue
    _cancel(store, appointment, now)
    line.offer_free(now)
    with store.begin() as session:
        request = Request(first, opening_of(clinic, NINE), "Bo Lee", None, None, None, "web", "k")
        assert book(session, clinic, request, now).state == "booked"
        states = session.scalars(select(Waiting.state).order_by(Waiting.since)).all()
    assert states == ["booked", "waiting"]


@pytest.mark.parametrize("column", ["locked_by", "owner"])
def test_nobody_is_offered_anything_while_staff_see_to_them(
    store: Store, line: WaitingList, queue: tuple[str, list[str], str], now: datetime, column: str
) -> None:
    """The next in line is."""
    _, (first, second), appointment = queue
    with store.begin() as session:
        row = session.get_one(Conversation, first)
        row.locked_by, row.silent = ("case-1", False) if column == "locked_by" else (None, True)
    _cancel(store, appointment, now)
    assert line.offer_free(now) == 1
    assert not _offered(store, first) and len(_offered(store, second)) == 1


def test_what_was_free_when_they_joined_is_not_offered(
    store: Store, clinic: Clinic, line: WaitingList, talk: Callable[..., str], now: datetime
) -> None:
    """They saw it and did not want it."""
    who = talk(store)
    with store.begin() as session:
        wait(session, clinic, who, {}, None, now)
    assert line.offer_free(now) == 0
