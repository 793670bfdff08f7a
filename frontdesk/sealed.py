"""Fields that lie encrypted in the store: a stolen copy of the database does not open them.

Authenticated encryption (Fernet: AES-128-CBC with HMAC-SHA256). The key comes from the secret
`FIELD_SECRET`; while it is changed it may hold several, separated by commas, the newest first.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from frontdesk.secrets import secret
from frontdesk.settings import Settings

#: tells a sealed field from one that was written before fields were sealed
_MARK = "sealed:"


class CannotOpen(ValueError):
    """Sealed with a secret that is not ours, or changed since."""


class Seal:
    """Seals and opens short texts."""

    def __init__(self, field_secret: str) -> None:
        parts = [part.strip() for part in field_secret.split(",") if part.strip()]
        self._keys = MultiFernet([Fernet(_key(part)) for part in parts])

    def sealed(self, text: str) -> str:
        """The text as the store keeps it; different each time."""
        return _MARK + self._keys.encrypt(text.encode()).decode()

    def opened(self, kept: str) -> str:
        """The text again; one that was never sealed is returned as it is. Raises `CannotOpen`."""
        if not is_sealed(kept):
            return kept
        try:
            return self._keys.decrypt(kept.removeprefix(_MARK)).decode()
        except InvalidToken as error:
            raise CannotOpen("sealed with another FIELD_SECRET") from error


def is_sealed(kept: str) -> bool:
    """Whether the store keeps it encrypted."""
    return kept.startswith(_MARK)


def seal_of(settings: Settings) -> Seal:
    """The seal of this installation. Raises `SecretMissing` in production without a secret."""
    return Seal(secret("FIELD_SECRET", settings))


def _key(part: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"frontdesk field " + part.encode()).digest())
