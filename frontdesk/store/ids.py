"""Ids: opaque, unguessable, and telling what they name."""

from __future__ import annotations

import hashlib
import hmac
import secrets


def new_id(kind: str) -> str:
    """A new id such as `case-3f…`, with 128 random bits."""
    return f"{kind}-{secrets.token_hex(16)}"


def phone_hash(phone: str, key: str) -> str:
    """A keyed hash by which a number (E.164) is found without being stored."""
    return hmac.new(key.encode(), phone.encode(), hashlib.sha256).hexdigest()[:32]


def sms_conversation_id(phone: str, key: str) -> str:
    """The one conversation of a number (E.164)."""
    return f"sms-{phone_hash(phone, key)}"
