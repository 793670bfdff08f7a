"""Signed addresses of calendar files: a patient's own appointment, and the staff's feed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

_APPOINTMENT = "appt-"
#: bytes of the id and of the signature: 128 bits each, short enough for a text
_HALF = 16


class CalendarLinks:
    """Makes the addresses under `/calendar/` and reads them back. `key`: the session secret.

    They name no one. A patient's address shows one visit, without a name or a reason, for as long
    as the visit is kept; the staff's feed is one secret address that changes with the key.
    """

    def __init__(self, key: str, base: str) -> None:
        self._key = key.encode()
        self._base = base.rstrip("/")

    def of(self, appointment_id: str) -> str:
        """The address of an appointment's file."""
        about = bytes.fromhex(appointment_id.removeprefix(_APPOINTMENT))
        token = base64.urlsafe_b64encode(about + self._signature(about)).decode().rstrip("=")
        return f"{self._base}/calendar/{token}.ics"

    def appointment_in(self, token: str) -> str | None:
        """The appointment a token was made for; None for one that is not ours."""
        try:
            content = base64.urlsafe_b64decode(f"{token}=")
        except (binascii.Error, ValueError):
            return None
        about, signature = content[:_HALF], content[_HALF:]
        if not hmac.compare_digest(signature, self._signature(about)):
            return None
        return f"{_APPOINTMENT}{about.hex()}"

    @property
    def feed(self) -> str:
        """The secret address of the staff's feed."""
        return f"{self._base}/calendar/staff/{self._feed()}.ics"

    def is_feed(self, token: str) -> bool:
        """Whether a token opens the staff's feed."""
        return hmac.compare_digest(token.encode("utf-8", "replace"), self._feed().encode())

    def _feed(self) -> str:
        return hmac.new(self._key, b"frontdesk.staff_feed", hashlib.sha256).hexdigest()[:40]

    def _signature(self, about: bytes) -> bytes:
        made = hmac.new(self._key, b"frontdesk.calendar:" + about, hashlib.sha256)
        return made.digest()[:_HALF]
