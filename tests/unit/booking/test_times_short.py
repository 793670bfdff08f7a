"""Short answers to "What day and time would suit you?", by the kinds that were once misread."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from frontdesk.booking.times import understand
from frontdesk.booking.wanted import Wanted

CHICAGO = ZoneInfo("America/Chicago")
#: a Tuesday in spring
NOW = datetime.fromisoformat("2026-04-07T10:15:00-05:00")


def _wanted(text: str) -> Wanted:
    wanted = understand(text, NOW, CHICAGO)
    assert wanted is not None, text
    return wanted


@pytest.mark.parametrize("text", [
    "anytime thursday except not till after 2", "thursday but not until after 2",
    "thursday but not till 2", "any day but not until 2", "any day except it has to be after 2",
    "thursday, just not before 2",
])
def test_but_not_until_an_hour_is_from_that_hour_on(text: str) -> None:
    """And never up to it."""
    wanted = _wanted(text)
    assert wanted.allows(datetime(2026, 4, 9, 15)) and not wanted.allows(datetime(2026, 4, 9, 13))


@pytest.mark.parametrize("text, first", [
    ("not for at least two weeks from now", (4, 21)), ("not for another 2 weeks", (4, 21)),
    ("two weeks from now or later, cast comes off then", (4, 21)),
    ("in three weeks or later", (4, 28)), ("not for another month", (5, 7)),
    ("a week from now or after", (4, 14)), ("I'm gone all next week. Any time after that", (4, 20)),
    ("busy all of april, any time after that", (5, 1)),
    ("away friday. any time after that", (4, 11)),
])
def test_from_then_on_is_from_that_very_day(text: str, first: tuple[int, int]) -> None:
    """Not from the Monday of its week, and no day before it."""
    wanted = _wanted(text)
    assert [(w.first, w.last) for w in wanted.windows] == [(date(2026, *first), None)]


@pytest.mark.parametrize("text", [
    "Could I be the first one in thursday?", "put me first in line thursday",
    "can I be first up thursday", "I'd like to be the first patient of the day, thursday",
])
def test_the_first_one_in_is_first_thing(text: str) -> None:
    """No one o'clock."""
    (window,) = _wanted(text).windows
    assert (window.first, window.starts, window.ends) == (date(2026, 4, 9), time(0), time(9, 30))


@pytest.mark.parametrize("text", [
    "whenever there is a cancellation", "whenever someone cancels", "next cancellation please",
    "as soon as something opens up",
])
def test_whatever_comes_free_is_the_earliest(text: str) -> None:
    """Whoever waits for a cancellation wants the soonest there is."""
    assert _wanted(text).earliest


@pytest.mark.parametrize("text", ["May, any afternoon", "any afternoon, may", "sometime may, pm"])
def test_may_alone_is_the_month(text: str) -> None:
    """Where it is no "may I"."""
    (window,) = _wanted(text).windows
    assert (window.first, window.last) == (date(2026, 5, 1), date(2026, 5, 31))
    assert window.starts == time(12)


@pytest.mark.parametrize("text", ["may I come thursday", "it may be thursday"])
def test_may_i_is_no_month(text: str) -> None:
    """It asks."""
    assert [w.first for w in _wanted(text).windows] == [date(2026, 4, 9)]


@pytest.mark.parametrize("text", [
    "I can only do Tues and Thurs", "only available tuesdays and thursdays",
    "can only come tuesday and thursday", "I'm only free tues and thurs",
])
def test_only_those_days_are_those_of_every_week(text: str) -> None:
    """Not just the next ones."""
    wanted = _wanted(text)
    assert wanted.allows_day(date(2026, 5, 12)) and wanted.allows_day(date(2026, 5, 14))
    assert not wanted.allows_day(date(2026, 5, 13))


@pytest.mark.parametrize("text, day", [
    ("the following week, not next week", (4, 20)), ("not next week, the week after", (4, 20)),
    ("in may when school is almost out", (5, 4)), ("in june when class is out", (6, 1)),
    ("next week when I'm out of work", (4, 13)),
])
def test_what_goes_on_in_a_week_that_is_wished_for_rules_it_not_out(
    text: str, day: tuple[int, int]
) -> None:
    """The opposite of what was asked is the worst that could be offered."""
    wanted = _wanted(text)
    assert wanted.allows_day(date(2026, *day)) and not wanted.allows_day(date(2026, 4, 9))


@pytest.mark.parametrize("text, day", [
    ("January 12 please", (2027, 1, 12)), ("feb 20 in the morning", (2027, 2, 20)),
])
def test_a_date_more_than_a_month_over_is_the_one_to_come(
    text: str, day: tuple[int, int, int]
) -> None:
    """A date only just over is taken for a slip."""
    assert _wanted(text).windows[0].first == date(*day)
    assert _wanted("march 30").past


@pytest.mark.parametrize("text", [
    "early isn't a problem, any day, I just need a morning", "any morning, late is no problem",
])
def test_what_is_no_problem_is_no_wish(text: str) -> None:
    """Any morning hour."""
    wanted = _wanted(text)
    assert wanted.allows(datetime(2026, 4, 9, 11, 30)) and wanted.allows(datetime(2026, 4, 9, 9))


def test_what_somebody_wont_let_one_miss_is_no_wish() -> None:
    """The hour of the wish's own counts."""
    wanted = _wanted("coach wont let me miss practice at 4 so any day, appt has to start by 2:30")
    assert wanted.allows(datetime(2026, 4, 9, 14)) and not wanted.allows(datetime(2026, 4, 9, 16))
