"""Signed-in browsers."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from frontdesk import clock
from frontdesk.staff.accounts import add_staff, by_email
from frontdesk.staff.sessions import LONGEST, end_all, find_session, start_session, touch
from frontdesk.store import Store
from frontdesk.store.tables import Staff, StaffSession

IDLE = timedelta(minutes=15)


def _somebody(store: Store) -> Staff:
    with store.begin() as session:
        add_staff(session, "maria@x.example", "front_desk", clock.now())
        staff = by_email(session, "maria@x.example")
    assert staff is not None
    return staff


def test_the_token_is_not_in_the_store(store: Store) -> None:
    """Whoever reads the database can not sign in with it."""
    staff = _somebody(store)
    with store.begin() as session:
        token = start_session(session, staff, clock.now())
        row = session.scalars(select(StaffSession)).one()
        assert token not in (row.id, row.csrf)
        assert find_session(session, row.id, clock.now(), IDLE) is None
        assert find_session(session, token, clock.now(), IDLE) is not None


def test_a_session_ends_when_idle_and_after_a_working_day(store: Store) -> None:
    """However often it was touched."""
    staff, began = _somebody(store), clock.now()
    with store.begin() as session:
        token = start_session(session, staff, began)
        known = find_session(session, token, began + IDLE, IDLE)
        assert known is not None
        assert find_session(session, token, began + IDLE + timedelta(seconds=1), IDLE) is None
        touch(session, known.session_id, began + LONGEST)
        session.flush()
        assert find_session(session, token, began + LONGEST, IDLE) is not None
        assert find_session(session, token, began + LONGEST + timedelta(seconds=1), IDLE) is None


def test_everywhere_means_everywhere(store: Store) -> None:
    """Also for a disabled account."""
    staff = _somebody(store)
    with store.begin() as session:
        tokens = [start_session(session, staff, clock.now()) for _ in range(3)]
        end_all(session, staff.id)
        assert not any(find_session(session, t, clock.now(), IDLE) for t in tokens)


def test_a_disabled_account_is_signed_out_at_once(store: Store) -> None:
    """Its sessions find nobody."""
    staff = _somebody(store)
    with store.begin() as session:
        token = start_session(session, staff, clock.now())
        session.get_one(Staff, staff.id).disabled_at = clock.now()
        session.flush()
        assert find_session(session, token, clock.now(), IDLE) is None
