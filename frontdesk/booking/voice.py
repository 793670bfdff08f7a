"""How booking speaks of times and choices, in the language of the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from frontdesk.booking.spoken import short_day, short_time, spoken_wanted
from frontdesk.booking.spoken_es import (
    full_time_es,
    short_day_es,
    short_time_es,
    spoken_time_es,
    spoken_wanted_es,
)
from frontdesk.booking.wanted import Wanted
from frontdesk.clinic import Clinic
from frontdesk.clinic.spoken import full_time, spoken_time, zone_letters

#: what buttons say -> in Spanish (a draft, like the wordings beside it)
_TITLES_ES = {
    "Yes": "Sí", "No": "No", "Not sure": "No sé", "The time": "La hora", "The name": "El nombre",
    "The phone number": "El teléfono", "Do not book": "No reservar",
    "Tell me when something opens": "Avísenme si hay algo", "More days": "Más días",
    "Yes, book it": "Sí, resérvela", "No, change it": "No, cambiarla",
    "Yes, move it": "Sí, cámbiela",
    "Yes, cancel it": "Sí, cancélela", "No, keep it": "No, déjela", "Skip": "Saltar",
    "Yes, I want it": "Sí, la quiero", "No, keep waiting": "No, sigo esperando",
    "Confirm": "Confirmar", "Move it": "Cambiarla",
}


@dataclass(frozen=True)
class Voice:
    """Says times. `language` is one the clinic approved; `voice_of` sees to that."""

    clinic: Clinic
    language: str = "en"

    @property
    def _es(self) -> bool:
        return self.language == "es"

    def full(self, at: datetime) -> str:
        """Monday, April 6, 2026 at 9:30 am Central Time."""
        return full_time_es(self.clinic, at) if self._es else full_time(self.clinic, at)

    def soon(self, at: datetime, now: datetime) -> str:
        """today at 4 pm CT."""
        said = spoken_time_es if self._es else spoken_time
        return said(self.clinic, at, now)

    def short(self, at: datetime) -> str:
        """Tue, Apr 7, 9:00 am: for a button, or with `letters` beside it."""
        return short_time_es(at) if self._es else short_time(at)

    @property
    def letters(self) -> str:
        """The short name of the zone."""
        return zone_letters(self.clinic)

    def day(self, day: date) -> str:
        """Tue, Apr 7."""
        return short_day_es(day) if self._es else short_day(day)

    def wanted(self, wanted: Wanted, now: datetime) -> str:
        """What was understood of when."""
        today = now.astimezone(self.clinic.zone).date()
        return spoken_wanted_es(wanted, today) if self._es else spoken_wanted(wanted, today)

    def title(self, title: str) -> str:
        """What a button says."""
        return _TITLES_ES.get(title, title) if self._es else title


def voice_of(clinic: Clinic, language: str) -> Voice:
    """The voice for a language, English where the clinic did not approve it."""
    return Voice(clinic, language if language in clinic.languages_approved else "en")
