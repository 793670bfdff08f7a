"""Times said in the language of the conversation."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from frontdesk.booking.times import understand
from frontdesk.booking.voice import Voice, voice_of
from frontdesk.clinic import Clinic

NOW = datetime.fromisoformat("2026-04-07T10:15:00-05:00")


def test_a_time_is_said_in_spanish_with_its_zone(clinic: Clinic) -> None:
    """One o'clock is "la una"; the zone is named."""
    voice = Voice(clinic, "es")
    one = NOW.replace(hour=13, minute=0)
    assert voice.full(one) == "el martes 7 de abril de 2026 a la 1 p. m., hora del Centro"
    assert voice.soon(one + timedelta(days=1), NOW) == "mañana a la 1 p. m., hora del Centro"
    assert voice.short(NOW) == "mar 7 abr, 10:15 a. m."


@pytest.mark.parametrize(
    "text, said",
    [
        ("el jueves por la mañana", "el jueves 9 de abril, por la mañana"),
        ("la proxima semana despues de las 3", "del 13 de abril al 19 de abril, desde las 3 p. m."),
        ("los martes o jueves", "martes o jueves"),
        ("el lunes a las dos y media", "el lunes 13 de abril, a las 2:30 p. m."),
        ("entre las 10 y las 12", "de 10 a. m. a 12 p. m."),
        ("a partir del 20", "desde el 20 de abril"),
        ("next week but not the 15th", "del 13 de abril al 19 de abril, pero no el 15 de abril"),
    ],
)
def test_what_was_understood_is_said_back_in_spanish(clinic: Clinic, text: str, said: str) -> None:
    """So that a wrong reading is seen at once."""
    wanted = understand(text, NOW, clinic.zone)
    assert wanted is not None and Voice(clinic, "es").wanted(wanted, NOW) == said


def test_spanish_is_spoken_only_where_the_clinic_approved_it(clinic: Clinic) -> None:
    """Otherwise times and buttons stay English, like the wordings beside them."""
    assert voice_of(clinic, "es").title("More days") == "More days"
    approved = clinic.model_copy(update={"languages_approved": ("es",)})
    assert voice_of(approved, "es").title("More days") == "Más días"
