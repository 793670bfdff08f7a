"""Texts from the numbers of the alert ladder: staff who answer a page, never patients."""

from __future__ import annotations

import asyncio

import structlog

from frontdesk import clock
from frontdesk.cases.ladder import Ladder
from frontdesk.channels.sms.keywords import plainly
from frontdesk.door import Door
from frontdesk.store import Store

log = structlog.get_logger()

_SEEN = ("ok", "okay", "1", "ack", "acknowledge", "acknowledged", "got it", "on it", "yes")


class OnCall:
    """Takes "OK" for an acknowledgement of every open page of that number."""

    def __init__(self, store: Store, ladder: Ladder, door: Door) -> None:
        self._store = store
        self._ladder = ladder
        self._door = door

    async def answer(self, address: str, text: str) -> str | None:
        """What staff are told; None for a patient's text.

        Safety reads staff's texts too: what sounds dangerous is taken in like anybody's.
        """
        if not self._ladder.is_rung(address) or await self._door.alarming(text):
            return None
        if plainly(text) not in _SEEN:
            return "Frontdesk: this number gets pages. Reply OK to acknowledge them."
        seen = await asyncio.to_thread(self._acknowledge, address)
        log.info("sms.acknowledged", cases=seen)
        if not seen:
            return "Frontdesk: no page of yours is open."
        return f"Frontdesk: acknowledged ({len(seen)}). Open the console now."

    def _acknowledge(self, address: str) -> list[str]:
        with self._store.begin() as session:
            return self._ladder.acknowledge_by_text(session, address, clock.now())
