"""What follows a booking, through every process: confirmation, file, proof, reminder, cancellation.

A house of its own: its clock is turned.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import httpx
import icalendar
import pytest

from tests.running import RunningHouse
from tests.visitor import Visitor

NUMBER = "+13125550142"


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    """A Tuesday morning, for these tests only."""
    house = RunningHouse(
        tmp_path_factory.mktemp("after"), {"FRONTDESK_CLOCK": "2026-04-07T10:15:00-05:00"}
    )
    try:
        yield house.start()
    finally:
        house.stop()


def _texted(house: RunningHouse, pattern: str, within: float = 60.0) -> str:
    """The first text to the number that holds the pattern."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        for text in house.texts():
            if text["To"] == NUMBER and re.search(pattern, text["Body"]):
                return text["Body"]
        time.sleep(0.3)
    raise AssertionError([t["Body"] for t in house.texts() if t["To"] == NUMBER])


def _mailed(house: RunningHouse, to: str, within: float = 30.0) -> str:
    """The first mail to an address."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        for mail in house.mails():
            if to in mail:
                return mail
        time.sleep(0.3)
    raise AssertionError(f"{len(house.mails())} mails, none of them to them")


def _file(address: str) -> icalendar.Event:
    response = httpx.get(address, timeout=10)
    assert response.headers["Content-Type"].startswith("text/calendar")
    (event,) = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    return event


async def test_a_visit_is_confirmed_proved_reminded_and_cancelled(alone: RunningHouse) -> None:
    """Booked in one chat, cancelled in another with a code from the text."""
    async with Visitor(alone.url) as visitor:
        await visitor.write(
            "I'm Ana Ruiz, 312-555-0142, I want to book for back pain, no mri, monday at 10"
        )
        await visitor.hears("utter_ask_booking_confirmation")
        await visitor.write("yes")
        done = await visitor.hears("utter_booking_done_without_mri")
        card = done["metadata"]["appointment"]
        await visitor.hears("utter_ask_visit_email")
        await visitor.writes_and_hears("ana@mail.example", "utter_ask_visit_treatment")
        # a question of one's own ends what is asked after the booking
        await visitor.writes_and_hears("how many sessions", "utter_faq/number_of_sessions")
    told = _texted(alone, r"/calendar/")
    address = re.search(r"http\S+\.ics", told)
    assert address and "back" not in told and "Ana" not in told
    event = _file(address[0])
    assert event.start.isoformat() == card["starts"] and int(event["SEQUENCE"]) == 0
    assert "visit.ics" in _mailed(alone, "ana@mail.example")
    for wrong in ("/calendar/x.ics", f"/calendar/staff/{'0' * 40}.ics"):
        assert httpx.get(alone.url + wrong, timeout=10).status_code == 404
    # Saturday morning, two days before; the worker looks every half minute
    alone.command("clock", "2026-04-11T10:01:00-05:00")
    reminder = _texted(alone, r"1 Confirm")
    assert "Apr 13, 10:00 am" in reminder
    async with Visitor(alone.url) as other:
        await other.writes_and_hears("please cancel my appointment", "utter_ask_proof_phone")
        await other.writes_and_hears("3125550142", "utter_ask_proof_code")
        code = re.search(r"\d{6}", _texted(alone, r"code is \d{6}"))
        assert code
        await other.writes_and_hears(code[0], "utter_ask_cancel_confirmation")
        await other.writes_and_hears("yes", "utter_appointment_cancelled")
    _texted(alone, "off our books")
    assert str(_file(address[0])["STATUS"]) == "CANCELLED"
    (visit,) = alone.command("appointments")
    assert visit["state"] == "cancelled"
