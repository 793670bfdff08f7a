"""Where Rasa's replies to one turn are collected."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel

#: Keys of a reply that are not data of the action.
_OWN = frozenset(
    {"text", "response", "buttons", "utter_action", "timestamp", "template", "model_id",
     "assistant_id", "domain_responses", "quick_replies"}
)  # fmt: skip


class CollectedReplies(OutputChannel):
    """Collects replies; named after the conversation's channel, so that its wording matches."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self.replies: list[dict[str, Any]] = []

    def name(self) -> str:  # type: ignore[override]
        """`web` or `sms`: Rasa picks the variants of a response by it."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keeps a reply whole, also one without text."""
        data = {k: v for k, v in message.items() if k not in _OWN and v is not None}
        key = message.get("response") or message.get("utter_action")
        reply = {
            "response": key,
            "text": message.get("text") or "",
            "buttons": message.get("buttons") or None,
            "data": data,
        }
        self.replies.append(reply)
