"""What clients write down while they write and listen."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

_DISCLOSURE = "utter_disclosure"


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

    def waits(self) -> list[float]:
        """Seconds from writing to the first answer that its person heard, of what was accepted.

        By the clients' own clock, with every attempt to send it. What was heard before and is
        told again does not count, nor that an assistant answers here; what its person learned
        from the transcript alone, after coming back, is not among them.
        """
        first: dict[tuple[str, str], float] = {}
        for one in self.heard:
            if one.response != _DISCLOSURE:
                first.setdefault((one.person, one.message_id), one.at)
        found = []
        for sent in self.accepted:
            theirs = (at for (who, _), at in first.items() if who == sent.person)
            answered = min((at for at in theirs if at >= sent.began), default=None)
            found += [] if answered is None else [answered - sent.began]
        return found
