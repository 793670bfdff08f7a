"""What a channel hands to the door, and what it gets back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from frontdesk.door.engine import TurnRequest


@dataclass(frozen=True)
class Inbound:
    """One message of one person, after the channel has proved who is speaking.

    Attributes:
        conversation_id: A conversation that exists.
        text: As typed.
        channel_id: The id the client or the provider gave; the same one twice is one message.
        payload: What a pressed button carried. It counts only if we offered it here: then the
            transcript shows the button's title; otherwise it is text like any other.
        title: What that button said on the person's screen; ours where the client does not tell.
        attachments: How many pictures, voice notes or places came with it.
        address: The number (E.164) a text came from; the first one opens the conversation.
        notes: What the provider said beside it, kept with the message.
        origin: A keyed hash of the network address it came from; limits pages, no more.
        drill: A staff drill, never set by a channel.
        message_id: Set by the door.
    """

    conversation_id: str
    text: str
    channel_id: str | None = None
    payload: str | None = None
    title: str | None = None
    attachments: int = 0
    address: str | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)
    origin: str | None = None
    drill: bool = False
    message_id: str | None = None


@dataclass(frozen=True)
class Spoken:
    """Words that the channel itself must carry now, because the store can not.

    Attributes:
        key: The response, as in the transcript's messages.
    """

    key: str
    text: str
    tier: str | None = None


@dataclass(frozen=True)
class Prepared:
    """A message ready for the engine; `stale`: lead the dialogue out of every form first."""

    request: TurnRequest
    stale: bool


@dataclass(frozen=True)
class Received:
    """The receipt of a message that is safe with us.

    Attributes:
        message_id: Ours.
        seq: Its place in the transcript; 0 while it is only in the journal.
        repeated: It was here before; nothing was done again.
        wants_turn: The engine is to be asked (`Door.turn`).
        flagged: Safety saw a danger sign in it; the engine is told to let go of every form.
        spoken: To be said at once by the channel; only where the store is gone.
        ready: The engine's input, as long as no other message of the conversation comes between.
    """

    message_id: str
    seq: int
    repeated: bool = False
    wants_turn: bool = False
    flagged: bool = False
    spoken: tuple[Spoken, ...] = ()
    ready: Prepared | None = None
