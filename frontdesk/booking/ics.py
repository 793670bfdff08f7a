"""Calendar files (RFC 5545): one appointment for the patient, all of them for staff."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import icalendar

from frontdesk.clinic import Clinic
from frontdesk.store.tables import Appointment, Block

#: every appointment keeps one identifier for life, so that calendars move it and never double it
UID_DOMAIN = "@frontdesk.appointments"
_CANCELLED = ("cancelled", "no_show")
_STATUS = {"requested": "TENTATIVE", **dict.fromkeys(_CANCELLED, "CANCELLED")}


def appointment_file(clinic: Clinic, appointment: Appointment, at: datetime) -> bytes:
    """The patient's own event. It tells the visit and the clinic, and no health detail."""
    event = _event(clinic, appointment, at)
    who = clinic.clinic
    event.add("summary", f"{_title(clinic, appointment)}, {who.name}")
    event.add("location", who.address or who.city_state)
    event.add("description", f"Questions, or another time? {who.phone}")
    return _calendar(clinic, [event], method="PUBLISH")


def staff_feed(
    clinic: Clinic, appointments: Iterable[Appointment], closed: Iterable[Block], at: datetime
) -> bytes:
    """Every appointment and block, for staff's own calendar programs.

    Whoever hosts those sees it: it names no patient; the id leads to the appointment in the
    console.
    """
    rooms = {p.id: p.name for p in clinic.booking.providers}
    events = []
    for appointment in appointments:
        event = _event(clinic, appointment, at)
        event.add("summary", f"{_title(clinic, appointment)} ({appointment.state})")
        event.add("location", rooms.get(appointment.provider_id, appointment.provider_id))
        event.add("description", appointment.id)
        events.append(event)
    for one in closed:
        event = icalendar.Event()
        event.add("uid", f"{one.id}{UID_DOMAIN}")
        event.add("dtstamp", at)
        event.add("dtstart", one.starts.astimezone(clinic.zone))
        event.add("dtend", one.ends.astimezone(clinic.zone))
        event.add("summary", "Blocked")
        event.add("location", rooms.get(one.provider_id, one.provider_id))
        events.append(event)
    return _calendar(clinic, events, method="PUBLISH")


def _event(clinic: Clinic, appointment: Appointment, at: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{appointment.id}{UID_DOMAIN}")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", at)
    event.add("created", appointment.booked_at)
    event.add("dtstart", appointment.starts.astimezone(clinic.zone))
    event.add("dtend", appointment.ends.astimezone(clinic.zone))
    event.add("status", _STATUS.get(appointment.state, "CONFIRMED"))
    event.add("class", "PRIVATE")
    return event


def _title(clinic: Clinic, appointment: Appointment) -> str:
    kinds = {k.id: k.title for k in clinic.booking.kinds}
    return kinds.get(appointment.kind, "Consultation")


def _calendar(clinic: Clinic, events: Iterable[icalendar.Event], method: str) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Frontdesk//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add("x-wr-calname", clinic.clinic.name)
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content
