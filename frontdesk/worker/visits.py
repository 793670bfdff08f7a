"""The worker's round for visits: calendars are read, people reminded, free times offered."""

from __future__ import annotations

from datetime import datetime

import structlog

from frontdesk.booking.blocks import settle
from frontdesk.booking.busy import BusyCalendars, fetched
from frontdesk.booking.reminders import Reminders
from frontdesk.booking.waiting import WaitingList
from frontdesk.channels.sms.numbers import may_text_now
from frontdesk.house import House

log = structlog.get_logger()


class VisitRounds:
    """One round after another; each does what is due and nothing twice."""

    def __init__(self, house: House) -> None:
        self._house = house
        store, clinic, notices = house.store, house.clinic, house.visit_notices

        def may(phone: str, at: datetime) -> bool:
            return may_text_now(clinic, phone, at)

        self._busy = BusyCalendars(store, clinic, fetched(house.settings.clinic_file.parent))
        self._reminders = Reminders(store, clinic, notices, may)
        self._waiting = WaitingList(store, clinic, notices, may)

    def round(self, at: datetime) -> None:
        """Everything that is due at `at`."""
        self._settle(at)
        self._busy.read_due(at)
        reminded = self._reminders.say_due(at)
        offered = self._waiting.offer_free(at)
        if reminded or offered:
            log.info("visits.round", reminded=reminded, offered=offered)

    def _settle(self, at: datetime) -> None:
        """The horizon moves on, and what was cancelled may lie within a block."""
        for provider in self._house.clinic.booking.providers:
            with self._house.store.begin() as session:
                settle(session, self._house.clinic, provider.id, at)
