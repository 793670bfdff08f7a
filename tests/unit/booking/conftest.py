"""What the tests of booking share: a time, conversations, and a clinic bent to a rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import open_conversation
from frontdesk.store import Store


@pytest.fixture
def now() -> datetime:
    """A Tuesday, a quarter past ten in Chicago."""
    return datetime.fromisoformat("2026-04-07T10:15:00-05:00")


@pytest.fixture
def talk(now: datetime) -> Callable[..., str]:
    """Open a conversation; returns its id."""

    def opened(store: Store, **fields: Any) -> str:
        with store.begin() as session:
            return open_conversation(session, "web", now, **fields).id

    return opened


@pytest.fixture
def bent(clinic: Clinic) -> Callable[..., Clinic]:
    """The clinic with other booking rules (as in `clinic.yml`), and perhaps another zone."""

    def changed(zone: str | None = None, **rules: Any) -> Clinic:
        content = clinic.model_dump(mode="python")
        content["booking"] = {**content["booking"], **rules}
        if zone:
            content["clinic"]["timezone"] = zone
        return Clinic.model_validate(content)

    return changed
