"""The clinic's own calendars: what is busy there is not offered here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from frontdesk.booking.busy import BusyCalendars, Unreadable, busy_times, fetched, is_stale
from frontdesk.booking.openings import openings
from frontdesk.clinic import Clinic
from frontdesk.store import Store
from frontdesk.store.tables import Block, BusyFeed

GOOGLE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Google Inc//Google Calendar 70.9054//EN
X-WR-TIMEZONE:America/Chicago
BEGIN:VEVENT
DTSTART:20260408T140000Z
DTEND:20260408T160000Z
UID:one@google.com
SUMMARY:Procedure
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=America/Chicago:20260407T130000
DTEND;TZID=America/Chicago:20260407T140000
RRULE:FREQ=WEEKLY;BYDAY=TU,TH
EXDATE;TZID=America/Chicago:20260414T130000
UID:two@google.com
SUMMARY:Rounds
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20260420
DTEND;VALUE=DATE:20260422
UID:three@google.com
SUMMARY:Away
END:VEVENT
BEGIN:VEVENT
DTSTART:20260409T150000
DTEND:20260409T160000
UID:four@outlook.com
SUMMARY:No zone
END:VEVENT
BEGIN:VEVENT
DTSTART:20260410T140000Z
DTEND:20260410T150000Z
TRANSP:TRANSPARENT
UID:five@google.com
END:VEVENT
BEGIN:VEVENT
DTSTART:20260410T140000Z
DTEND:20260410T150000Z
STATUS:CANCELLED
UID:six@google.com
END:VEVENT
BEGIN:VEVENT
DTSTART:20260410T140000Z
DTEND:20260410T150000Z
UID:appt-7@frontdesk.appointments
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()


@pytest.fixture
def fed(bent: Callable[..., Clinic], clinic: Clinic) -> Clinic:
    """The clinic, with a calendar for room 1."""
    rooms = [p.model_dump() for p in clinic.booking.providers]
    rooms[0]["busy"] = ("spine_1.ics",)
    return bent(providers=rooms)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-04-{text}-05:00")


def test_busy_times_are_read_with_repeats_whole_days_and_zones(
    clinic: Clinic, now: datetime
) -> None:
    """Free and cancelled events are not busy; our own appointments do not come back as blocks."""
    busy = busy_times(GOOGLE, clinic, now)
    assert (_at("08T09:00:00"), _at("08T11:00:00")) in busy
    assert (_at("09T13:00:00"), _at("09T14:00:00")) in busy
    assert (_at("16T13:00:00"), _at("16T14:00:00")) in busy
    assert (_at("20T00:00:00"), _at("22T00:00:00")) in busy
    assert (_at("09T15:00:00"), _at("09T16:00:00")) in busy
    starts = {b[0] for b in busy}
    assert _at("14T13:00:00") not in starts and _at("10T09:00:00") not in starts


def test_a_repeat_keeps_its_local_time_when_the_clocks_change(
    clinic: Clinic
) -> None:
    """One o'clock in Chicago is one o'clock before and after the eighth of March."""
    now = datetime.fromisoformat("2026-03-02T09:00:00-06:00")
    content = GOOGLE.replace(b"20260407T13", b"20260303T13").replace(b"20260407T14", b"20260303T14")
    busy = busy_times(content, clinic, now)
    tuesdays = [s.astimezone(clinic.zone) for s, _ in busy if s.astimezone(clinic.zone).hour == 13]
    assert {d.utcoffset() for d in tuesdays} == {timedelta(hours=-6), timedelta(hours=-5)}


def test_a_read_calendar_blocks_its_provider_and_what_is_gone_from_it_is_free(
    store: Store, fed: Clinic, now: datetime
) -> None:
    """Read again, the blocks are those of the new file."""
    content = [GOOGLE]
    calendars = BusyCalendars(store, fed, lambda address: content[0])
    assert calendars.read_due(now) == 1
    nine = "2026-04-08T09:00:00-05:00|spine_1"
    with store.read() as session:
        offered = {o.id for o in openings(session, fed, now)}
    assert nine not in offered and "2026-04-09T10:00:00-05:00|spine_2" in offered
    assert calendars.read_due(now + timedelta(minutes=4)) == 0
    content[0] = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"
    assert calendars.read_due(now + timedelta(minutes=5)) == 1
    with store.read() as session:
        assert not session.scalars(select(Block)).all()
        assert nine in {o.id for o in openings(session, fed, now)}


def test_a_calendar_that_can_not_be_read_keeps_what_was_known_and_grows_stale(
    sqlite_store: Store, fed: Clinic, now: datetime
) -> None:
    """An hour later booking by it is a request."""
    down = [False]

    def fetch(_address: str) -> bytes:
        if down[0]:
            raise Unreadable("unreachable")
        return GOOGLE

    calendars = BusyCalendars(sqlite_store, fed, fetch)
    calendars.read_due(now)
    down[0] = True
    calendars.read_due(now + timedelta(minutes=10))
    with sqlite_store.read() as session:
        assert session.scalars(select(Block)).all()
        assert session.get_one(BusyFeed, "spine_1/0").error == "unreachable"
        assert not is_stale(session, fed, "spine_1", now + timedelta(minutes=59))
        assert is_stale(session, fed, "spine_1", now + timedelta(minutes=61))
        assert not is_stale(session, fed, "spine_2", now + timedelta(days=2))


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT", b"\xff\xfe"]
)
def test_what_is_no_calendar_is_refused(clinic: Clinic, now: datetime, content: bytes) -> None:
    """With a tag, and no crash."""
    with pytest.raises(Unreadable):
        busy_times(content, clinic, now)


def test_a_calendar_is_read_from_a_file_or_an_address_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not there is a tag."""
    (tmp_path / "a.ics").write_bytes(GOOGLE)
    monkeypatch.setenv("BUSY_ONE", "a.ics")
    fetch = fetched(tmp_path)
    assert fetch("a.ics") == fetch("$BUSY_ONE") == GOOGLE
    for address in ("b.ics", "http://127.0.0.1:9/x.ics"):
        with pytest.raises(Unreadable):
            fetch(address)
