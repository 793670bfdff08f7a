"""Accounts of staff: the first one, further ones, signing in, changing a password."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.settings import Settings
from frontdesk.staff.first_password import keep, kept
from frontdesk.staff.passwords import (
    WeakPassword,
    check_strength,
    fits,
    hashed,
    one_time_password,
)
from frontdesk.staff.roles import ROLES
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Staff

FIRST_MANAGER = "manager@localhost"


class StaffExists(ValueError):
    """There is an account of this address already."""


class UnknownRole(ValueError):
    """Not one of `roles.ROLES`."""


class WrongPassword(ValueError):
    """The password given is not the account's."""


class SamePassword(WeakPassword):
    """The new password is the one before."""


def add_staff(
    session: Session, email: str, role: str, at: datetime, name: str | None = None
) -> str:
    """Add an account; returns its one-time password.

    Raises:
        UnknownRole: for a role that is none.
        StaffExists: when the address has an account.
    """
    if role not in ROLES:
        raise UnknownRole(f"{role!r} is not a role: use one of {', '.join(ROLES)}")
    address = email.strip().lower()
    if by_email(session, address):
        raise StaffExists(f"{address} has an account already")
    password = one_time_password()
    session.add(
        Staff(
            id=new_id("staff"),
            email=address,
            name=name or _name_of(address),
            role=role,
            password_hash=hashed(password),
            created_at=at,
        )
    )
    session.flush()
    return password


def ensure_first_manager(
    session: Session, settings: Settings, at: datetime, email: str = FIRST_MANAGER
) -> tuple[str, str] | None:
    """The first account, a manager, made when there is none.

    Returns:
        Its address and one-time password; None once the password was changed.
    """
    first = session.scalars(select(Staff).order_by(Staff.created_at).limit(1)).first()
    if first is None:
        return email, keep(settings.data_dir, add_staff(session, email, "manager", at))
    if not first.one_time:
        return None
    password = kept(settings.data_dir)
    if password is None or not fits(password, first.password_hash):
        # The file was lost before the password was used: give out another.
        password = keep(settings.data_dir, one_time_password())
        first.password_hash = hashed(password)
    return first.email, password


def by_email(session: Session, email: str) -> Staff | None:
    """The account of an address, however it is capitalised."""
    return session.scalars(select(Staff).where(Staff.email == email.strip().lower())).one_or_none()


def signed_in_as(session: Session, email: str, password: str) -> Staff | None:
    """The account, when the password is right and it is not disabled.

    Takes the same time for an address that has no account.
    """
    staff = by_email(session, email)
    known = staff is not None and staff.disabled_at is None
    right = fits(password, staff.password_hash if staff and known else None)
    return staff if right else None


def change_password(session: Session, staff: Staff, old: str, new: str) -> None:
    """Replace the password; the one-time mark goes.

    Raises:
        WrongPassword: when `old` is not the password.
        SamePassword: when `new` is the same.
        WeakPassword: when `new` is too easy to guess.
    """
    if not fits(old, staff.password_hash):
        raise WrongPassword("That is not the password you signed in with.")
    if old == new:
        raise SamePassword("Please choose a password you did not have before.")
    check_strength(new, staff.email)
    staff.password_hash, staff.one_time = hashed(new), False
    session.flush()


def everyone(session: Session) -> Sequence[Staff]:
    """All accounts, those in use first, by name."""
    return session.scalars(select(Staff).order_by(Staff.disabled_at.is_not(None), Staff.name)).all()


def give_new_password(session: Session, staff: Staff) -> str:
    """Another one-time password, for somebody who lost theirs; returns it."""
    password = one_time_password()
    staff.password_hash, staff.one_time = hashed(password), True
    staff.failures, staff.locked_until = 0, None
    session.flush()
    return password


def change_role(session: Session, staff: Staff, role: str) -> None:
    """Give another role. Raises `UnknownRole`."""
    if role not in ROLES:
        raise UnknownRole(f"{role!r} is not a role: use one of {', '.join(ROLES)}")
    staff.role = role
    session.flush()


def _name_of(address: str) -> str:
    words = address.partition("@")[0].replace(".", " ").replace("_", " ").replace("-", " ")
    return words.title() or address
