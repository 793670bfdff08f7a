"""A visitor leaves; staff answer; a text brings the visitor back, on another device."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import picture
from tests.browser.test_walk import give_one_time_password, heard, open_chat
from tests.browser.test_widget import PHONE, sound
from tests.running import RunningHouse

Window = Callable[..., Page]
_TYPED = 10


def _texted(running: RunningHouse, pattern: str) -> str:
    """The newest text that fits, once it is there."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for text in reversed(running.texts()):
            if found := re.search(pattern, text["Body"]):
                return found[1]
        time.sleep(0.2)
    raise AssertionError(f"nothing texted like {pattern}: {running.texts()}")


def _types_until_seen(box: Locator, visitor: Page) -> None:
    """Staff write on until the visitor sees it: the sign goes out again, as it fades by itself."""
    typing = visitor.locator("frontdesk-chat .typing")
    for _ in range(_TYPED):
        box.press_sequentially("Yes, ")
        with suppress(AssertionError):
            expect(typing).to_be_visible(timeout=3000)
            return
    expect(typing).to_be_visible()


def _asks_for_texts(page: Page, running: RunningHouse) -> None:
    page.get_by_role("button", name="Talk to a person").first.click()
    page.get_by_role("button", name="Text me if I leave").click()
    field = page.get_by_label("Your mobile number")
    expect(field).to_be_focused()
    sound(page, "asked for a number")
    field.fill("312-555-0177")
    field.press("Enter")
    code = page.get_by_label(re.compile("Code we sent to the number ending in 0177"))
    expect(code).to_be_focused()
    code.fill("12")
    code.press("Enter")
    expect(page.get_by_text("Those are not the digits we sent")).to_be_visible()
    sound(page, "a wrong code")
    code.fill(_texted(running, r"your code is (\d{6})"))
    code.press("Enter")
    expect(page.get_by_text("If you leave, we text the number ending in 0177.")).to_be_visible()


def test_a_late_answer_is_texted_and_the_link_continues_the_chat_once(
    running: RunningHouse, window: Window
) -> None:
    """No health detail in the text; what the link holds is in no address that is asked for."""
    visitor = window(running.url)
    open_chat(visitor)
    _asks_for_texts(visitor, running)
    staff_page = window(running.console_url)
    [made] = running.command("staff", "add", "--role", "front_desk", "m.ortiz@example.org")
    give_one_time_password(staff_page, made["email"], made["one_time_password"])
    staff_page.get_by_role("link", name=re.compile("person", re.I)).first.click()
    staff_page.get_by_role("button", name="Take over").first.click()
    box = staff_page.get_by_role("textbox", name=re.compile("reply|message", re.I)).first
    _types_until_seen(box, visitor)
    visitor.close()
    box.fill("Yes, we read old scans too. Please bring yours.")
    staff_page.get_by_role("button", name=re.compile("^Send")).first.click()
    expect(staff_page.get_by_text("we read old scans too").first).to_be_visible()
    running.command("clock", "+3m")
    link = _texted(running, r"(http\S+#resume=\S+)")
    assert not any("scan" in t["Body"] for t in running.texts())

    asked: list[str] = []
    phone = window("about:blank", **PHONE)
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(link)
    goes_on = phone.get_by_role("button", name="Continue my chat")
    expect(goes_on).to_be_visible()
    sound(phone, "a texted link")
    picture(phone, "coming-back-phone")
    assert "resume" not in phone.url and phone.evaluate("localStorage.length") == 0
    goes_on.click()
    heard(phone, "we read old scans too")
    assert not any(link.split("=")[1] in url for url in asked)

    stranger = window(link, **PHONE)
    stranger.get_by_role("button", name="Continue my chat").click()
    expect(stranger.get_by_text("This link was used before")).to_be_visible()
    sound(stranger, "a link that was used")
    expect(stranger.get_by_role("log")).to_have_count(0)
