"""Long answers that are often misread are known for it."""

from __future__ import annotations

from datetime import datetime

import pytest

from frontdesk.booking.times import understand
from frontdesk.booking.wanted import Wanted, wanted_from
from frontdesk.clinic import Clinic


def _read(text: str, now: datetime, clinic: Clinic) -> Wanted:
    wanted = understand(text, now, clinic.zone)
    assert wanted is not None
    return wanted


@pytest.mark.parametrize("text", [
    "we have guests from the 13th to the 17th, any other day is ok with us",
    "my job has me in Denver Monday to Wednesday next week, back Thursday. Friday at 9?",
    "march 20 through march 22 is when I am in town, late in the day",
])
def test_where_what_is_told_bears_on_the_wish_a_long_answer_may_be_misread(
    text: str, now: datetime, clinic: Clinic
) -> None:
    """Days taken, bounds told, days that seem to be over."""
    assert _read(text, now, clinic).unsure


@pytest.mark.parametrize("text", [
    "Hi, this is Bob, could you please put me down for Monday at 10, thank you",
    "dialysis is tues thurs sat for me so monday or wednesday in the morning would be best",
    "not before 10, I work",
    "any day but Friday",
])
def test_a_plain_wish_is_not_doubted(text: str, now: datetime, clinic: Clinic) -> None:
    """However many words it has."""
    assert not _read(text, now, clinic).unsure


def test_a_doubt_is_kept_between_messages(now: datetime, clinic: Clinic) -> None:
    """And was never noted by those who booked before there were doubts."""
    doubted = _read("we have guests from the 13th to the 17th, any other day is ok", now, clinic)
    assert wanted_from(doubted.as_dict()) == doubted
    old = {k: v for k, v in doubted.as_dict().items() if k != "unsure"}
    assert not wanted_from(old).unsure
