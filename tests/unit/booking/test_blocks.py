"""The clinic's own times: what it blocks nobody books, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from frontdesk.booking.appointments import cancel
from frontdesk.booking.blocks import NotBlockable, block, blocks, settle, unblock
from frontdesk.booking.holds import OpeningTaken, hold
from frontdesk.booking.openings import opening_of, openings
from frontdesk.clinic import Clinic
from frontdesk.store import Store
from frontdesk.store.tables import Appointment, Cell, Hold

NINE = "2026-04-08T09:00:00-05:00|spine_1"
HALF_PAST_TEN = "2026-04-08T10:30:00-05:00|spine_1"


def _at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-04-08T{text}-05:00")


def test_a_blocked_time_is_neither_offered_nor_held(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """Nor a visit that would reach into it; opened again, it is free."""
    mine = talk(store)
    with store.begin() as session:
        made = block(session, clinic, "spine_1", _at("10:00"), _at("12:00"), now).block
    with store.read() as session:
        offered = {o.id for o in openings(session, clinic, now)}
        assert [b.id for b in blocks(session, _at("09:00"), _at("13:00"))] == [made.id]
    assert not {NINE, HALF_PAST_TEN} & offered
    with pytest.raises(OpeningTaken), store.begin() as session:
        hold(session, clinic, mine, opening_of(clinic, NINE), now)
    with store.begin() as session:
        assert unblock(session, clinic, made.id, now)
        assert hold(session, clinic, mine, opening_of(clinic, NINE), now)


def test_what_staff_enter_wins_over_a_hold_and_leaves_what_is_booked(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str],
    booked: Callable[..., Appointment],
) -> None:
    """The hold is gone; the appointment is named to staff, who must move it."""
    mine, other = talk(store), talk(store)
    with store.begin() as session:
        stands = booked(session, mine, NINE, now)
        hold(session, clinic, other, opening_of(clinic, "2026-04-08T11:00:00-05:00|spine_1"), now)
    with store.begin() as session:
        blocked = block(session, clinic, "spine_1", _at("09:00"), _at("16:00"), now)
    assert [a.id for a in blocked.in_the_way] == [stands.id]
    with store.read() as session:
        assert not session.scalars(select(Hold)).all()
        assert session.get_one(Appointment, stands.id).state == "booked"


def test_a_visit_cancelled_within_a_block_is_not_offered_again(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str],
    booked: Callable[..., Appointment],
) -> None:
    """At once, and after the cells were settled."""
    mine = talk(store)
    with store.begin() as session:
        made = booked(session, mine, NINE, now)
        block(session, clinic, "spine_1", _at("09:00"), _at("16:00"), now)
        cancel(session, made, now)
        assert NINE not in {o.id for o in openings(session, clinic, now)}
        settle(session, clinic, "spine_1", now)
        assert NINE not in {o.id for o in openings(session, clinic, now)}
        cells = session.scalars(select(Cell)).all()
    assert all(c.blocked for c in cells) and len(cells) == (7 * 60 + 0) // 5


def test_two_blocks_over_one_another_open_one_by_one(
    store: Store, clinic: Clinic, now: datetime
) -> None:
    """Taking one away leaves what the other covers."""
    with store.begin() as session:
        first = block(session, clinic, "spine_1", _at("09:00"), _at("12:00"), now).block
        block(session, clinic, "spine_1", _at("11:00"), _at("13:00"), now)
        unblock(session, clinic, first.id, now)
        offered = {o.id for o in openings(session, clinic, now)}
    assert NINE in offered
    assert "2026-04-08T11:30:00-05:00|spine_1" not in offered


def test_a_block_of_nobody_or_backwards_is_refused(
    sqlite_store: Store, clinic: Clinic, now: datetime
) -> None:
    """With nothing written."""
    for provider, ends in (("nobody", _at("12:00")), ("spine_1", _at("08:00"))):
        with pytest.raises(NotBlockable), sqlite_store.begin() as session:
            block(session, clinic, provider, _at("09:00"), ends, now)


def test_a_block_of_weeks_covers_each_day_of_the_horizon(
    sqlite_store: Store, clinic: Clinic, now: datetime
) -> None:
    """A holiday is one block, and only the provider's own hours take cells."""
    with sqlite_store.begin() as session:
        block(session, clinic, "spine_1", now, now + timedelta(days=400), now)
        left = openings(session, clinic, now)
        count = len(session.scalars(select(Cell)).all())
    assert left and {o.provider_id for o in left} == {"spine_2"}
    assert count < 45 * 12 * 8
