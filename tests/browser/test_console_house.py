"""Staff at the console and a patient in a second window, on a house of their own."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from frontdesk.store import Store
from frontdesk.store.tables import Appointment, Conversation
from tests import seeded
from tests.browser.clinic_at_work import (
    REPLY,
    Clinic,
    Window,
    reply,
    seconds_until,
    text_from,
    write_down,
)
from tests.browser.console import BEGINS, give_password
from tests.browser.test_walk import heard, write
from tests.running import RunningHouse

ALARM = "cant feel when i wipe"


@pytest.fixture(scope="module")
def own_house(
    tmp_path_factory: pytest.TempPathFactory, chromium: str
) -> Iterator[RunningHouse]:
    """Every process, on a Tuesday morning, with four members of staff."""
    folder = tmp_path_factory.mktemp("console-house")
    house = RunningHouse(folder, {"FRONTDESK_CLOCK": BEGINS.isoformat()})
    try:
        house.start()
        with Store(f"sqlite:///{house.data_dir / 'frontdesk.sqlite'}").begin() as session:
            seeded.people(session, BEGINS)
        yield house
    finally:
        house.stop()


@pytest.fixture
def clinic_at_work(own_house: RunningHouse, window: Window) -> Clinic:
    """The house with windows to open."""
    return Clinic(own_house, window)


def test_an_alarm_reaches_both_screens_and_one_person_answers_it(clinic_at_work: Clinic) -> None:
    """From the patient's words to the hand-back, through a crash of the server and three hours."""
    clinic = clinic_at_work
    maria, dana = clinic.staff("front_desk"), clinic.staff("clinician")
    visitor = clinic.visitor()
    write(visitor, "do i need an mri first?")
    heard(visitor, re.compile("MRI"))
    write(visitor, ALARM)
    heard(visitor, "911")
    for page in (maria, dana):
        card = page.locator(".card-alarm", has_text="Numb saddle area").first
        expect(card).to_be_visible()
        expect(card.locator(".clock")).to_have_text(re.compile(r"^[0-4]:\d\d left$"))
        expect(page).to_have_title(re.compile(r"^\(\d+\) Queue"))
    maria.locator(".card-alarm .card-title a").first.click()
    expect(maria.locator("mark")).to_contain_text("wipe")
    expect(maria.locator(".brief")).to_contain_text("MRI required")
    expect(maria.locator(".brief")).to_contain_text("Numb saddle area")
    expect(maria.get_by_role("log")).to_contain_text(re.compile(r"Understood: MRI required, \d+%"))

    maria.get_by_role("button", name="Take over").click()
    heard(visitor, "Maria Lopez")
    clinic.open(dana, ALARM)
    expect(dana.get_by_role("button", name="Take over")).to_have_count(0)
    expect(dana.locator(".reply-note")).to_contain_text("Maria Lopez")

    took = {}
    write(visitor, "i am scared 4711")
    took["patient to staff"] = seconds_until(maria, "i am scared 4711")
    reply(maria, "Please go to the ER now 0815")
    took["staff to patient"] = seconds_until(visitor, "Please go to the ER now 0815")
    write_down(took)
    # The bar is 1 s; a machine that runs other tests beside gets three.
    assert max(took.values()) < 3.0, took

    dana.locator("summary", has_text="Write a private note").click()
    dana.get_by_label("Note for staff only").fill("her husband drives")
    dana.get_by_role("button", name="Keep note").click()
    expect(maria.locator(".notes")).to_contain_text("her husband drives")

    os.kill(clinic.house.pids()["server"], signal.SIGKILL)
    clinic.house.wait_ready()
    clinic.later("+3h")
    write(visitor, "we are on the way 1234")
    # Nobody touched the console for three hours: Maria signs in again, the talk is still hers.
    maria = clinic.staff("front_desk")
    clinic.open(maria, ALARM)
    expect(maria.get_by_role("log")).to_contain_text("we are on the way 1234", timeout=30_000)
    visitor.wait_for_timeout(1500)
    last = visitor.get_by_role("log").inner_text()
    assert "husband" not in last and "MRI" not in last.rpartition("1234")[2]

    maria.get_by_role("button", name="Hand back").click()
    heard(visitor, re.compile("assistant", re.I))
    expect(maria.locator(".marker").last).to_contain_text(re.compile("assistant", re.I))
    maria.get_by_label("How it ended").first.select_option("sent_to_er")
    maria.get_by_role("button", name="Resolve").first.click()
    expect(maria.get_by_role("heading", name="Resolved before")).to_be_visible()


def test_the_words_of_staff_are_on_a_telephone_within_two_seconds(clinic_at_work: Clinic) -> None:
    """A patient who texts: their words on the screen, ours with the provider."""
    clinic, number = clinic_at_work, "+17735550188"
    maria = clinic.staff("front_desk")
    text_from(clinic.house, number, "can you call my pharmacy 2718")
    clinic.open(maria, "can you call my pharmacy 2718")
    maria.get_by_role("button", name="Take over").click()
    expect(maria.get_by_label(f"{REPLY}, as a text message")).to_be_visible()
    reply(maria, "Which one is it 3141")
    began = time.perf_counter()
    while not any("3141" in text["Body"] for text in clinic.house.texts()):
        assert time.perf_counter() - began < 10.0
        time.sleep(0.02)
    took = time.perf_counter() - began
    write_down({"staff to telephone": took}, "console-live-texts")
    assert took < 5.0  # the bar is 2 s; a machine that runs other tests beside gets more
    expect(maria.get_by_role("log")).to_contain_text(re.compile("Sent|Delivered"))


def test_a_patient_who_is_left_waiting_is_told_and_staff_are_paged_again(
    clinic_at_work: Clinic,
) -> None:
    """A person has the conversation and does not answer."""
    clinic = clinic_at_work
    visitor, maria = clinic.visitor(), clinic.staff("front_desk")
    write(visitor, "is parking free there")
    expect(visitor.get_by_role("log")).to_contain_text("is parking free there")
    clinic.open(maria, "is parking free there")
    maria.get_by_role("button", name="Take over").click()
    heard(visitor, "Maria Lopez")
    write(visitor, "hello? i am waiting")
    expect(maria.get_by_role("log")).to_contain_text("hello? i am waiting")
    pages = len(clinic.house.mails())
    clinic.later("+16m")
    dana = clinic.staff("clinician")
    card = dana.locator(".card", has_text="Left waiting by staff").first
    expect(card).to_contain_text("Late: they were told so", timeout=90_000)
    heard(visitor, re.compile("sorry|still|late", re.I))
    for _ in range(100):
        if len(clinic.house.mails()) > pages:
            break
        time.sleep(0.1)
    assert len(clinic.house.mails()) > pages


def _books(visitor: Page) -> None:
    """Lena Hart books the first opening in the chat."""
    write(visitor, "i want to book an appointment")
    heard(visitor, "What would you like help with?")
    for answer, next_line in (
        ("my lower back has hurt for two years", "MRI of the spine"),
        ("no", "first and last name?"),
        ("Lena Hart", "What phone number"),
    ):
        write(visitor, answer)
        heard(visitor, next_line)
    write(visitor, "312-555-0144")
    visitor.get_by_role("button", name=re.compile(r"\d:\d\d")).first.click()
    visitor.get_by_role("button", name="Yes, book it").click()
    expect(visitor.get_by_role("region", name="Your visit")).to_be_visible()


def test_a_visit_is_requested_accepted_moved_and_cancelled_before_the_patients_eyes(
    clinic_at_work: Clinic,
) -> None:
    """What staff do with the calendar is told in the patient's window."""
    clinic = clinic_at_work
    visitor, staff = clinic.visitor(), clinic.staff("front_desk")
    _books(visitor)
    with clinic.store.begin() as session:
        newest = select(Appointment).order_by(Appointment.booked_at.desc())
        visit = session.scalars(newest).first()
        assert visit is not None
        # As it is when the calendar it was booked by could not be read for an hour.
        visit.state = "requested"
    staff.goto(f"{clinic.house.console_url}/appointments")
    request = staff.locator(".requests .row", has_text="Lena Hart")
    request.get_by_role("button", name="Accept").click()
    expect(staff.get_by_role("status").first).to_contain_text("Confirmed")
    expect(staff.locator(".requests")).to_have_count(0)

    day = visit.starts.astimezone(BEGINS.tzinfo).date().isoformat()
    staff.goto(f"{clinic.house.console_url}/appointments?day={day}")
    staff.locator("summary", has_text="the visit of Lena Hart").click()
    staff.get_by_role("link", name="Move").click()
    staff.get_by_label("Time").select_option(index=5)
    staff.get_by_role("button", name="Move it").click()
    expect(staff.get_by_role("status").first).to_contain_text("Moved")
    staff.goto(f"{clinic.house.console_url}/appointments/week?day={day}")
    expect(staff.locator(".week-visit")).to_contain_text("Lena Hart")
    staff.locator(".week-visit a").click()
    expect(staff.locator(".brief")).to_contain_text("Moved: ")
    panel = staff.locator(".side .panel", has=staff.get_by_role("heading", name="Appointments"))
    panel.get_by_role("link").first.click()
    staff.locator("summary", has_text="the visit of Lena Hart").click()
    staff.get_by_role("button", name="Cancel the visit").click()
    expect(staff.get_by_role("status").first).to_contain_text("Cancelled")
    heard(visitor, re.compile("cancel", re.I))

    staff.goto(f"{clinic.house.console_url}/appointments/new?day={day}")
    staff.get_by_label("Time").select_option(index=1)
    staff.get_by_label("Name of the patient").fill("Tom Berg")
    staff.get_by_label("Phone").fill("(312) 555-0143")
    staff.get_by_role("button", name="Book it").click()
    expect(staff.get_by_role("status").first).to_contain_text("Booked")
    staff.locator("summary", has_text="Block a time").click()
    staff.get_by_label("From").fill("15:00")
    staff.get_by_label("To").fill("16:00")
    staff.get_by_role("button", name="Block it").click()
    expect(staff.get_by_role("status").first).to_contain_text("blocked")
    staff.get_by_role("button", name="Open it again").click()
    expect(staff.get_by_role("status").first).to_contain_text("can be booked again")


def test_hours_and_tonights_swap_are_changed_and_patients_hear_the_new_hours(
    clinic_at_work: Clinic,
) -> None:
    """Every process follows; who is on call stands on every view."""
    clinic = clinic_at_work
    manager, visitor = clinic.staff("manager"), clinic.visitor()
    manager.goto(f"{clinic.house.console_url}/clinic")
    manager.get_by_label("First on call is").select_option("Second on call")
    manager.get_by_role("button", name="Swap").click()
    manager.get_by_label("Saturday").last.fill("10:00-12:15")
    manager.get_by_role("button", name="Keep the hours").click()
    expect(manager.get_by_role("status").first).to_contain_text("within ten seconds")
    manager.get_by_label("One date a line").fill("2026-12-24")
    manager.get_by_role("button", name="Keep the days").click()
    expect(manager.get_by_label("One date a line")).to_have_value(re.compile("2026-12-24"))
    for path in ("/", "/conversations", "/appointments", "/account", "/numbers"):
        manager.goto(clinic.house.console_url + path)
        expect(manager.locator(".on-call")).to_contain_text("Second on call (swapped until")
    manager.wait_for_timeout(8000)
    write(visitor, "what are your hours")
    heard(visitor, re.compile(r"10(:00)? ?(am)? to 12:15"))


def test_what_was_not_answered_becomes_an_example_and_an_answer_is_stood_by(
    clinic_at_work: Clinic,
) -> None:
    """Staff say what the patient meant; a clinician reviews a wording; the numbers count both."""
    clinic = clinic_at_work
    visitor, dana = clinic.visitor(), clinic.staff("clinician")
    said = "qwx blorp zzint"
    write(visitor, said)
    heard(visitor, "I did not get that")
    write(visitor, "do i need an mri first?")
    heard(visitor, re.compile("MRI"))
    visitor.wait_for_timeout(1000)
    dana.goto(f"{clinic.house.console_url}/unanswered")
    dana.get_by_role("link", name=said).first.click()
    dana.get_by_label("They meant").select_option("faq/location")
    dana.get_by_role("button", name="Keep").click()
    expect(dana.get_by_role("region", name="Kept examples")).to_contain_text(said)
    kept = (clinic.house.data_dir / "reviewed_examples.jsonl").read_text().splitlines()
    assert json.loads(kept[-1])["intent"] == "faq/location"

    dana.goto(f"{clinic.house.console_url}/answers/mri_required")
    dana.get_by_role("button", name="Mark as reviewed").click()
    expect(dana.get_by_text(re.compile("by Dana Okafor"))).to_be_visible()
    manager = clinic.staff("manager")
    manager.goto(f"{clinic.house.console_url}/numbers?days=7")
    expect(manager.locator(".bars", has_text="MRI required")).to_be_visible()
    with manager.expect_download() as taken:
        manager.get_by_role("link", name="CSV").click()
    assert "questions,faq/mri_required" in taken.value.path().read_text() or "mri_required" in (
        taken.value.path().read_text()
    )


def test_a_wrong_person_an_export_a_hold_and_an_erasure_with_its_receipt(
    clinic_at_work: Clinic,
) -> None:
    """Facts are kept and gone with the rest; the record is whole; the patient's page is empty."""
    clinic = clinic_at_work
    visitor, manager = clinic.visitor(), clinic.staff("manager")
    said = "my cousin wrote this 5150"
    write(visitor, said)
    visitor.wait_for_timeout(1500)
    conversation = clinic.open(manager, said)
    manager.locator("summary", has_text="What we know of them").click()
    manager.get_by_label("Takes a blood thinner").select_option("yes")
    manager.locator(".fact", has_text="blood thinner").get_by_role("button").click()
    expect(manager.get_by_label("Takes a blood thinner")).to_have_value("yes")
    manager.locator(".message.from-patient .more summary").first.click()
    manager.get_by_role("button", name="Wrong person").first.click()
    expect(manager.get_by_role("status").first).to_contain_text("incident was opened")
    manager.goto(f"{clinic.house.console_url}/privacy")
    expect(manager.locator(".incident")).to_contain_text("Ruth Adler")
    manager.get_by_role("button", name="Close it").click()

    clinic.open(manager, said, "/privacy")
    with manager.expect_download() as taken:
        manager.get_by_role("button", name="Export").click()
    assert taken.value.suggested_filename == "frontdesk-export.zip"
    manager.get_by_label("Why nothing may be erased").fill("a letter of counsel")
    manager.get_by_role("button", name="Set a hold").click()
    expect(manager.get_by_label("Write ERASE to confirm")).to_have_count(0)
    manager.get_by_role("button", name="Lift it").click()
    manager.get_by_label("Write ERASE to confirm").fill("ERASE")
    manager.get_by_role("button", name="Erase everything").click()
    expect(manager.get_by_text(re.compile("Receipt")).first).to_be_visible()
    with clinic.store.read() as session:
        assert session.get(Conversation, conversation) is None
    visitor.reload()
    visitor.wait_for_timeout(1500)
    assert said not in visitor.locator("body").inner_text()

    auditor = clinic.staff("auditor")
    auditor.goto(f"{clinic.house.console_url}/record")
    expect(auditor.get_by_role("region", name="Lines of the record")).to_contain_text(
        "Erased a conversation"
    )
    auditor.get_by_role("button", name="Verify the chain").click()
    expect(auditor.get_by_text(re.compile(r"All \d+ lines are whole"))).to_be_visible()


def test_a_code_a_lockout_and_a_password_by_mail(
    clinic_at_work: Clinic, own_house: RunningHouse, window: Window
) -> None:
    """The front desk turns a code on, is locked out by a stranger, and comes back by mail."""
    clinic, url = clinic_at_work, own_house.console_url
    maria = clinic.staff("front_desk")
    maria.goto(f"{url}/second-factor")
    key = maria.locator(".key").inner_text().replace(" ", "")
    totp = pyotp.TOTP(key)

    def code(page: Page, button: str, steps: int = 0) -> None:
        now = datetime.fromisoformat(own_house.command("clock")[0]["now"])
        at = now + timedelta(seconds=30 * steps)
        page.get_by_label("Six digits").fill(totp.at(at))
        page.get_by_role("button", name=button).click()

    code(maria, "Turn it on")
    expect(maria.get_by_role("status").first).to_contain_text("asked for a code")
    again = window(f"{url}/sign-in")
    give_password(again, "front_desk")
    expect(again.get_by_role("heading", name="Your code")).to_be_visible()
    again.goto(f"{url}/conversations")
    expect(again.get_by_role("heading", name="Your code")).to_be_visible()
    code(again, "Go on", steps=1)
    expect(again.get_by_role("heading", level=1)).not_to_have_text("Your code")

    stranger = window(f"{url}/sign-in")
    for _ in range(6):
        give_password(stranger, "front_desk", "not the password")
    expect(stranger.get_by_role("alert")).to_contain_text("Too many tries")
    stranger.goto(f"{url}/forgot")
    before = len(own_house.mails())
    stranger.get_by_label("Email").fill("clinician@lakeshore.example")
    stranger.get_by_role("button").first.click()
    expect(stranger.get_by_text("on its way")).to_be_visible()
    for _ in range(150):
        if len(own_house.mails()) > before:
            break
        time.sleep(0.1)
    mail = own_house.mails()[-1].replace("=\n", "").replace("=3D", "=")
    link = re.search(r"http://\S+/reset/\S+", mail)
    assert link, "no link came by mail"
    stranger.goto(link[0])
    for field in stranger.locator("input[type=password]").all():
        field.fill("a quite new passphrase 9")
    stranger.get_by_role("button").first.click()
    expect(stranger.get_by_text("Your new password is kept")).to_be_visible()
    stranger.goto(link[0])
    expect(stranger.locator("input[type=password]")).to_have_count(0)
