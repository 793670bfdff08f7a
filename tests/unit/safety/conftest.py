"""The rules are read once for all tests of the safety layer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

import pytest

from frontdesk.safety import Assessment, Rules, SafetyInput, assess, load_rules

NOW = datetime(2026, 11, 21, 12, tzinfo=timezone.utc)


@pytest.fixture(scope="session")
def rules() -> Rules:
    """The project's own rules."""
    return load_rules()


@pytest.fixture(scope="session")
def look(rules: Rules) -> Callable[[str], Assessment]:
    """Assess one text on its own."""
    return lambda text: assess(SafetyInput(text, NOW), rules)
