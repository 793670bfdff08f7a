"""Fields that lie encrypted in the store: a stolen copy of the database does not open them.

AES-256-SIV (RFC 5297), from the `cryptography` library. It seals in two ways:

- `sealed`: with 16 random bytes, so that two of the same look different. For what is only read.
- `findable`: without them, so that the same text looks the same each time in one column, and the
  database finds a number by equality or keeps it unique. The tag in front of the text is a keyed
  hash of it: what a copy of the database tells is what a column of keyed hashes beside it would,
  that two rows hold the same number, and no more. A second column that every writer and every
  migration has to keep in step is saved.

The name of the column is part of what is authenticated: the same number looks different in two
columns, and nothing sealed for one opens in another. Each text begins with the mark of its kind
and the id of its key, by which `frontdesk.store.rotate` finds what is sealed with an older one.

The key comes from the secret `FIELD_SECRET`; while it is changed it may hold several, separated by
commas or lines, the newest first.
"""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from frontdesk.secrets import secret
from frontdesk.settings import Settings, settings

_ONCE, _FINDABLE = "s1:", "k1:"
_NONCE = 16
_ID = 4


class CannotOpen(ValueError):
    """Sealed with a secret that is not ours, changed since, or never sealed."""


@dataclass(frozen=True)
class _Key:
    id: str
    cipher: AESSIV


class Seal:
    """Seals and opens short texts."""

    def __init__(self, field_secret: str) -> None:
        """Args: field_secret: one secret or several, the newest first."""
        self._keys = {key.id: key for key in map(_key, parts(field_secret))}
        if not self._keys:
            raise ValueError("FIELD_SECRET is empty")
        self._newest = next(iter(self._keys.values()))

    @property
    def newest(self) -> tuple[str, str]:
        """How texts begin that are sealed with the newest key, of either kind."""
        return f"{_ONCE}{self._newest.id}:", f"{_FINDABLE}{self._newest.id}:"

    @property
    def key_ids(self) -> list[str]:
        """The ids of the keys, the newest first. They tell nothing of the keys."""
        return list(self._keys)

    def sealed(self, text: str, place: str = "") -> str:
        """The text as the store keeps it; different each time.

        Args:
            place: `table.column`, without which it does not open.
        """
        nonce = secrets.token_bytes(_NONCE)
        content = self._newest.cipher.encrypt(text.encode(), [place.encode(), nonce])
        return self.newest[0] + _written(nonce + content)

    def findable(self, text: str, place: str) -> str:
        """The text as the store keeps it; the same each time in one place."""
        return _findable(self._newest, text, place)

    def findables(self, text: str, place: str) -> list[str]:
        """How the text may lie in the store: with each of the keys."""
        return [_findable(key, text, place) for key in self._keys.values()]

    def opened(self, kept: str, place: str = "") -> str:
        """The text again. Raises `CannotOpen`."""
        kind, key_id, content = kept[:3], *_parted(kept)
        key = self._keys.get(key_id)
        if key is None or kind not in (_ONCE, _FINDABLE):
            raise CannotOpen(f"{place}: not sealed with one of the keys in FIELD_SECRET")
        known = [place.encode()]
        if kind == _ONCE:
            known, content = [*known, content[:_NONCE]], content[_NONCE:]
        try:
            return key.cipher.decrypt(content, known).decode()
        except (InvalidTag, ValueError) as error:
            raise CannotOpen(f"{place}: changed since it was sealed") from error


def is_sealed(kept: str) -> bool:
    """Whether the store keeps it encrypted."""
    return key_of(kept) is not None


def key_of(kept: object) -> str | None:
    """The id of the key that sealed what the store keeps; None of what is not sealed."""
    if isinstance(kept, str) and kept.startswith((_ONCE, _FINDABLE)):
        return kept[3:].partition(":")[0]
    return None


def parts(field_secret: str) -> list[str]:
    """The secrets in `FIELD_SECRET`, the newest first."""
    return [part.strip() for part in re.split(r"[,\n]", field_secret) if part.strip()]


def seal_of(has: Settings) -> Seal:
    """The seal of this installation. Raises `SecretMissing` in production without a secret."""
    return Seal(secret("FIELD_SECRET", has))


_held: tuple[Settings, Seal] | None = None


def field_seal() -> Seal:
    """The seal of this process, put together once. Raises `SecretMissing`."""
    global _held
    has = settings()
    if _held is None or _held[0] is not has:
        _held = (has, seal_of(has))
    return _held[1]


def _key(part: str) -> _Key:
    made = HKDF(SHA512(), 64 + _ID, salt=None, info=b"frontdesk fields 1").derive(part.encode())
    return _Key(made[64:].hex(), AESSIV(made[:64]))


def _findable(key: _Key, text: str, place: str) -> str:
    content = key.cipher.encrypt(text.encode(), [place.encode()])
    return f"{_FINDABLE}{key.id}:{_written(content)}"


def _written(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _parted(kept: str) -> tuple[str, bytes]:
    """Id of the key and what it sealed; nothing of what has not this form."""
    _, _, rest = kept.partition(":")
    key_id, _, written = rest.partition(":")
    try:
        return key_id, base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
    except ValueError:
        return "", b""
