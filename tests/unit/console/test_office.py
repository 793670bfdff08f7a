"""Answers, what was not answered, the clinic's running, numbers, the calendar, privacy."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.booking.openings import openings
from frontdesk.clinic import Clinic
from frontdesk.console.charts import columns, shares
from frontdesk.console.queries.numbers import numbers
from frontdesk.settings import settings
from frontdesk.staff.accounts import by_email
from frontdesk.store import Store
from frontdesk.store.tables import (
    AnswerReview,
    Appointment,
    Block,
    ClinicChange,
    Conversation,
    Erasure,
    Message,
)
from tests import seeded


@pytest.fixture
def morning(sqlite_store: Store, clinic: Clinic, people: dict[str, str]) -> str:
    """A clinic with something of everything; returns the conversation with the alarm."""
    with sqlite_store.begin() as session:
        staff = by_email(session, "front_desk@lakeshore.example")
        assert staff is not None
        everyone = {"front_desk": staff, "manager": staff}
        return seeded.morning(session, clinic, everyone, clock.now())


def _hash(page: str) -> str:
    return page.split('name="hash" value="')[1].split('"')[0]


async def test_an_answer_is_reviewed_for_the_wording_that_was_read(
    signed_in: Any, sqlite_store: Store
) -> None:
    """A changed wording, or a day that is past, is refused."""
    browser = await signed_in("clinician")
    page = (await browser.get("/answers/mri_required")).text
    address = "/answers/mri_required/review"
    for form, notice in (
        ({"hash": "other", "due": "2026-10-01"}, "wording_changed"),
        ({"hash": _hash(page), "due": "2026-04-01"}, "bad_day"),
        ({"hash": _hash(page), "due": "soon"}, "bad_day"),
        ({"hash": _hash(page), "due": "2026-10-01"}, "reviewed"),
    ):
        answer = await browser.post(address, form)
        assert answer.headers["location"].endswith(f"notice={notice}")
    with sqlite_store.read() as session:
        assert session.scalars(select(AnswerReview)).one().due == date(2026, 10, 1)
    assert "October 1, 2026" in (await browser.get("/answers/mri_required")).text


async def test_the_answers_tell_use_and_thumbs_and_what_expires_next(
    signed_in: Any, morning: str
) -> None:
    """What falls due first stands first."""
    text = (await (await signed_in("front_desk")).get("/answers")).text
    assert "1 up" in text and ">24<" in text
    missing = await (await signed_in("auditor")).get("/answers/nothing")
    assert missing.status_code == 404


async def test_what_was_not_understood_becomes_an_example_and_leaves_the_list(
    signed_in: Any, sqlite_store: Store, morning: str
) -> None:
    """Written at once for the next training, without who said it."""
    browser = await signed_in("front_desk")
    assert "wheelchair ramp" in (await browser.get("/unanswered")).text
    with sqlite_store.read() as session:
        message = session.scalars(select(Message).where(Message.text.contains("ramp"))).one()
    page = f"/unanswered/{message.id}"
    await browser.get(page)
    empty = await browser.post(page, {"intent": "", "topic": ""})
    assert "no_intent" in empty.headers["location"]
    form = {"text": "is there a ramp? call 312-555-0188", "intent": "faq/location"}
    await browser.post(page, form)
    lines = (settings().data_dir / "reviewed_examples.jsonl").read_text().splitlines()
    assert json.loads(lines[0])["intent"] == "faq/location" and "0188" not in lines[0]
    assert (await browser.get("/unanswered")).text.count(f'"/unanswered/{message.id}"') == 0


async def test_hours_and_a_swap_are_changed_by_those_who_may(
    signed_in: Any, sqlite_store: Store, clinic: Clinic
) -> None:
    """A clinician swaps tonight, only a manager changes the hours; nonsense is refused."""
    dana, ruth = await signed_in("clinician"), await signed_in("manager")
    await dana.get("/clinic")
    name = clinic.alerts.ladder[1].name
    assert "clinic_changed" in (await dana.post("/clinic/swap", {"name": name})).headers["location"]
    assert (await dana.post("/clinic/hours", {"monday": "09:00-12:00"})).status_code == 403
    await ruth.get("/clinic")
    for form, notice in (
        ({"monday": "9 to 5"}, "bad_hours"),
        ({}, "bad_hours"),
        ({"monday": "09:00-12:00, 13:00-17:00"}, "clinic_changed"),
    ):
        answer = await ruth.post("/clinic/hours", form)
        assert answer.headers["location"].endswith(notice)
    past = {"name": name, "until": "2026-04-01T07:00"}
    assert "bad_swap" in (await ruth.post("/clinic/swap", past)).headers["location"]
    with sqlite_store.read() as session:
        parts = session.scalars(select(ClinicChange.part)).all()
    assert sorted(parts) == ["hours", "swap"]


async def test_the_numbers_are_shown_and_taken_along(signed_in: Any, morning: str) -> None:
    """The same in the page and in the file."""
    browser = await signed_in("manager")
    text = (await browser.get("/numbers?days=30")).text
    assert "Conversations a day" in text and "<rect" in text
    file = (await browser.get("/numbers.csv?days=30")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(file.splitlines()))
    total = sum(int(r["value"]) for r in rows if r["measure"] == "conversations")
    assert f'<span class="figure">{total}</span>' in text
    assert {"red_flags", "questions", "promises", "seconds_to_page"} <= {r["measure"] for r in rows}


def test_the_numbers_count_what_happened(
    sqlite_store: Store, clinic: Clinic, morning: str
) -> None:
    """Bookings, promises, times."""
    today = clock.now().astimezone(clinic.zone).date()
    with sqlite_store.read() as session:
        found = numbers(session, clinic, today - timedelta(days=29), today, clock.now())
    assert (found.bookings_begun, found.bookings_made) == (2, 2)
    assert found.to_page.middle == 9 and found.flags == [("cauda_equina_signs", 1)]
    assert dict(found.questions)["utter_faq/cost"] == 24
    assert found.promises_kept == 1 and found.unaided == found.conversations - 3


def test_a_chart_stays_within_its_frame() -> None:
    """Whatever the counts are, none included."""
    days = [date(2026, 4, 1) + timedelta(days=n) for n in range(30)]
    for counts in ([0] * 30, [137] * 30, list(range(30))):
        chart = columns(days, {"web": counts, "sms": counts})
        assert all(b.y >= 0 and b.y + b.height <= chart.height for b in chart.bars)
        assert all(b.x + b.width <= chart.width for b in chart.bars)
        assert len(chart.days) <= 8
    assert shares([("a", 4), ("b", 1)]) == [("a", 4, 100.0), ("b", 1, 25.0)]


async def test_staff_book_move_and_cancel_and_nobody_gets_a_time_twice(
    signed_in: Any, sqlite_store: Store, clinic: Clinic
) -> None:
    """As patients do, by the same rules."""
    browser = await signed_in("front_desk")
    with sqlite_store.read() as session:
        first, _, other = openings(session, clinic, clock.now())[:3]
    await browser.get("/appointments/new")
    form = {"name": "Ana Ruiz", "phone": "312-555-0142", "opening": first.id}
    assert "notice=booked" in (await browser.post("/appointments/new", form)).headers["location"]
    again = {**form, "name": "Tom Berg", "phone": "312-555-0143"}
    browser2 = await signed_in("clinician")
    await browser2.get("/appointments/new")
    assert "time_taken" in (await browser2.post("/appointments/new", again)).headers["location"]
    bad = {**form, "phone": "soon"}
    assert "bad_booking" in (await browser.post("/appointments/new", bad)).headers["location"]
    with sqlite_store.read() as session:
        made = session.scalars(select(Appointment)).one()
    move = {"opening": other.id}
    answer = await browser.post(f"/appointments/{made.id}/move", move)
    assert "notice=moved" in answer.headers["location"]
    await browser.post(f"/appointments/{made.id}", {"do": "cancel"})
    with sqlite_store.read() as session:
        assert session.get_one(Appointment, made.id).state == "cancelled"


async def test_a_time_that_is_blocked_is_offered_to_nobody(
    signed_in: Any, sqlite_store: Store, clinic: Clinic
) -> None:
    """Until it is opened again."""
    browser = await signed_in("front_desk")
    with sqlite_store.read() as session:
        first = openings(session, clinic, clock.now())[0]
    day = first.starts.date().isoformat()
    await browser.get(f"/appointments?day={day}")
    form = {"provider": first.provider_id, "day": day, "from": "08:00", "to": "18:00",
            "note": "training"}
    assert "notice=blocked" in (await browser.post("/blocks", form)).headers["location"]
    assert "training" in (await browser.get(f"/appointments?day={day}")).text
    backwards = {**form, "from": "18:00", "to": "08:00"}
    assert "bad_booking" in (await browser.post("/blocks", backwards)).headers["location"]
    with sqlite_store.read() as session:
        assert first not in openings(session, clinic, clock.now())
        block = session.scalars(select(Block)).one()
    await browser.post(f"/blocks/{block.id}/remove")
    with sqlite_store.read() as session:
        assert first in openings(session, clinic, clock.now())


async def test_the_week_holds_each_visit_on_its_day(
    signed_in: Any, sqlite_store: Store, morning: str
) -> None:
    """By the clinic's clock."""
    text = (await (await signed_in("front_desk")).get("/appointments/week")).text
    assert "Ana Ruiz" in text and "Tom Berg" in text
    assert datetime.fromisoformat("2026-04-08T00:00:00-05:00").strftime("%a") in text


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-26", "Closed: Thanksgiving Day"),
        ("2026-11-27", "Closed this day"),
        ("2026-11-28", "Closed"),
        ("2026-11-24", "No appointments"),
    ],
)
async def test_a_day_without_hours_says_that_the_clinic_is_closed_and_why(
    signed_in: Any, morning: str, day: str, said: str
) -> None:
    """A holiday by its name; "None" is for days somebody could be booked on."""
    browser = await signed_in("front_desk")
    assert f"<h2>{said}</h2>" in (await browser.get(f"/appointments?day={day}")).text
    week = (await browser.get(f"/appointments/week?day={day}")).text
    assert week.count(">None</p>") == 3
    assert all(w in week for w in ("Closed: Thanksgiving Day", "Closed this day", ">Closed</p>"))


async def test_a_conversation_is_exported_held_and_erased_by_a_manager(
    signed_in: Any, sqlite_store: Store, morning: str
) -> None:
    """Held: not erased. Without the word: not erased. Then everything goes, with a receipt."""
    ruth, page = await signed_in("manager"), f"/conversations/{morning}"
    await ruth.get(f"{page}/privacy")
    packed = zipfile.ZipFile(io.BytesIO((await ruth.post(f"{page}/export")).content))
    assert sorted(n.rsplit(".", 1)[1] for n in packed.namelist()) == ["html", "json"]
    steps: tuple[tuple[str, dict[str, str], str], ...] = (
        ("hold", {"reason": ""}, "no_reason"),
        ("hold", {"reason": "a claim"}, "hold_set"),
        ("erase", {"confirm": "ERASE"}, "under_hold"),
        ("hold", {"do": "lift"}, "hold_lifted"),
        ("erase", {"confirm": "yes"}, "not_confirmed"),
        ("erase", {"confirm": "ERASE"}, "erased"),
    )
    for verb, form, notice in steps:
        answer = await ruth.post(f"{page}/{verb}", form)
        assert answer.headers["location"].endswith(f"notice={notice}"), verb
    assert (await ruth.get(page)).status_code == 404
    with sqlite_store.read() as session:
        assert session.get(Conversation, morning) is None
        assert session.scalars(select(Erasure)).one().conversation_id == morning
    assert "Receipt" in (await ruth.get("/privacy")).text
