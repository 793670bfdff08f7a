"""Appointments for other systems: FHIR R4 for an EHR, CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fhir.resources.R4B.appointment import Appointment as FhirAppointment
from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.clinic import Clinic
from frontdesk.store.tables import Appointment

#: our states -> http://hl7.org/fhir/R4/valueset-appointmentstatus.html
_STATUS = {
    "requested": "pending", "booked": "booked", "confirmed": "booked", "moved": "booked",
    "cancelled": "cancelled", "no_show": "noshow", "kept": "fulfilled",
}
_SYSTEM = "urn:frontdesk:appointment"
_COLUMNS = ("id", "state", "starts", "ends", "provider", "kind", "name", "phone", "for_whom",
            "reason", "mri", "channel", "booked_at", "review")
#: a cell that begins with one of these is a formula to a spreadsheet
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_fhir(clinic: Clinic, appointment: Appointment) -> dict[str, Any]:
    """The appointment as a FHIR R4 `Appointment`, validated.

    The patient and the room are contained or named by display: the receiving EHR knows its own
    ids. R4B's `Appointment` is R4's; the library carries R4B.

    Raises:
        pydantic.ValidationError: when it would be no valid resource.
    """
    kinds = {k.id: k.title for k in clinic.booking.kinds}
    rooms = {p.id: p.name for p in clinic.booking.providers}
    minutes = int((appointment.ends - appointment.starts).total_seconds()) // 60
    resource = {
        "resourceType": "Appointment",
        "id": appointment.id[:64],
        "identifier": [{"system": _SYSTEM, "value": appointment.id}],
        "contained": [_patient(appointment)],
        "status": _STATUS[appointment.state],
        "serviceType": [{"text": kinds.get(appointment.kind, appointment.kind)}],
        "start": _instant(clinic, appointment.starts),
        "end": _instant(clinic, appointment.ends),
        "minutesDuration": minutes,
        "created": _instant(clinic, appointment.booked_at),
        "comment": _comment(appointment),
        "participant": [
            {"actor": {"reference": "#patient", "display": appointment.name},
             "status": "tentative" if appointment.state == "requested" else "accepted"},
            {"actor": {"display": rooms.get(appointment.provider_id, appointment.provider_id)},
             "status": "accepted"},
        ],
    }
    if appointment.reason:
        resource["reasonCode"] = [{"text": appointment.reason}]
    checked = FhirAppointment.model_validate({k: v for k, v in resource.items() if v})
    valid: dict[str, Any] = json.loads(checked.model_dump_json())
    return valid


def as_csv(clinic: Clinic, appointments: Iterable[Appointment]) -> str:
    """A line for each appointment, times in the clinic's zone; safe to open in a spreadsheet."""
    rooms = {p.id: p.name for p in clinic.booking.providers}
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(_COLUMNS)
    for one in appointments:
        values = {
            **{name: getattr(one, name, None) for name in _COLUMNS},
            "provider": rooms.get(one.provider_id, one.provider_id),
            **{n: _instant(clinic, getattr(one, n)) for n in ("starts", "ends", "booked_at")},
        }
        lines.writerow([_cell(values[name]) for name in _COLUMNS])
    return out.getvalue()


def appointments_between(
    session: Session, starts: datetime, ends: datetime
) -> list[Appointment]:
    """Every appointment that begins in a stretch of time, whatever became of it, soonest first."""
    query = (
        select(Appointment)
        .where(Appointment.starts >= starts, Appointment.starts < ends)
        .order_by(Appointment.starts, Appointment.id)
    )
    return list(session.scalars(query))


def _patient(appointment: Appointment) -> dict[str, Any]:
    *given, family = appointment.name.split() or ["unknown"]
    name = {"text": appointment.name, "family": family, "given": given}
    patient: dict[str, Any] = {
        "resourceType": "Patient", "id": "patient",
        "name": [{k: v for k, v in name.items() if v}],
    }
    telecom = [("phone", appointment.phone), ("email", appointment.details.get("email"))]
    if known := [{"system": s, "value": v} for s, v in telecom if v]:
        patient["telecom"] = known
    return patient


def _comment(appointment: Appointment) -> str:
    parts = (
        ("MRI", appointment.mri), ("Prior treatment", appointment.details.get("treatment")),
        ("Booked for", None if appointment.for_whom == "self" else appointment.for_whom),
    )
    return "; ".join(f"{title}: {value}" for title, value in parts if value)


def _instant(clinic: Clinic, at: datetime) -> str:
    return at.astimezone(clinic.zone).isoformat(timespec="seconds")


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
