"""Calendar files, their addresses, and appointments for other systems."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime

import icalendar
import pytest
from fhir.resources.R4B.appointment import Appointment as FhirAppointment

from frontdesk.booking.appointments import cancel, move
from frontdesk.booking.blocks import block, blocks
from frontdesk.booking.export import appointments_between, as_csv, as_fhir
from frontdesk.booking.ics import appointment_file, staff_feed
from frontdesk.booking.links import CalendarLinks
from frontdesk.booking.openings import opening_of
from frontdesk.clinic import Clinic
from frontdesk.store import Store
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Appointment

NINE = "2026-04-08T09:00:00-05:00|spine_1"
ELEVEN = "2026-04-08T11:00:00-05:00|spine_1"


def _event(content: bytes) -> icalendar.Event:
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return event


def test_a_visit_keeps_its_uid_and_counts_its_changes(
    sqlite_store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str],
    booked: Callable[..., Appointment],
) -> None:
    """Booked, moved, cancelled: one event, SEQUENCE 0, 1, 2."""
    mine = talk(sqlite_store)
    with sqlite_store.begin() as session:
        made = booked(session, mine, NINE, now)
        first = _event(appointment_file(clinic, made, now))
        move(session, clinic, made, opening_of(clinic, ELEVEN), now)
        second = _event(appointment_file(clinic, made, now))
        cancel(session, made, now)
        third = _event(appointment_file(clinic, made, now))
    assert first["UID"] == second["UID"] == third["UID"]
    assert [int(e["SEQUENCE"]) for e in (first, second, third)] == [0, 1, 2]
    assert [str(e["STATUS"]) for e in (first, second, third)] == [
        "CONFIRMED", "CONFIRMED", "CANCELLED"
    ]
    assert first.start == datetime.fromisoformat("2026-04-08T09:00:00-05:00")
    assert second.start == datetime.fromisoformat("2026-04-08T11:00:00-05:00")


def test_files_name_no_patient_and_no_reason(
    sqlite_store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str],
    booked: Callable[..., Appointment],
) -> None:
    """Neither the patient's own nor the staff's feed; the feed holds blocks too, with a zone."""
    mine = talk(sqlite_store)
    with sqlite_store.begin() as session:
        made = booked(session, mine, NINE, now)
        block(session, clinic, "spine_2", now, now.replace(hour=15), now, note="dentist")
        feed = staff_feed(clinic, [made], blocks(session, now, now.replace(hour=20)), now)
    own = appointment_file(clinic, made, now)
    for content in (own, feed):
        assert not any(w in content for w in (b"Ana", b"Ruiz", b"sciatica", b"5550142", b"dentist"))
        assert b"BEGIN:VTIMEZONE" in content
    assert len(icalendar.Calendar.from_ical(feed).walk("VEVENT")) == 2


def test_an_address_opens_one_visit_and_can_not_be_made_up() -> None:
    """Another key, another letter, rubbish: nothing."""
    links, others = CalendarLinks("a", "https://x"), CalendarLinks("b", "https://x")
    appointment = new_id("appt")
    token = links.of(appointment).rsplit("/", 1)[1].removesuffix(".ics")
    assert len(token) == 43 and links.appointment_in(token) == appointment
    assert others.appointment_in(token) is None
    turned = ("A" if token[0] != "A" else "B") + token[1:]
    for made_up in (turned, token[:-2], "", "x", "é" * 43, "staff"):
        assert links.appointment_in(made_up) is None
    feed = links.feed.rsplit("/", 1)[1].removesuffix(".ics")
    assert links.is_feed(feed) and not others.is_feed(feed) and not links.is_feed("")


@pytest.mark.parametrize(
    "state, status",
    [("booked", "booked"), ("confirmed", "booked"), ("requested", "pending"),
     ("cancelled", "cancelled"), ("no_show", "noshow"), ("kept", "fulfilled")],
)
def test_a_visit_is_a_valid_fhir_appointment(
    sqlite_store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str],
    booked: Callable[..., Appointment], state: str, status: str,
) -> None:
    """By the FHIR library's own model, read back from the JSON."""
    mine = talk(sqlite_store)
    with sqlite_store.begin() as session:
        made = booked(session, mine, NINE, now, details={"email": "ana@mail.example"})
        made.state = state
        resource = as_fhir(clinic, made)
    again = FhirAppointment.model_validate(resource)
    assert (again.status, again.minutesDuration) == (status, 90)
    assert resource["start"] == "2026-04-08T09:00:00-05:00"
    assert resource["contained"][0]["name"][0]["family"] == "Ruiz"
    assert resource["reasonCode"][0]["text"] == "sciatica"


def test_a_spreadsheet_opens_the_list_without_running_it(
    sqlite_store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str],
    booked: Callable[..., Appointment],
) -> None:
    """A name that begins like a formula stays text."""
    mine = talk(sqlite_store)
    with sqlite_store.begin() as session:
        booked(session, mine, NINE, now).name = "=HYPERLINK(1)"
        session.flush()
        rows = appointments_between(session, now, now.replace(month=5))
        (line,) = csv.DictReader(io.StringIO(as_csv(clinic, rows)))
    assert line["name"] == "'=HYPERLINK(1)" and line["phone"] == "'+13125550142"
    assert line["provider"] == "Spine team, room 1"
