"""The bodies the desk sends to the channel, checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

CHANNELS = ("web", "sms")
MAX_TEXT = 20_000
MAX_HINTS = 50
_CONVERSATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,127}")
_LEADING = re.compile(r"^[\s/\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x1f]+")


class BadRequest(ValueError):
    """A body the channel cannot take; the message names the field, never its content."""


@dataclass(frozen=True)
class TurnBody:
    """One message of a person."""

    conversation: str
    message_id: str
    text: str | None
    payload: str | None
    metadata: dict[str, Any]

    @property
    def channel(self) -> str:
        """`web` or `sms`."""
        return str(self.metadata["channel"])


def read_conversation(body: Any) -> str:
    """The conversation a body names. Raises `BadRequest`."""
    if not isinstance(body, dict):
        raise BadRequest("the body must be a JSON object")
    conversation = body.get("conversation")
    if not isinstance(conversation, str) or not _CONVERSATION.fullmatch(conversation):
        raise BadRequest("conversation must be an id of up to 128 letters, digits and ._:+-")
    return conversation


def read_turn(body: Any) -> TurnBody:
    """The turn a body describes. Raises `BadRequest`."""
    conversation = read_conversation(body)
    message_id, text, payload = body.get("message_id"), body.get("text"), body.get("payload")
    if not isinstance(message_id, str) or not message_id:
        raise BadRequest("message_id must be a text that is not empty")
    if (text is None) == (payload is None):
        raise BadRequest("exactly one of text and payload must be given")
    if not all(value is None or isinstance(value, str) for value in (text, payload)):
        raise BadRequest("text and payload must be texts")
    if len(text or payload or "") > MAX_TEXT:
        raise BadRequest(f"text must not be longer than {MAX_TEXT} characters")
    return TurnBody(conversation, message_id, plain_text(text), payload, _metadata(body))


def read_hints(body: Any) -> list[tuple[str, dict[str, Any]]]:
    """Texts that a turn may bring, with what is known beside them. Raises `BadRequest`."""
    hints = body.get("texts") if isinstance(body, dict) else None
    if not isinstance(hints, list) or not all(isinstance(hint, dict) for hint in hints):
        raise BadRequest("texts must be a list of objects")
    if len(hints) > MAX_HINTS:
        raise BadRequest(f"texts must not be more than {MAX_HINTS}")
    return [_hint(hint) for hint in hints]


def _hint(hint: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    text, metadata = hint.get("text"), hint.get("metadata")
    if not isinstance(text, str) or not isinstance(metadata, dict) or len(text) > MAX_TEXT:
        raise BadRequest(f"a text of at most {MAX_TEXT} characters and metadata must be given")
    return plain_text(text) or "", metadata


def _metadata(body: dict[str, Any]) -> dict[str, Any]:
    metadata = body.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("channel") not in CHANNELS:
        raise BadRequest("metadata.channel must be web or sms")
    findings = metadata.get("findings") or []
    if not isinstance(findings, list) or not all(isinstance(f, dict) for f in findings):
        raise BadRequest("metadata.findings must be a list of objects")
    return metadata


def plain_text(text: str | None) -> str | None:
    """The text without leading blanks and slashes: what a person types is never a command."""
    if text is None:
        return None
    text = text.encode("utf-8", "ignore").decode("utf-8").replace("\x00", "")
    return _LEADING.sub("", text).rstrip()
