"""What the engine keeps of a dialogue lies sealed: it holds what people wrote, their names too.

Compressed, then AES-256-SIV (RFC 5297), from the `cryptography` library; the conversation is part
of what is authenticated, so one conversation's record opens in no other's row. The desk's store
has a seal and a key of its own: what this process knows opens nothing of the desk's.

The key comes from the secret `TRACKER_SECRET`; while it is changed it may hold several, separated
by commas or lines, the newest first. A record is sealed anew with the newest at each turn.
"""

from __future__ import annotations

import base64
import re
import secrets
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK = "t1:"
_NONCE = 16
_QUICK = 1


class CannotOpen(ValueError):
    """Sealed with a secret that is not ours, for another conversation, or changed since."""


class TrackerSeal:
    """Seals and opens the record of a dialogue."""

    def __init__(self, secret: str) -> None:
        """Args: secret: one or several, the newest first.

        Raises:
            ValueError: there is none.
        """
        parts = [part.strip() for part in re.split(r"[,\n]", secret) if part.strip()]
        if not parts:
            raise ValueError("TRACKER_SECRET is empty")
        self._ciphers = [_cipher(part) for part in parts]

    def sealed(self, text: str, conversation: str) -> str:
        """The text as the database keeps it; different each time."""
        nonce = secrets.token_bytes(_NONCE)
        content = zlib.compress(text.encode(), _QUICK)
        kept = self._ciphers[0].encrypt(content, [conversation.encode(), nonce])
        return MARK + base64.b64encode(nonce + kept).decode()

    def opened(self, kept: str, conversation: str) -> str:
        """The text again. What an earlier version wrote in clear is given as it is.

        Raises:
            CannotOpen: see there.
        """
        if not kept.startswith(MARK):
            return kept
        try:
            raw = base64.b64decode(kept[len(MARK) :], validate=True)
        except ValueError as error:
            raise CannotOpen("no base64") from error
        known = [conversation.encode(), raw[:_NONCE]]
        for cipher in self._ciphers:
            try:
                return zlib.decompress(cipher.decrypt(raw[_NONCE:], known)).decode()
            except (InvalidTag, ValueError):
                continue
        raise CannotOpen("none of the secrets opens it")


def _cipher(secret: str) -> AESSIV:
    made = HKDF(SHA512(), 64, salt=None, info=b"frontdesk trackers 1").derive(secret.encode())
    return AESSIV(made)
