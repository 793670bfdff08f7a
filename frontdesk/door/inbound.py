"""What a channel hands to the door, and what it gets back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Inbound:
    """One message of one person, after the channel has proved who is speaking.

    Attributes:
        conversation_id: A conversation that exists.
        text: As typed.
        channel_id: The id the client or the provider gave; the same one twice is one message.
        payload: What a pressed button carried. It counts only if we offered it here: then the
            transcript shows the button's title; otherwise it is text like any other.
        attachments: How many pictures, voice notes or places came with it.
    """

    conversation_id: str
    text: str
    channel_id: str | None = None
    payload: str | None = None
    attachments: int = 0


@dataclass(frozen=True)
class Received:
    """The receipt of a stored message.

    Attributes:
        message_id: Ours.
        seq: Its place in the transcript.
        repeated: It was here before; nothing was done again.
        wants_turn: The engine is to be asked (`Door.turn`).
    """

    message_id: str
    seq: int
    repeated: bool = False
    wants_turn: bool = False
