"""From a wish to a time: held at once where it is plain, otherwise a few to choose from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from frontdesk.booking.choose import Choice, find, free_days, take
from frontdesk.booking.holds import hold
from frontdesk.booking.openings import opening_of
from frontdesk.booking.times import understand
from frontdesk.clinic import Clinic
from frontdesk.store import Store

CHICAGO = ZoneInfo("America/Chicago")


def _find(store: Store, clinic: Clinic, now: datetime, text: str) -> Choice:
    with store.read() as session:
        return find(session, clinic, "web-1", now, wanted=understand(text, now, CHICAGO))


def _times(choice: Choice) -> list[str]:
    return [f"{o.starts:%a %H:%M}" for o in choice.offers]


def test_without_a_wish_the_first_days_are_offered_before_and_after_noon(
    sqlite_store: Store, clinic: Clinic, now: datetime
) -> None:
    """So that the list shows more than one morning."""
    with sqlite_store.read() as session:
        offered = find(session, clinic, "web-1", now)
    assert _times(offered) == ["Wed 09:00", "Wed 12:00", "Thu 09:00", "Thu 12:00", "Fri 09:00"]


@pytest.mark.parametrize(
    "text, starts",
    [("thursday at 10", "2026-04-09T10:00"), ("earliest you have", "2026-04-08T09:00"),
     ("asap after thursday", "2026-04-10T09:00"), ("friday, 12:30 or later", "2026-04-10T12:30")],
)
def test_one_plain_time_is_chosen(
    sqlite_store: Store, clinic: Clinic, now: datetime, text: str, starts: str
) -> None:
    """An exact time, the earliest, or the only one that fits."""
    found = _find(sqlite_store, clinic, now, text).opening
    assert found is not None and found.starts.isoformat()[:16] == starts


def test_a_time_that_may_be_misread_is_said_back_before_it_is_held(
    sqlite_store: Store, clinic: Clinic, now: datetime
) -> None:
    """It is the only one that fits, and still offered with what was understood."""
    found = _find(sqlite_store, clinic, now, "my job has me in Denver Monday to Wednesday next "
                                             "week, back Thursday. Friday at 9?")
    assert (found.opening, found.why) == (None, "wanted")
    assert {o.starts.isoformat()[:16] for o in found.offers} == {"2026-04-17T09:00"}


@pytest.mark.parametrize(
    "text, why, first",
    [
        ("tomorrow afternoon", "wanted", "Wed 12:00"),
        ("saturday", "none", "Fri 09:00"),
        ("thursday at 9:15", "none", "Thu 09:00"),
        ("last friday", "past", "Wed 09:00"),
        ("fri first appt of the day", "wanted", "Fri 09:00"),
        ("as early as possible on friday", "wanted", "Fri 09:00"),
        ("today", "none", "Wed 09:00"),
        ("any time", None, "Wed 09:00"),
    ],
)
def test_what_can_not_be_gets_the_nearest_real_openings(
    sqlite_store: Store, clinic: Clinic, now: datetime, text: str, why: str | None, first: str
) -> None:
    """Closed, past or too soon."""
    found = _find(sqlite_store, clinic, now, text)
    assert (found.why, _times(found)[0]) == (why, first)


def test_around_a_closed_day_both_sides_are_offered(
    sqlite_store: Store, clinic: Clinic, now: datetime
) -> None:
    """Friday's and Monday's."""
    days = {t[:3] for t in _times(_find(sqlite_store, clinic, now, "saturday"))}
    assert {"Fri", "Mon"} <= days


def test_a_taken_time_is_held_in_the_other_room(
    sqlite_store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """The patient asked for a time, not a room."""
    mine, other = talk(sqlite_store), talk(sqlite_store)
    wanted = opening_of(clinic, "2026-04-09T11:00:00-05:00|spine_1")
    with sqlite_store.begin() as session:
        hold(session, clinic, other, wanted, now)
    with sqlite_store.begin() as session:
        got = take(session, clinic, mine, wanted, now).opening
    assert got is not None and (got.provider_id, got.starts) == ("spine_2", wanted.starts)


def test_a_forged_button_gets_real_openings(
    sqlite_store: Store, clinic: Clinic, now: datetime
) -> None:
    """It names nothing, so nothing is held."""
    with sqlite_store.read() as session:
        found = find(session, clinic, "web-1", now, picked="yesterday|nobody")
    assert found.why == "taken" and found.offers


def test_days_follow_each_other(sqlite_store: Store, clinic: Clinic, now: datetime) -> None:
    """Only days with an opening; more of them after the last."""
    with sqlite_store.read() as session:
        first = free_days(session, clinic, "web-1", now)
        more = free_days(session, clinic, "web-1", now, after=first[-1])
    assert [d.isoweekday() for d in first] == [3, 4, 5, 1, 2, 3]
    assert more[0] > first[-1]
