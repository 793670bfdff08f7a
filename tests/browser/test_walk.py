"""The walk through the house: a visitor asks, books, is protected; staff see, take over, answer."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import picture
from tests.running import RunningHouse

Window = Callable[..., Page]

QUESTIONS = {
    "do i need an mri first?": "MRI",
    "can this fix a herniated disc": "disc",
    "how many sessions would i need": "in writing",
    "do you take insurance and medicare": "cover",
    "how long until i feel results": "month",
}


def open_chat(page: Page) -> None:
    """Press the launcher, then Start chat."""
    page.get_by_role("button", name=re.compile("Ask us a question|Chat")).first.click()
    page.get_by_role("button", name="Start chat").click()
    expect(page.get_by_role("textbox", name="Write your message")).to_be_visible()


def write(page: Page, text: str) -> None:
    """Write a message and send it with Enter."""
    box = page.get_by_role("textbox", name="Write your message")
    box.fill(text)
    box.press("Enter")


def heard(page: Page, text: str | re.Pattern[str]) -> None:
    """Wait until the log holds `text`."""
    expect(page.get_by_role("log")).to_contain_text(text, timeout=20_000)


def sign_in(page: Page, running: RunningHouse) -> None:
    """The first manager, with the one-time password, which must be changed."""
    output = running.output.read_text()
    email, password = re.search(
        r"sign in as (\S+) with the one-time password (\S+)", output
    ).groups()
    give_one_time_password(page, email, password)


def give_one_time_password(page: Page, email: str, password: str) -> None:
    """Sign in for the first time, and choose a password of one's own."""
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    for field in page.locator("input[type=password]").all():
        name = field.get_attribute("name") or ""
        field.fill(password if "current" in name or "old" in name else "a-long-new-passphrase-7")
    page.get_by_role("button", name=re.compile("Save|Change|Set")).first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_nothing_is_kept_or_sent_before_start_chat(running: RunningHouse, window: Window) -> None:
    """No cookie, no storage, no socket, no other host."""
    page = window("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(running.url)
    page.get_by_role("button", name=re.compile("Ask us a question|Chat")).first.click()
    expect(page.get_by_role("button", name="Start chat")).to_be_visible()
    assert all(url.startswith((running.url, "data:")) for url in asked), asked
    assert not any("socket.io" in url for url in asked)
    kept = page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]")
    assert kept == ["", 0, 0]


def test_the_five_questions_get_their_answers_with_sources(
    running: RunningHouse, window: Window
) -> None:
    """In the visitor's own words, through the widget."""
    page = window(running.url)
    open_chat(page)
    for question, telling in QUESTIONS.items():
        write(page, question)
        heard(page, re.compile(telling))
        if telling == "MRI":
            heard(page, "never injected without an MRI")
            picture(page, "chat-wide")
    expect(page.get_by_text(re.compile("^From:")).first).to_be_visible()


def test_a_visitor_books_with_a_question_in_the_middle(
    running: RunningHouse, window: Window
) -> None:
    """Reason, MRI, name, phone, one of the offered times, yes."""
    page = window(running.url)
    open_chat(page)
    write(page, "i want to book an appointment")
    heard(page, "What would you like help with?")
    write(page, "my lower back has hurt for two years")
    heard(page, "MRI of the spine")
    write(page, "no")
    heard(page, "first and last name?")
    write(page, "do you take medicare")
    heard(page, "depends on your plan")
    write(page, "Ana Ruiz")
    heard(page, "What phone number")
    write(page, "312-555-0142")
    expect(page.get_by_text("Pick a day")).to_be_visible()
    picture(page, "booking-wide")
    page.get_by_role("button", name=re.compile(r"\bat\b.*(am|pm|AM|PM)|\d:\d\d")).first.click()
    page.get_by_role("button", name="Yes, book it").click()
    expect(page.get_by_role("region", name="Your visit")).to_be_visible()
    picture(page, "booked-wide")
    names = [a["name"] for a in running.command("appointments")]
    assert names.count("Ana Ruiz") == 1


def test_a_red_flag_is_protected_and_staff_take_over(running: RunningHouse, window: Window) -> None:
    """In the middle of a booking; the console stands in a second window."""
    visitor = window(running.url)
    open_chat(visitor)
    write(visitor, "i want to book an appointment")
    heard(visitor, "What would you like help with?")
    write(visitor, "cant feel when i wipe")
    card = visitor.get_by_role("region", name="Get help now")
    expect(card).to_contain_text("911")
    heard(visitor, "but do not wait for us")
    picture(visitor, "safety-wide")

    staff = window(running.console_url)
    sign_in(staff, running)
    picture(staff, "console-queue")
    staff.get_by_role("link", name=re.compile("cauda|bladder|emergency", re.I)).first.click()
    expect(staff.get_by_text("cant feel when i wipe").first).to_be_visible()
    staff.get_by_role("button", name="Acknowledge").first.click()
    staff.get_by_role("button", name="Take over").first.click()
    box = staff.get_by_role("textbox", name=re.compile("reply|message", re.I)).first
    box.fill("This is the clinic. Please go to the ER now. Are you on your way?")
    staff.get_by_role("button", name=re.compile("^Send")).first.click()
    heard(visitor, "Are you on your way?")
    picture(staff, "console-conversation")

    write(visitor, "yes my wife drives me")
    expect(staff.get_by_text("yes my wife drives me").first).to_be_visible()
    visitor.wait_for_timeout(1500)
    log = visitor.get_by_role("log").inner_text()
    assert log.rstrip().count("yes my wife drives me") == 1
    staff.get_by_role("button", name="Hand back").first.click()
    heard(visitor, re.compile("assistant", re.I))
    cases = [c for c in running.command("cases") if c["kind"] == "red_flag"]
    assert len(cases) == 1 and cases[0]["state"] != "open"


@pytest.mark.parametrize("width", [1280, 390])
def test_the_public_pages_fit(running: RunningHouse, window: Window, width: int) -> None:
    """No page scrolls sideways."""
    for path in ("/", "/chat", "/privacy", "/accessibility"):
        page = window(running.url + path, viewport={"width": width, "height": 844})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (path, wide)
        if width == 390 and path == "/":
            picture(page, "page-phone")
