"""Days and times said in pairs, and days said in a row."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from frontdesk.booking.times import understand

CHICAGO = ZoneInfo("America/Chicago")
#: a Tuesday in spring
NOW = datetime.fromisoformat("2026-04-07T10:15:00-05:00")


def _allowed(text: str) -> set[str]:
    """Weekday and hour of what would do in the coming seven days, on the hour from 9 to 4."""
    wanted = understand(text, NOW, CHICAGO)
    assert wanted is not None, text
    hours = [
        datetime(2026, 4, day, hour) for day in range(8, 15) for hour in range(9, 17)
    ]
    return {f"{at:%a} {at.hour}" for at in hours if wanted.allows(at)}


@pytest.mark.parametrize("text", [
    "9 on Monday, 11 on Friday or 2 on Thursday",
    "Monday 9, Friday 11 or Thursday 2",
    "9 monday or 11 friday or 2 thursday",
    "at 9 on monday, at 11 on friday, at 2 on thursday",
    "1st choice monday at 9, 2nd choice friday at 11, last resort thursday at 2",
    "1) monday 9am 2) friday 11am 3) thursday 2pm",
    "a las 9 el lunes, a las 11 el viernes o a las 2 el jueves",
])
def test_every_day_keeps_the_hour_it_was_said_with(text: str) -> None:
    """Before it or behind it: three pairs are three times, not nine."""
    assert _allowed(text) == {"Mon 9", "Fri 11", "Thu 14"}


def test_an_hour_said_once_holds_for_all_days_of_its_row() -> None:
    """No pairs: after two on either day."""
    both = {f"{day} {hour}" for day in ("Thu", "Fri") for hour in (14, 15, 16)}
    assert _allowed("after 2 on thursday or friday") == both
    assert _allowed("thursday or friday after 2") == both


def test_a_time_or_a_day_are_two_wishes() -> None:
    """After three on any day, or any time on Thursday."""
    found = _allowed("after 3 or on thursday")
    assert {"Mon 16", "Thu 9"} <= found and "Mon 9" not in found


@pytest.mark.parametrize("text", [
    "i work mon tue wed so it has to be another day", "Mondays, Tuesdays and Wednesdays I can't",
    "neither monday nor tuesday nor wednesday", "not monday, tuesday or wednesday",
    "lunes, martes y miercoles no puedo", "can't do M/T/W",
])
def test_what_is_refused_of_a_row_is_refused_of_all(text: str) -> None:
    """In front of the days or behind them."""
    assert not {day[:3] for day in _allowed(text)} & {"Mon", "Tue", "Wed"}
    assert "Thu 9" in _allowed(text)


def test_a_comma_after_a_refusal_begins_a_wish() -> None:
    """Not Monday, Thursday."""
    assert {day[:3] for day in _allowed("not monday, thursday")} == {"Thu"}


@pytest.mark.parametrize("text", [
    "swing shift monday, thursday at 9 is fine", "bridge club wednesday. thursday at 9",
    "dialysis MWF so thursday at 9", "on call monday and friday so thursday at 9",
    "no school friday so thursday at 9", "my recital is wednesday, how about thursday at 9",
])
def test_a_day_that_something_holds_is_no_wish(text: str) -> None:
    """Whatever the thing is called, and however shortly it is told."""
    assert _allowed(text) == {"Thu 9"}
