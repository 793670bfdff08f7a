"""What clients write down while they write and listen."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Sent:
    """A message somebody wrote; times are seconds of the clients' monotonic clock."""

    person: str
    client_id: str
    text: str
    began: float
    #: when the first receipt came, and the id it gave; none: never acknowledged
    acked: float | None = None
    message_id: str | None = None
    #: every id that receipts of this client id ever gave
    ids: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Heard:
    """Something a client was told."""

    person: str
    message_id: str
    text: str
    response: str | None
    at: float


class Notes:
    """The notes of all clients of a run."""

    def __init__(self) -> None:
        self.sent: dict[str, Sent] = {}
        self.heard: list[Heard] = []

    def sending(self, person: str, client_id: str, text: str) -> None:
        """Before a message is sent; again under the same id is the same message."""
        self.sent.setdefault(client_id, Sent(person, client_id, text, time.monotonic()))

    def acknowledged(self, client_id: str, message_id: str) -> None:
        """A receipt came."""
        sent = self.sent[client_id]
        sent.ids.add(message_id)
        if sent.acked is None:
            sent.acked, sent.message_id = time.monotonic(), message_id

    def hears(self, person: str, message: dict[str, Any]) -> None:
        """A client was told something (`bot_uttered`)."""
        about = message.get("metadata") or {}
        said = Heard(
            person, str(about.get("id")), message.get("text") or "", about.get("response"),
            time.monotonic(),
        )
        self.heard.append(said)

    @property
    def accepted(self) -> list[Sent]:
        """What was acknowledged."""
        return [s for s in self.sent.values() if s.acked is not None]
