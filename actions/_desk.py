"""What every action shares: the desk's rooms, the conversation, the time, and a guard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from rasa_sdk import Tracker
from sqlalchemy.orm import Session

from frontdesk import clock
from frontdesk.agreements import agreed
from frontdesk.booking.rewriting import rewrites
from frontdesk.house import House
from frontdesk.settings import settings

Result = TypeVar("Result")


@lru_cache(maxsize=1)
def house() -> House:
    """The desk's rooms, made when an action first needs them. Tests clear and replace it."""
    return House(agreed(settings()))


def warm() -> None:
    """Make the rooms that actions use: the first action must not need its whole time for that."""
    rooms = house()
    rooms.store.check()
    rooms.speaker.render("utter_disclosure", "web", clock.now())
    rewrites()
    assert rooms.booking and rooms.calendar_links


async def in_store(work: Callable[[Session], Result]) -> Result:
    """Run `work(session)` in one transaction, off the event loop."""

    def run() -> Result:
        with house().store.begin() as session:
            return work(session)

    return await asyncio.to_thread(run)


def metadata(tracker: Tracker) -> dict[str, Any]:
    """What the door sent with the message."""
    return (tracker.latest_message or {}).get("metadata") or {}


def now(tracker: Tracker) -> datetime:
    """The time of the turn; the engine is given it with the message."""
    given = metadata(tracker).get("now")
    return datetime.fromisoformat(given) if given else clock.now()


def intent(tracker: Tracker) -> str:
    """The intent of the latest message."""
    return str(((tracker.latest_message or {}).get("intent") or {}).get("name") or "")


def words(tracker: Tracker) -> str:
    """The text of the latest message."""
    return str((tracker.latest_message or {}).get("text") or "").strip()
