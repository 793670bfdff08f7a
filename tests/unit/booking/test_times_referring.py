"""What a message takes back, gives as a reason, points back to, or writes with a slip."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from frontdesk.booking.near_misses import mended
from frontdesk.booking.times import understand
from frontdesk.booking.wanted import Window

CHICAGO = ZoneInfo("America/Chicago")
#: a Tuesday in spring
NOW = datetime.fromisoformat("2026-04-07T10:15:00-05:00")


def _windows(text: str) -> tuple[Window, ...]:
    wanted = understand(text, NOW, CHICAGO)
    assert wanted is not None, text
    return wanted.windows


@pytest.mark.parametrize(
    "text",
    ["before 11, i start work at 12", "before 11 because my shift starts at 12",
     "antes de las 11 por favor, entro a trabajar a las 12"],
)
def test_the_hour_of_a_reason_is_not_wished_for(text: str) -> None:
    """Only the bound stands."""
    (window,) = _windows(text)
    assert (window.starts, window.ends) == (time(0), time(10, 59))


def test_a_visit_that_must_be_over_begins_a_visit_earlier() -> None:
    """Done by two: begun by half past twelve."""
    (window,) = _windows("has to be done by 2 on thursday")
    assert (window.first, window.ends) == (date(2026, 4, 9), time(12, 30))


def test_what_is_named_to_be_ruled_out_is_never_offered() -> None:
    """What is said before "so not then" is when they can not come."""
    (window,) = _windows("I have something tuesday and thursday at 11 so not then")
    assert window.weekdays == {0, 2, 4, 5, 6}


def test_an_hour_or_two_from_now_is_today() -> None:
    """Said at a quarter past ten."""
    (window,) = _windows("in an hour or two")
    assert (window.first, window.last) == (NOW.date(), NOW.date())
    assert window.starts == time(11, 15) and time(12, 15) <= window.ends < time(13, 30)


@pytest.mark.parametrize("text", ["midnight", "after 5 but before 9 am", "scratch that"])
def test_a_window_in_which_nothing_can_begin_is_not_understood(text: str) -> None:
    """Rather nothing than an empty or a wrong time."""
    wanted = understand(text, NOW, CHICAGO)
    assert wanted is None or all(w.starts <= w.ends and w.ends > time(0) for w in wanted.windows)


@pytest.mark.parametrize("slip", ["exept", "excpet", "expect", "accept", "ecxept", "exceptt"])
def test_an_exclusion_is_heard_through_a_slip(slip: str) -> None:
    """Missed, it would turn the meaning round."""
    (window,) = _windows(f"any day {slip} tuesday")
    assert window.weekdays == {0, 2, 3, 4, 5, 6}


@pytest.mark.parametrize(
    "text",
    ["the weak leg went numb", "neat and nice", "i expect a call", "text me there then",
     "steven went fourth", "seven lines of my chart", "lunch with latin friends", "round the lake",
     "the pain moves forth and back", "tow truck", "frida brought a banana", "sometimes it hurts"],
)
def test_ordinary_words_are_left_as_they_are(text: str) -> None:
    """However near they lie to a word of time."""
    assert mended(text) == text
