"""Passwords: argon2, one-time ones, and what is too weak to keep."""

from __future__ import annotations

import secrets
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200
#: no 0 and o, 1 and l: it is read from a screen or over the telephone
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class WeakPassword(ValueError):
    """A password that may not be kept; its text tells the person why."""


def one_time_password() -> str:
    """A password to give out once: four groups of four, about 79 random bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def hashed(password: str) -> str:
    """The argon2id hash to keep."""
    return _hasher().hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether the password is the one that was hashed.

    Takes as long without a hash to compare, so that an unknown account can not be told by time.
    """
    try:
        right = _hasher().verify(kept or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def check_strength(password: str, email: str) -> None:
    """Raise `WeakPassword` when the password is too easy to guess."""
    if len(password) < SHORTEST:
        raise WeakPassword(f"Please use at least {SHORTEST} characters.")
    if len(password) > LONGEST:
        raise WeakPassword(f"Please use at most {LONGEST} characters.")
    if len(set(password.lower())) < 5:
        raise WeakPassword("Please use more different characters.")
    if email.partition("@")[0].lower() in password.lower():
        raise WeakPassword("Please leave your email name out of the password.")


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return hashed(secrets.token_hex(16))
