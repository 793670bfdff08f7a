"""Read what clients send. Whatever does not fit becomes a typed error, never a crash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: characters of one message; a longer one is refused after safety has read it
LONGEST = 2000


class BadEvent(ValueError):
    """An event that can not be used; carries a code for programs and words for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code, self.message = code, message

    def told(self) -> dict[str, Any]:
        """The error as the client gets it."""
        return failure(self.code, self.message)


@dataclass(frozen=True)
class Uttered:
    """A parsed `user_uttered`."""

    text: str
    payload: str | None
    client_id: str | None
    token: str | None


def failure(code: str, message: str) -> dict[str, Any]:
    """The one shape of an error."""
    return {"ok": False, "error": {"code": code, "message": message}}


def parse_uttered(data: Any) -> Uttered:
    """A `user_uttered` event.

    Raises:
        BadEvent: when it is not an object with a text.
    """
    if not isinstance(data, dict) or not isinstance(data.get("message"), str):
        raise BadEvent("bad_request", "A message needs a text.")
    text = data["message"]
    if not text.strip():
        raise BadEvent("empty", "Please write something first.")
    client_id = data.get("id")
    if client_id is not None and not (isinstance(client_id, str) and 0 < len(client_id) <= 64):
        raise BadEvent("bad_request", "The message's id does not fit.")
    token = data.get("session_id")
    return Uttered(
        text=text,
        payload=text if text.startswith("/") else None,
        client_id=client_id,
        token=token if isinstance(token, str) else None,
    )


def history_seq(data: Any) -> int:
    """The place from which a client wants its history; 0 for all of it."""
    after = data.get("after", 0) if isinstance(data, dict) else 0
    if isinstance(after, bool) or not isinstance(after, int) or not 0 <= after < 2**31:
        raise BadEvent("bad_request", "The history's place does not fit.")
    return after
