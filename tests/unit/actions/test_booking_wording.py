"""Every response the booking actions may name has its wording, for the web and for SMS."""

from __future__ import annotations

import re
from itertools import product

import pytest
import textstat

from frontdesk.answers import load_catalogue, render
from frontdesk.clinic import Clinic
from frontdesk.clinic.spoken import values
from frontdesk.settings import ROOT

_SAID = {
    "name": "Ana Ruiz", "phone": "312-555-0142", "minutes": 90,
    "when": "Wednesday, September 16, 2026 at 10:30 am Central Time",
    "promise": "Wednesday, September 16 at 10:30 am CT",
    "wanted": "April 13 to April 19, in the morning",
}
_ASKED = [
    *(f"utter_ask_booking_{w}" for w in ("reason", "mri", "name", "phone", "time", "confirmation")),
    *(f"utter_ask_booking_{w}_again" for w in ("reason", "mri", "name", "phone", "time",
                                               "confirmation")),
    *(f"utter_ask_booking_time_{w}" for w in ("wanted", "none", "past", "taken", "full")),
    "utter_ask_booking_reason_for_other", "utter_ask_booking_name_of_other",
    "utter_ask_booking_day", "utter_ask_booking_change", "utter_ask_booking_confirmation_move",
    "utter_ask_cancel_confirmation",
]
_TOLD = [
    "utter_booking_done", "utter_booking_done_without_mri", "utter_booking_moved",
    "utter_booking_left", "utter_appointment_when", "utter_appointment_by_staff",
    "utter_appointment_cancelled", "utter_appointment_kept",
    *(f"utter_booking_{how}{phone}" for how, phone in product(
        ("person", "minor", "pregnancy", "closed"), ("", "_without_phone"))),
]
#: the whole of GSM-7 that our wording may use
_GSM = re.compile(r"[A-Za-z0-9 \n@$_!\"#%&'()*+,\-./:;<=>?]*")


@pytest.mark.parametrize("key", [*_ASKED, *_TOLD])
def test_a_key_is_worded_simply_for_both_channels(clinic: Clinic, key: str) -> None:
    """Grade 6 or below; a text message of at most 306 letters of GSM-7; nothing left unfilled."""
    catalogue = load_catalogue(ROOT / "data" / "responses")
    filled = {**values(clinic), **_SAID}
    web, sms = (render(catalogue, key, channel, filled) for channel in ("web", "sms"))
    assert web.key == sms.key == key and web.text and not web.missing
    assert textstat.flesch_kincaid_grade(web.text) <= 6
    assert len(sms.text) <= 306 and _GSM.fullmatch(sms.text)


@pytest.mark.parametrize("key", ["utter_ask_booking_time", "utter_ask_booking_time_wanted",
                                 "utter_ask_booking_confirmation", "utter_booking_done"])
def test_the_zone_is_named_where_a_time_is(clinic: Clinic, key: str) -> None:
    """In words, on both channels."""
    catalogue = load_catalogue(ROOT / "data" / "responses")
    for channel in ("web", "sms"):
        text = render(catalogue, key, channel, {**values(clinic), **_SAID}).text
        assert "Central Time" in text
