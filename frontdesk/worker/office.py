"""The worker's rounds for the office: promises that are late, and retention."""

from __future__ import annotations

import time
from datetime import datetime

from frontdesk.house import House
from frontdesk.privacy import retention
from frontdesk.privacy.receipts import NAME, ErasureList, Following
from frontdesk.promises.late import Late
from frontdesk.promises.unseen import Unseen

#: seconds between two passes over what is kept
HOUR = 3600.0


class OfficeRounds:
    """What keeps promises and privacy without anybody asking."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._reached: retention.Place | None = None
        self._passed = float("-inf")
        self._late = Late(house.store, house.clinic, house.speaker, house.ladder)
        self._unseen = Unseen(house.store, house.speaker, house.settings.public_base)
        self._erasures = Following(house.store, ErasureList(house.settings.data_dir / NAME))

    def promises(self, at: datetime) -> None:
        """Tell those whose promise was not kept, and page again; text those who left."""
        self._late.round(at)
        self._unseen.round(at)

    def retention(self, at: datetime) -> None:
        """Erase what is past its time: one pass an hour, in stretches until it is through."""
        if self._reached is None and time.monotonic() - self._passed < HOUR:
            return
        done = retention.run(self._house.store, self._house.clinic, at, self._reached)
        self._reached = done.after
        if done.after is None:
            self._passed = time.monotonic()

    def erasures(self, at: datetime) -> None:
        """List what was erased beside the store, and leave nothing of it in the store's files."""
        self._erasures.round(at)
