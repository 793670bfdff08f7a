"""Openings: computed from the clinic's rules, minus what is occupied."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest

from frontdesk.booking.holds import hold
from frontdesk.booking.openings import NotAnOpening, by_time, nearest, opening_of, openings
from frontdesk.booking.wanted import Wanted, Window
from frontdesk.clinic import Clinic
from frontdesk.store import Store

_ALL_DAY = [{"id": "a", "name": "A", "hours": {
    d: "00:00-06:00" for d in ("saturday", "sunday", "monday")
}}]


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _listed(store: Store, clinic: Clinic, now: datetime, **how: object) -> list[str]:
    with store.read() as session:
        return [o.id for o in openings(session, clinic, now, **how)]  # type: ignore[arg-type]


def test_the_first_opening_respects_notice_and_the_providers_hours(
    sqlite_store: Store, clinic: Clinic, now: datetime
) -> None:
    """Tuesday 10:15 plus 20 hours is Wednesday 6:15: the first opening is Wednesday at nine."""
    assert _listed(sqlite_store, clinic, now, limit=2) == [
        "2026-04-08T09:00:00-05:00|spine_1", "2026-04-08T09:30:00-05:00|spine_1",
    ]


def test_the_last_opening_of_a_day_ends_within_hours(
    sqlite_store: Store, clinic: Clinic, now: datetime
) -> None:
    """Ninety minutes that end at four begin at half past two."""
    wanted = Wanted((Window(date(2026, 4, 8), date(2026, 4, 8)),))
    assert _listed(sqlite_store, clinic, now, wanted=wanted)[-1][:16] == "2026-04-08T14:30"


def test_nothing_is_offered_beyond_the_horizon(
    sqlite_store: Store, clinic: Clinic, now: datetime
) -> None:
    """45 days from April 7 is May 22, a Friday."""
    assert _listed(sqlite_store, clinic, now)[-1][:10] == "2026-05-22"


def test_holidays_are_closed(sqlite_store: Store, clinic: Clinic) -> None:
    """Memorial Day is a public holiday, November 27 one of the clinic's own."""
    may, november = _at("2026-05-20T09:00:00-05:00"), _at("2026-11-23T09:00:00-06:00")
    assert not any(i.startswith("2026-05-25") for i in _listed(sqlite_store, clinic, may))
    assert not any(
        i.startswith(("2026-11-26", "2026-11-27")) for i in _listed(sqlite_store, clinic, november)
    )


@pytest.mark.parametrize(
    "eve, day, times",
    [
        # spring forward in Chicago: the hour from two to three does not exist
        ("2026-03-07T12:00:00-06:00", "2026-03-08", ["00:00-06:00", "01:00-06:00", "03:00-05:00",
                                                     "04:00-05:00", "05:00-05:00"]),
        # fall back: the hour from one to two is there twice, and each is its own time
        ("2026-10-31T12:00:00-05:00", "2026-11-01", ["00:00-05:00", "01:00-05:00", "01:00-06:00",
                                                     "02:00-06:00", "03:00-06:00", "04:00-06:00",
                                                     "05:00-06:00"]),
        # a leap day
        ("2028-02-27T12:00:00-06:00", "2028-02-28", [f"{h:02}:00-06:00" for h in range(6)]),
    ],
)
def test_openings_are_real_times_on_days_the_clock_changes(
    sqlite_store: Store, bent: Callable[..., Clinic], eve: str, day: str, times: list[str]
) -> None:
    """No time that does not exist, none twice, lengths counted in real minutes."""
    clinic = bent(
        providers=_ALL_DAY, step_minutes=60, least_notice_hours=0,
        kinds=[{"id": "k", "title": "K", "minutes": 60}],
    )
    only = Wanted((Window(date.fromisoformat(day), date.fromisoformat(day)),))
    with sqlite_store.read() as session:
        found = openings(session, clinic, _at(eve), only)
    assert [o.starts.isoformat()[11:16] + o.starts.isoformat()[19:] for o in found] == times
    assert {o.ends.timestamp() - o.starts.timestamp() for o in found} == {3600}


def test_the_leap_day_itself_can_be_booked(
    sqlite_store: Store, bent: Callable[..., Clinic]
) -> None:
    """February 29 of 2028 is a Tuesday."""
    found = _listed(sqlite_store, bent(), _at("2028-02-27T12:00:00-06:00"))
    assert any(i.startswith("2028-02-29") for i in found)


def test_a_hold_with_its_buffer_hides_what_would_overlap(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """9:00 to 10:30 and 15 minutes after it: the next free beginning in that room is 11:00."""
    mine = talk(store)
    with store.begin() as session:
        hold(session, clinic, mine, opening_of(clinic, "2026-04-08T09:00:00-05:00|spine_1"), now)
    assert _listed(store, clinic, now, limit=1) == ["2026-04-08T11:00:00-05:00|spine_1"]
    assert _listed(store, clinic, now, limit=1, conversation_id=mine)[0][11:16] == "09:00"
    later = now + timedelta(minutes=clinic.booking.hold_minutes)
    assert _listed(store, clinic, later, limit=1) == ["2026-04-08T09:00:00-05:00|spine_1"]


def test_wanted_times_of_day_are_kept_to(
    sqlite_store: Store, clinic: Clinic, now: datetime
) -> None:
    """Thursday after two has the beginnings from two on."""
    thursday = date(2026, 4, 9)
    wanted = Wanted((Window(thursday, thursday, starts=time(14)),))
    found = _listed(sqlite_store, clinic, now, wanted=wanted)
    assert found and all(i[:16] >= "2026-04-09T14:00" for i in found)


def test_nearest_openings_lie_on_both_sides(
    sqlite_store: Store, clinic: Clinic, now: datetime
) -> None:
    """Around Saturday noon: Friday's last, then Monday's first."""
    with sqlite_store.read() as session:
        found = nearest(session, clinic, now, _at("2026-04-11T12:00:00-05:00"), 14)
    assert {o.starts.weekday() for o in found} == {3, 4, 0}


def test_one_time_in_two_rooms_is_offered_once(
    sqlite_store: Store, clinic: Clinic, now: datetime
) -> None:
    """A patient chooses a time, not a room; the order stays."""
    thursday = Wanted((Window(date(2026, 4, 9), date(2026, 4, 9)),))
    with sqlite_store.read() as session:
        times = [o.starts for o in by_time(openings(session, clinic, now, thursday))]
    assert times == sorted(set(times))


@pytest.mark.parametrize("text", ["", "x", "2026-04-08T09:00:00|spine_1",
                                  "2026-04-08T09:00:00-05:00|nobody", "2026-04-08T09:00:00-05:00"])
def test_an_opening_id_that_names_nothing_is_refused(clinic: Clinic, text: str) -> None:
    """What a client sends is not trusted to be an opening."""
    with pytest.raises(NotAnOpening):
        opening_of(clinic, text)
