"""Read what clients send. Whatever does not fit becomes a typed error, never a crash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: characters of one message; a longer one is refused after safety has read it
LONGEST = 2000
#: what is longer is no title of a button
_LONGEST_TITLE = 80


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
    title: str | None = None


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
        title=_title(data.get("metadata")),
    )


def _title(metadata: Any) -> str | None:
    """What the pressed button said on the person's screen, perhaps in their language."""
    title = metadata.get("title") if isinstance(metadata, dict) else None
    said = " ".join(title.split()) if isinstance(title, str) else ""
    return said if 0 < len(said) <= _LONGEST_TITLE else None


def seq_in(data: Any, name: str) -> int:
    """A place in the transcript; 0, its beginning, where none is said.

    Raises:
        BadEvent: when it is no such number.
    """
    seq = data.get(name, 0) if isinstance(data, dict) else 0
    if isinstance(seq, bool) or not isinstance(seq, int) or not 0 <= seq < 2**31:
        raise BadEvent("bad_request", "The place in the history does not fit.")
    return seq


def link_in(data: Any) -> tuple[str, str] | None:
    """What a link holds and what the browser calls itself, where a request resumes by a link.

    Raises:
        BadEvent: when it is no such pair.
    """
    resume = data.get("resume") if isinstance(data, dict) else None
    if resume is None:
        return None
    pair = [resume.get(k) for k in ("token", "browser")] if isinstance(resume, dict) else [None]
    if not all(isinstance(v, str) and v.isascii() and 16 <= len(v) <= 64 for v in pair):
        raise BadEvent("link_used", "This link was used before, or is too old.")
    return str(pair[0]), str(pair[1])
