"""Messages as clients see them: Rasa's socket.io form, with our metadata."""

from __future__ import annotations

from typing import Any

from frontdesk import clock
from frontdesk.door import Spoken
from frontdesk.store.tables import Message

_METADATA = (
    "sources",
    "source_line",
    "tier",
    "case",
    "asks_for",
    "offers",
    "timezone",
    "appointment",
    "author_name",
    "reviewed_on",
)


def bot_uttered(message: Message) -> dict[str, Any]:
    """What Rasa clients expect of `bot_uttered`, and what our widget wants beside it."""
    said: dict[str, Any] = {"text": message.text, "metadata": metadata(message)}
    if buttons := (message.data or {}).get("buttons"):
        # By this name only: clients of Rasa drop a message that has more names than they know.
        said["quick_replies"] = [
            {"title": b["title"], "payload": b["payload"], "type": "postback"} for b in buttons
        ]
    return said


def spoken_now(spoken: Spoken, message_id: str) -> dict[str, Any]:
    """Words that the store can not carry now; without a place in the transcript."""
    metadata = {
        "id": message_id,
        "at": clock.now().isoformat(),
        "author": "bot",
        "response": spoken.key,
        **({"tier": spoken.tier} if spoken.tier else {}),
    }
    return {"text": spoken.text, "metadata": metadata}


def history_line(message: Message) -> dict[str, Any]:
    """A line of the transcript, of either side."""
    line = bot_uttered(message)
    line.update(id=message.id, seq=message.seq, at=message.at.isoformat(), author=_author(message))
    if message.author == "patient":
        line["client_id"] = message.channel_id
    return line


def metadata(message: Message) -> dict[str, Any]:
    """The metadata of a message; keys that say nothing are left out."""
    data = message.data or {}
    return {
        "id": message.id,
        "seq": message.seq,
        "at": message.at.isoformat(),
        "author": _author(message),
        **({"response": message.response} if message.response else {}),
        **{k: data[k] for k in _METADATA if data.get(k) is not None},
    }


def _author(message: Message) -> str:
    return "user" if message.author == "patient" else message.author
