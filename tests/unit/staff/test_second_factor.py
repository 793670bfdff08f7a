"""The second factor, the lockout, and the reset by mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.sealed import Seal, is_sealed
from frontdesk.settings import Settings
from frontdesk.staff import lockout, second_factor
from frontdesk.staff.accounts import add_staff, by_email, signed_in_as
from frontdesk.staff.passwords import WeakPassword
from frontdesk.staff.reset import Resets
from frontdesk.store import Store
from frontdesk.store.tables import OutboxRow, Staff

SEAL = Seal("of-the-tests")
EMAIL = "maria@x.example"


@pytest.fixture
def staff(sqlite_store: Store, clock_at: Callable[[str], None]) -> Staff:
    """A manager."""
    clock_at("2026-04-07T10:15:00-05:00")
    with sqlite_store.begin() as session:
        add_staff(session, EMAIL, "manager", clock.now())
        found = by_email(session, EMAIL)
    assert found is not None
    return found


def _code(key: str, seconds: int = 0) -> str:
    return pyotp.TOTP(key).at(clock.now() + timedelta(seconds=seconds))


def test_a_code_works_once_and_an_old_one_never(sqlite_store: Store, staff: Staff) -> None:
    """Whoever looks over a shoulder can not use it again."""
    with sqlite_store.begin() as session:
        mine = session.get_one(Staff, staff.id)
        key = second_factor.begin(session, SEAL, mine)
        second_factor.confirm(session, SEAL, mine, _code(key), clock.now())
        for wrong in (_code(key), _code(key, -120), _code(key, 120), "000000", "", "12345a"):
            with pytest.raises(second_factor.WrongCode):
                second_factor.spend(session, SEAL, mine, wrong, clock.now())
        clock.turn("+30s")
        second_factor.spend(session, SEAL, mine, _code(key), clock.now())


def test_the_key_lies_sealed_and_another_secret_opens_nothing(
    sqlite_store: Store, staff: Staff
) -> None:
    """A stolen copy of the store lets nobody in; a new secret before the old one opens both."""
    with sqlite_store.begin() as session:
        mine = session.get_one(Staff, staff.id)
        key = second_factor.begin(session, SEAL, mine)
        assert mine.totp_key is not None and is_sealed(mine.totp_key)
        assert key not in mine.totp_key
        with pytest.raises(second_factor.WrongCode):
            second_factor.confirm(session, Seal("another"), mine, _code(key), clock.now())
        both = Seal("newer, of-the-tests")
        second_factor.confirm(session, both, mine, _code(key), clock.now())
        assert Seal("newer").opened(mine.totp_key) == key


def test_the_picture_to_scan_holds_the_key(sqlite_store: Store, staff: Staff) -> None:
    """It is drawn as one path, within its square."""
    with sqlite_store.begin() as session:
        mine = session.get_one(Staff, staff.id)
        shown = (second_factor.begin(session, SEAL, mine), mine.email, "Clinic")
        path, side = second_factor.picture(*shown), second_factor.side(*shown)
    places = [int(n) for pair in re.findall(r"M(\d+) (\d+)", path) for n in pair]
    assert len(places) > 400 and max(places) < side - 4 and min(places) >= 4


def test_managers_of_a_real_clinic_must_have_one() -> None:
    """Nobody else, and not in development."""
    real = Settings(frontdesk_env="production")
    assert second_factor.required(real, Staff(role="manager"))
    assert not second_factor.required(real, Staff(role="clinician"))
    assert not second_factor.required(Settings(), Staff(role="manager"))


def test_ten_failures_let_an_account_rest_and_time_frees_it(
    sqlite_store: Store, staff: Staff
) -> None:
    """In every process: it stands in the store."""
    with sqlite_store.begin() as session:
        mine = session.get_one(Staff, staff.id)
        full = [lockout.failed(session, mine, clock.now()) for _ in range(lockout.MOST)]
        assert full == [False] * (lockout.MOST - 1) + [True]
        assert lockout.resting(mine, clock.now()) > lockout.RESTS - timedelta(seconds=5)
        assert not lockout.resting(mine, clock.now() + lockout.RESTS)


def test_the_link_of_a_reset_works_once_and_for_half_an_hour(
    sqlite_store: Store, staff: Staff
) -> None:
    """And it is the only thing the mail tells."""
    resets = Resets("key-of-the-tests", "https://console.example")
    with sqlite_store.begin() as session:
        assert resets.ask(session, "nobody@x.example", clock.now()) is None
        resets.ask(session, EMAIL.upper(), clock.now())
        mail = session.scalars(select(OutboxRow)).one()
        token = re.search(r"/reset/(\S+)", mail.body["text"]).group(1)  # type: ignore[union-attr]
        assert mail.transport == "email" and mail.address == EMAIL
        assert resets.staff_of(session, token + "x", clock.now()) is None
        late = clock.now() + timedelta(minutes=31)
        assert resets.staff_of(session, token, late) is None
        mine = resets.staff_of(session, token, clock.now())
        assert mine is not None
        with pytest.raises(WeakPassword):
            resets.finish(session, mine, "short")
        resets.finish(session, mine, "another long sentence")
        assert resets.staff_of(session, token, clock.now()) is None
        assert signed_in_as(session, EMAIL, "another long sentence") is not None
