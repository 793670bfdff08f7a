"""What Rasa must not do where patients write."""

from __future__ import annotations

import os

from rasa import telemetry

from engine.quiet import SETTINGS


def test_rasa_phones_nobody() -> None:
    """Telemetry, and the error reports that come with it, are off before Rasa is imported."""
    assert SETTINGS["RASA_TELEMETRY_ENABLED"] == os.environ["RASA_TELEMETRY_ENABLED"] == "false"
    assert not telemetry.is_telemetry_enabled()
