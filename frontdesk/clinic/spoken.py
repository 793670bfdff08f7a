"""The clinic's facts and times in the words people read."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from frontdesk.clinic.model import DAYS, Clinic, Day, Spans

_DAYS_ES = dict(
    zip(DAYS, ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"))
)
_ZONES_ES = {
    "Central Time": "hora del Centro", "Eastern Time": "hora del Este",
    "Mountain Time": "hora de la Montaña", "Pacific Time": "hora del Pacífico",
}
_SHORT = {"Central Time": "CT", "Eastern Time": "ET", "Mountain Time": "MT", "Pacific Time": "PT"}


def values(clinic: Clinic) -> dict[str, str | None]:
    """What the answers' `{placeholders}` stand for; None where the clinic has not said."""
    who, said = clinic.clinic, clinic.statements
    return {
        "clinic_name": who.name,
        "clinic_phone": who.phone,
        "clinic_phone_link": phone_link(who.phone),
        "clinic_address": who.address,
        "clinic_city_state": who.city_state,
        "clinic_directions": who.directions,
        "clinic_hours": spoken_hours(clinic),
        "clinic_hours_es": spoken_hours_es(clinic),
        "clinic_email": who.email,
        "clinic_fax": who.fax,
        "clinic_timezone_name": who.timezone_name,
        "clinic_timezone_name_es": zone_name_es(clinic),
        "clinic_services": _listed(who.services),
        "clinic_clinicians": said.clinicians,
        "parking": who.parking,
        "cell_source": said.cell_source,
        "mri_max_age": said.mri_max_age,
        "numbing": said.numbing,
        "softwave": said.softwave,
        "neck": said.neck,
        "other_joints": said.other_joints,
        "medicare_statement": said.medicare,
        "financing": said.financing,
        "consultation_length": said.consultation_length,
        "consultation_fee": said.consultation_fee,
        "estimate_notice": said.estimate_notice,
        "general_information_notice": said.general_information,
        "state_stem_cell_notice": said.state_stem_cell_notice,
        "privacy_url": clinic.links.privacy,
        "records_contact": said.records_contact,
        "telehealth": said.telehealth,
        "travel": said.travel,
        "referral": said.referral,
        "age_policy": said.age_policy,
    }


def phone_link(phone: str) -> str:
    """A `tel:` link of an American number as people write it."""
    digits = "".join(c for c in phone if c.isdigit())
    return f"tel:+1{digits}" if len(digits) == 10 else f"tel:+{digits}"


def spoken_hours(clinic: Clinic) -> str:
    """Monday to Thursday 8:30 am to 5 pm, Friday 8:30 am to 4 pm (Central Time)."""
    said = [f"{_days(first, last)} {_spans(spans)}" for first, last, spans in _runs(clinic)]
    return f"{', '.join(said)} ({clinic.clinic.timezone_name})"


def spoken_hours_es(clinic: Clinic) -> str:
    """De lunes a jueves de 8:30 a 17:00, viernes de 8:30 a 16:00 (Central Time)."""
    said = [f"{_days_es(first, last)} {_spans_es(spans)}" for first, last, spans in _runs(clinic)]
    return f"{', '.join(said)} ({clinic.clinic.timezone_name})"


def _runs(clinic: Clinic) -> list[tuple[Day, Day, Spans]]:
    """Days that follow each other and are alike, as first day, last day, hours."""
    runs: list[tuple[Day, Day, Spans]] = []
    for day in DAYS:
        spans = clinic.hours.get(day, ())
        if not spans:
            continue
        follows = runs and DAYS.index(runs[-1][1]) == DAYS.index(day) - 1
        if follows and runs[-1][2] == spans:
            runs[-1] = (runs[-1][0], day, spans)
        else:
            runs.append((day, day, spans))
    return runs


def spoken_time(clinic: Clinic, at: datetime, now: datetime) -> str:
    """today at 4 pm CT, tomorrow at 9 am CT, Monday, April 6 at 9:30 am CT."""
    local, today = at.astimezone(clinic.zone), now.astimezone(clinic.zone).date()
    if local.date() == today:
        day = "today"
    elif local.date() == today + timedelta(days=1):
        day = "tomorrow"
    else:
        day = f"{local:%A, %B} {local.day}"
    return f"{day} at {_clock(local.time())} {zone_letters(clinic)}"


def spoken_deadline(clinic: Clinic, at: datetime, now: datetime) -> str:
    """What follows "by": 4 pm CT today, 9 am CT tomorrow, Monday, April 6 at 9:30 am CT."""
    day, _, hour = spoken_time(clinic, at, now).partition(" at ")
    return f"{hour} {day}" if day in ("today", "tomorrow") else f"{day} at {hour}"


def full_time(clinic: Clinic, at: datetime) -> str:
    """Monday, April 6, 2026 at 9:30 am Central Time."""
    local = at.astimezone(clinic.zone)
    return f"{local:%A, %B} {local.day}, {local.year} at {_clock(local.time())} " + (
        clinic.clinic.timezone_name
    )


def zone_name_es(clinic: Clinic) -> str:
    """The clinic's zone in Spanish: hora del Centro."""
    return _ZONES_ES.get(clinic.clinic.timezone_name, clinic.clinic.timezone_name)


def zone_letters(clinic: Clinic) -> str:
    """The short name of the clinic's zone, such as CT."""
    return _SHORT.get(clinic.clinic.timezone_name, clinic.clinic.timezone_name)


def _clock(at: time) -> str:
    hour, half = at.hour % 12 or 12, "am" if at.hour < 12 else "pm"
    return f"{hour}:{at.minute:02d} {half}" if at.minute else f"{hour} {half}"


def _spans(spans: Spans) -> str:
    return " and ".join(f"{_clock(s.starts)} to {_clock(s.ends)}" for s in spans)


def _days(first: str, last: str) -> str:
    return first.title() if first == last else f"{first.title()} to {last.title()}"


def _days_es(first: Day, last: Day) -> str:
    return _DAYS_ES[first] if first == last else f"de {_DAYS_ES[first]} a {_DAYS_ES[last]}"


def _spans_es(spans: Spans) -> str:
    said = (f"de {s.starts.hour}:{s.starts:%M} a {s.ends.hour}:{s.ends:%M}" for s in spans)
    return " y ".join(said)


def _listed(things: tuple[str, ...]) -> str | None:
    if not things:
        return None
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"
