"""What a provider of texts must be able to do. Another provider is one more file like `twilio.py`.

Nothing here knows a web framework: a request comes in as `Call`, an answer goes out as `Reply`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

#: what became of a text, as far as a provider can tell
State = Literal["sent", "delivered", "failed"]


class Unreadable(ValueError):
    """A proven request that lacks what a text needs."""


class Refused(RuntimeError):
    """Not accepted.

    Attributes:
        why: A tag, never the provider's words.
        final: Trying again is of no use.
        stops: What that says of the number itself: `blocked` (its owner opted out at the
            provider), `unreachable` (no telephone that can be texted), or None.
    """

    def __init__(self, why: str, final: bool = False, stops: str | None = None) -> None:
        super().__init__(why)
        self.why, self.final, self.stops = why, final, stops


@dataclass(frozen=True)
class Call:
    """A request to one of our webhooks, as it came.

    Attributes:
        url: The address that the provider signed, with its query.
        headers: Names in small letters.
    """

    url: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Incoming:
    """A text somebody sent us.

    Attributes:
        id: The provider's id of it; the same one twice is one text. None where it gave none.
        sender: As the provider writes it: a number, a short code, a name.
        attachments: What came beside the words, by kind (`image/jpeg`, `location`).
        provider_replied: The keyword that the provider has answered already, such as STOP.
    """

    id: str | None
    sender: str
    text: str
    attachments: tuple[str, ...] = ()
    provider_replied: str | None = None


@dataclass(frozen=True)
class Receipt:
    """What became of a text of ours: `row` is our id of it, given along when it was sent."""

    row: str | None
    provider_id: str | None
    state: State
    refused: Refused | None = None


@dataclass(frozen=True)
class Outgoing:
    """A text to send; `receipts` is where the provider tells what became of it."""

    to: str
    text: str
    receipts: str | None = None


@dataclass(frozen=True)
class Reply:
    """The body of a webhook's response."""

    body: str
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Provider(Protocol):
    """A provider of texts. None of these but `send` does anything but compute."""

    def proves(self, call: Call) -> bool:
        """Whether `call` is signed by the provider. Nothing of it is parsed before."""

    def incoming(self, call: Call) -> Incoming:
        """The text that a proven call brings. Raises `Unreadable`."""

    def receipt(self, call: Call) -> Receipt | None:
        """What a proven call tells of a text of ours; None for what is still on its way."""

    def reply(self, texts: Sequence[Outgoing]) -> Reply | None:
        """A response that sends `texts`; None where the provider has no such way."""

    def send(self, text: Outgoing) -> str:
        """Send one text, blocking; returns the provider's id. Raises `Refused`."""

    def check(self) -> str:
        """Try the credentials, blocking; says whose account it is. Raises `Refused`."""
