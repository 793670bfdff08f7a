"""Names under which our components keep what they found on Rasa's messages."""

from __future__ import annotations

from typing import Any

from rasa.shared.nlu.training_data.message import Message

LANGUAGE = "language"
NORMALISED = "normalised"
WHOLE = "whole_reading"
CUTS = "cut_readings"
NOISE = "noise"
UNDERSTANDING = "understanding"


def desk_metadata(message: Message) -> dict[str, Any]:
    """What the desk sent beside the text; empty during training and in `rasa shell`."""
    return message.get("metadata") or {}
