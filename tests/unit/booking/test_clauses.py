"""Reasons, commitments and days that are told by other days, in what people write about times."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from frontdesk.booking.clauses import clauses
from frontdesk.booking.times import understand
from frontdesk.booking.wanted import Window

CHICAGO = ZoneInfo("America/Chicago")
#: a Tuesday in spring
NOW = datetime.fromisoformat("2026-04-07T10:15:00-05:00")


def _windows(text: str) -> tuple[Window, ...]:
    wanted = understand(text, NOW, CHICAGO)
    assert wanted is not None, text
    return wanted.windows


@pytest.mark.parametrize("text, kinds", [
    ("i have dialysis monday so it has to be a tuesday", ["told", "wish"]),
    ("i fell on monday. can i come wednesday", ["over", "wish"]),
    ("monday, wednesday and friday", ["wish"]),
    ("friday would have been great but thursday works", ["over", "wish"]),
])
def test_a_clause_is_a_wish_told_or_over(text: str, kinds: list[str]) -> None:
    """Told by its words, and by what follows from it."""
    assert [c.kind for c in clauses([], text)] == kinds


@pytest.mark.parametrize("text", [
    "I have dialysis Monday Wednesday and Friday so it has to be this coming Thursday",
    "my wife has surgery on Monday, thursday is fine",
    "I fell on Sunday and can barely walk, can I come thursday",
    "bridge club is Wednesday so thursday please",
    "I was supposed to come Monday but I'd rather have thursday",
    "can we do thursday instead of Friday",
])
def test_a_day_of_a_reason_is_not_wished_for(text: str) -> None:
    """Only the wish stands."""
    (window,) = _windows(text)
    assert (window.first, window.last) == (date(2026, 4, 9), date(2026, 4, 9))


def test_a_commitment_is_ruled_out_where_the_wish_leaves_the_day_open() -> None:
    """Dialysis on Tuesdays, next week: any of its days but that one."""
    (window,) = _windows("I have dialysis on Tuesdays, sometime next week please")
    assert not window.allows_day(date(2026, 4, 14)) and window.allows_day(date(2026, 4, 15))


@pytest.mark.parametrize("text, starts, ends", [
    ("I work till 3, thursday would be good", time(15, 1), time(23, 59)),
    ("I drop the kids at 8 so anything from 9 on thursday", time(9), time(23, 59)),
    ("I get off work at 2 so thursday after that", time(14), time(23, 59)),
    ("my bus doesn't get in until 10 so 10:30 on thursday", time(10, 30), time(10, 30)),
])
def test_the_hour_of_a_reason_bounds_what_the_wish_leaves_open(
    text: str, starts: time, ends: time
) -> None:
    """An hour of the wish's own counts alone."""
    (window,) = _windows(text)
    assert (window.first, window.starts, window.ends) == (date(2026, 4, 9), starts, ends)


@pytest.mark.parametrize("text, first, last", [
    ("Not this coming Monday, but the Monday after that", (4, 20), (4, 20)),
    ("not this Friday but the one after", (4, 17), (4, 17)),
    ("my kids are off next week so the week after that", (4, 20), (4, 26)),
    ("can't go anywhere that week. Make it Tuesday the 14th at 1", (4, 14), (4, 14)),
    ("I finish radiation on Friday so the Monday after", (4, 13), (4, 13)),
    ("my sister is here next week, any day then", (4, 13), (4, 19)),
    ("Tuesday of the first full week in May", (5, 5), (5, 5)),
])
def test_a_day_is_told_by_another(
    text: str, first: tuple[int, int], last: tuple[int, int]
) -> None:
    """Which itself need not be wished for."""
    (window,) = _windows(text)
    assert (window.first, window.last) == (date(2026, *first), date(2026, *last))


def test_where_all_is_told_it_is_read_as_it_stands() -> None:
    """Nothing that names a time is thrown away for want of a wish."""
    (window,) = _windows("I work till 3")
    assert window.starts == time(15, 1)
