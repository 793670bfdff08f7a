"""Accounts of staff."""

from __future__ import annotations

import stat
from typing import Literal

import pytest
from argon2 import PasswordHasher

from frontdesk import clock
from frontdesk.settings import settings
from frontdesk.staff import (
    StaffExists,
    UnknownRole,
    add_staff,
    ensure_first_manager,
    passwords,
)
from frontdesk.staff.accounts import (
    FIRST_MANAGER,
    SamePassword,
    WrongPassword,
    by_email,
    change_password,
    signed_in_as,
)
from frontdesk.staff.passwords import WeakPassword
from frontdesk.store import Store


def test_the_first_manager_is_made_once_and_told_until_the_password_was_used(store: Store) -> None:
    """Every start prints the same one; after the change none does."""
    told = []
    for _ in range(2):
        with store.begin() as session:
            told.append(ensure_first_manager(session, settings(), clock.now()))
    assert told[0] == told[1] and told[0] is not None
    email, password = told[0]
    assert email == FIRST_MANAGER
    with store.begin() as session:
        staff = signed_in_as(session, email, password)
        assert staff is not None and staff.role == "manager" and staff.one_time
        change_password(session, staff, password, "a long sentence to keep")
    with store.begin() as session:
        assert ensure_first_manager(session, settings(), clock.now()) is None


def test_the_file_of_the_first_password_is_for_its_owner_alone(sqlite_store: Store) -> None:
    """Mode 600."""
    with sqlite_store.begin() as session:
        ensure_first_manager(session, settings(), clock.now())
    mode = (settings().data_dir / "first-password").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_lost_file_gives_a_new_first_password(sqlite_store: Store) -> None:
    """Nobody is locked out of a house they have not yet entered; the old one is void."""
    with sqlite_store.begin() as session:
        first = ensure_first_manager(session, settings(), clock.now())
    (settings().data_dir / "first-password").unlink()
    with sqlite_store.begin() as session:
        second = ensure_first_manager(session, settings(), clock.now())
    assert first and second and first[1] != second[1]
    with sqlite_store.read() as session:
        assert signed_in_as(session, *first) is None
        assert signed_in_as(session, *second) is not None


def test_staff_are_added_with_a_one_time_password_kept_only_as_a_hash(store: Store) -> None:
    """However the address is capitalised."""
    with store.begin() as session:
        password = add_staff(session, " Maria.Lopez@Lakeshore.example", "front_desk", clock.now())
        staff = by_email(session, "MARIA.lopez@lakeshore.example")
        assert staff is not None and staff.name == "Maria Lopez" and staff.one_time
        assert password not in staff.password_hash and staff.password_hash.startswith("$argon2id$")


def test_an_address_has_one_account_and_roles_are_known(sqlite_store: Store) -> None:
    """Both are refused with a sentence."""
    with sqlite_store.begin() as session:
        add_staff(session, "a@x.example", "auditor", clock.now())
        with pytest.raises(StaffExists):
            add_staff(session, "A@x.example", "auditor", clock.now())
        with pytest.raises(UnknownRole):
            add_staff(session, "b@x.example", "king", clock.now())


def test_a_disabled_account_can_not_sign_in(sqlite_store: Store) -> None:
    """Even with the right password."""
    with sqlite_store.begin() as session:
        password = add_staff(session, "a@x.example", "auditor", clock.now())
        staff = by_email(session, "a@x.example")
        assert staff is not None
        staff.disabled_at = clock.now()
        session.flush()
        assert signed_in_as(session, "a@x.example", password) is None


@pytest.mark.parametrize(
    "new", ["short", "aaaaaaaaaaaaaa", "my-maria-password", "x" * 201], ids=lambda n: n[:12]
)
def test_a_password_that_is_easy_to_guess_is_refused(sqlite_store: Store, new: str) -> None:
    """Short, monotonous, holding the name, endless."""
    with sqlite_store.begin() as session:
        old = add_staff(session, "maria@x.example", "front_desk", clock.now())
        staff = by_email(session, "maria@x.example")
        assert staff is not None
        with pytest.raises(WeakPassword):
            change_password(session, staff, old, new)


def test_the_old_password_is_asked_for_and_not_kept(sqlite_store: Store) -> None:
    """A wrong one changes nothing; the same one again is no change."""
    with sqlite_store.begin() as session:
        old = add_staff(session, "maria@x.example", "front_desk", clock.now())
        staff = by_email(session, "maria@x.example")
        assert staff is not None
        with pytest.raises(WrongPassword):
            change_password(session, staff, "wrong", "a long sentence to keep")
        with pytest.raises(SamePassword):
            change_password(session, staff, old, old)
        assert staff.one_time


def test_an_unknown_address_costs_as_much_as_a_wrong_password(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same hash is computed, so the time tells nobody who has an account."""
    computed: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            computed.append(str(hash).rsplit("$", 2)[0])
            return super().verify(hash, password)

    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)
    passwords._nobodys.cache_clear()
    with sqlite_store.begin() as session:
        add_staff(session, "ana@lakeshore.example", "front_desk", clock.now())
        for email in ("ana@lakeshore.example", "nobody@lakeshore.example"):
            assert signed_in_as(session, email, "a wrong password") is None
    passwords._nobodys.cache_clear()
    assert len(computed) == 2 and computed[0] == computed[1]
