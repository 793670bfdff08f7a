"""What the tests of booking share: a time, conversations, and a clinic bent to a rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from frontdesk.booking.appointments import Request, book
from frontdesk.booking.links import CalendarLinks
from frontdesk.booking.notices import VisitNotices
from frontdesk.booking.openings import opening_of
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import open_conversation
from frontdesk.house import House
from frontdesk.store import Store
from frontdesk.store.tables import Appointment


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


@pytest.fixture
def notices(clinic: Clinic, house: House) -> VisitNotices:
    """What is said of visits, with texts and mail open."""
    links = CalendarLinks("a key", "https://desk.example")
    return VisitNotices(clinic, house.speaker, links, "a key", texts=True, mails=True)


@pytest.fixture
def booked(clinic: Clinic) -> Callable[..., Appointment]:
    """Book an opening, by its id, for a conversation; other columns by name."""

    def made(
        session: Session, conversation_id: str, opening: str, now: datetime, **fields: Any
    ) -> Appointment:
        request = Request(
            conversation_id=conversation_id, opening=opening_of(clinic, opening),
            name="Ana Ruiz", phone=fields.pop("phone", "+13125550142"), reason="sciatica",
            mri="no", channel="web", key=f"{conversation_id}:{opening}", **fields,
        )
        return book(session, clinic, request, now)

    return made
