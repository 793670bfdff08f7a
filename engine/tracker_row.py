"""What is written of an event: what somebody reads once its turn is over.

How a message was understood, with every name it might have meant, is most of a tracker; it is read
while the message is answered. Later turns read what the message was taken for.
"""

from __future__ import annotations

from typing import Any

#: of how a message was understood: the policies read the first two, a repeated message the third
_READ_LATER = ("intent", "entities", "understanding")
#: Rasa notes them with every event, for stores that keep events of many models
_OF_THE_MODEL = ("model_id", "assistant_id")


def plain(event: dict[str, Any]) -> dict[str, Any]:
    """An event as Rasa's `as_dict` tells it, without what is not set and not ours.

    An empty value of a slot stays: that it was emptied is what the event says.
    """
    told = {key: value for key, value in event.items() if value is not None or key == "value"}
    if about := told.pop("metadata", None):
        about = {key: value for key, value in about.items() if key not in _OF_THE_MODEL}
        told.update({"metadata": about} if about else {})
    if event["event"] == "bot":
        told["data"] = {key: value for key, value in event["data"].items() if value is not None}
    return told


def written(event: dict[str, Any]) -> dict[str, Any]:
    """What a row keeps of an event; Rasa reads it as the event."""
    told = plain(event)
    if event["event"] == "user":
        # What the desk sent with a message is read with that message alone.
        told.pop("metadata", None)
        understood = event["parse_data"]
        told["parse_data"] = {key: understood[key] for key in _READ_LATER if key in understood}
    return told
