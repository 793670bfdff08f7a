"""The second factor: six digits of an authenticator app (TOTP, RFC 6238). Keys lie sealed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyotp
import segno
import structlog
from sqlalchemy.orm import Session

from frontdesk.sealed import CannotOpen, Seal
from frontdesk.settings import Settings
from frontdesk.store.tables import Staff

log = structlog.get_logger()

STEP_SECONDS = 30


class WrongCode(ValueError):
    """Not the code of now, or one that was used already."""


def required(settings: Settings, staff: Staff) -> bool:
    """Whether this person may not work without one: managers of a real clinic."""
    return settings.production and staff.role == "manager"


def begin(session: Session, seal: Seal, staff: Staff) -> str:
    """A key to scan (base32); it counts once a code of it was given."""
    if staff.totp_at is None and staff.totp_key is None:
        staff.totp_key = seal.sealed(pyotp.random_base32())
        session.flush()
    return _key_of(seal, staff)


def confirm(session: Session, seal: Seal, staff: Staff, code: str, at: datetime) -> None:
    """The first code of a new key: from now on it is asked for. Raises `WrongCode`."""
    spend(session, seal, staff, code, at)
    staff.totp_at = at
    session.flush()


def spend(session: Session, seal: Seal, staff: Staff, code: str, at: datetime) -> None:
    """Accept a code once, also one of the step before or after: clocks differ.

    Raises:
        WrongCode: when it is none of these, or not newer than the last one.
    """
    key = _key_of(seal, staff)
    step = _step_of(key, "".join(code.split()), at)
    if step is None or step <= (staff.totp_step or 0):
        raise WrongCode("That code does not fit. Wait for the next one and try again.")
    # Sealed anew each time: the newest secret takes over by itself.
    staff.totp_step, staff.totp_key = step, seal.sealed(key)
    session.flush()


def remove(session: Session, staff: Staff) -> None:
    """Forget the key: the phone was lost or changed."""
    staff.totp_key = staff.totp_at = staff.totp_step = None
    session.flush()


def picture(key: str, email: str, issuer: str) -> str:
    """The key as a picture to scan: a path for an SVG of `side` units, one unit a module."""
    matrix = _code(key, email, issuer).matrix
    return "".join(
        f"M{x + 4} {y + 4}h1v1h-1z"
        for y, row in enumerate(matrix)
        for x, dark in enumerate(row)
        if dark
    )


def side(key: str, email: str, issuer: str) -> int:
    """How many modules wide the picture is, its quiet margin included."""
    return len(_code(key, email, issuer).matrix) + 8


def _code(key: str, email: str, issuer: str) -> segno.QRCode:
    address = pyotp.TOTP(key).provisioning_uri(name=email, issuer_name=issuer)
    return segno.make(address, error="m", micro=False)


def _key_of(seal: Seal, staff: Staff) -> str:
    """The key; "" where there is none, or it can not be opened: then no code fits."""
    try:
        return seal.opened(staff.totp_key) if staff.totp_key else ""
    except CannotOpen:
        log.error("second_factor.cannot_open", staff_id=staff.id)
        return ""


def _step_of(key: str, code: str, at: datetime) -> int | None:
    if not key or len(code) != 6 or not code.isascii() or not code.isdigit():
        return None
    totp = pyotp.TOTP(key, interval=STEP_SECONDS)
    for steps in (0, -1, 1):
        when = at + timedelta(seconds=steps * STEP_SECONDS)
        if totp.verify(code, for_time=when, valid_window=0):
            return int(when.timestamp()) // STEP_SECONDS
    return None
