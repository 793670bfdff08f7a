"""Times said back."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from frontdesk.booking.spoken import short_day, short_time, spoken_wanted
from frontdesk.booking.times import understand


@pytest.mark.parametrize(
    "text, said",
    [
        ("thursday", "Thursday, April 9"),
        ("thursday at 10", "Thursday, April 9, at 10 am"),
        ("any morning next week", "April 13 to April 19, in the morning"),
        ("mondays", "Monday"),
        ("tue or thu after 2:30",
         "Tuesday, April 14, from 2:30 pm on or Thursday, April 9, from 2:30 pm on"),
        ("not before 10", "from 10 am on"),
        ("before 11", "until 10:59 am"),
        ("any time", ""),
        ("any time from the 20th on", "from April 20 on"),
        ("next week but not the 15th", "April 13 to April 19, but not April 15"),
        ("not next week, any other time is fine", "any day, but not April 13 to April 19"),
    ],
)
def test_what_was_understood_is_said_back(now: datetime, text: str, said: str) -> None:
    """In full days, so that a misunderstanding shows."""
    wanted = understand(text, now, ZoneInfo("America/Chicago"))
    assert wanted is not None and spoken_wanted(wanted, now.date()) == said


def test_buttons_are_short() -> None:
    """A day, a time."""
    assert short_time(datetime(2026, 4, 7, 12, 30)) == "Tue, Apr 7, 12:30 pm"
    assert short_day(date(2026, 4, 7)) == "Tue, Apr 7"
