"""What a chat survives: a server that dies, a second tab, a device asleep, a reload.

Size: RESTARTS (default 2); `make trials` runs it large.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_walk import heard, open_chat, write
from tests.running import RunningHouse

Window = Callable[..., Page]

RESTARTS = int(os.environ.get("RESTARTS", "2"))


def _mine(page: Page) -> list[str]:
    """What the visitor wrote, as the chat shows it."""
    return page.locator("frontdesk-chat .from-patient .words").all_inner_texts()


def _all(page: Page) -> list[str]:
    return page.locator("frontdesk-chat .entry .words").all_inner_texts()


def _delivered(page: Page, count: int) -> None:
    expect(page.locator("frontdesk-chat .from-patient .icon-check")).to_have_count(
        count, timeout=60_000
    )


def test_a_server_that_dies_loses_doubles_and_mixes_nothing(
    running: RunningHouse, window: Window
) -> None:
    """Killed at random moments, while the visitor writes on."""
    dice, written = random.Random(11), []
    page = window(running.url)
    open_chat(page)
    for n in range(RESTARTS):
        for k in range(2):
            written.append(f"do i need an mri first, {n} and {k}?")
            write(page, written[-1])
            page.wait_for_timeout(dice.randrange(400))
            if k == n % 2:
                os.kill(running.pids()["server"], signal.SIGKILL)
        _delivered(page, len(written))
    running.wait_ready()
    answered = "[...document.querySelector('frontdesk-chat').shadowRoot.querySelectorAll('.entry')]"
    page.wait_for_function(
        f"n => {answered}.filter(e => !e.matches('.from-patient')).length > n",
        arg=len(written),
        timeout=60_000,
    )
    expect(page.locator("frontdesk-chat .typing")).to_have_count(0, timeout=60_000)
    assert _mine(page) == written
    page.wait_for_timeout(1500)
    shown = _all(page)
    page.reload()
    expect(page.get_by_role("log")).to_contain_text(written[-1])
    expect(page.locator("frontdesk-chat .entry .words")).to_have_count(len(shown))
    assert _all(page) == shown


def test_two_tabs_are_one_conversation(running: RunningHouse, window: Window) -> None:
    """Each message once in both, in one order; cleared in one, gone from the other."""
    one = window(running.url)
    open_chat(one)
    write(one, "do i need an mri first?")
    heard(one, "never injected without an MRI")
    other = one.context.new_page()
    other.goto(running.url + "/chat")
    heard(other, "never injected without an MRI")
    write(other, "how many sessions would i need")
    heard(one, "in writing")
    heard(other, "in writing")
    one.wait_for_timeout(800)
    assert _all(one) == _all(other)
    one.get_by_role("button", name="More options").click()
    one.get_by_role("button", name="Clear this chat").click()
    one.get_by_role("button", name="Clear it").click()
    for tab in (one, other):
        expect(tab.get_by_role("button", name="Start chat")).to_be_visible()
        kept = "[localStorage.length, sessionStorage.length, document.cookie]"
        assert tab.evaluate(kept) == [0, 0, ""]


def test_a_device_that_slept_has_missed_nothing(running: RunningHouse, window: Window) -> None:
    """Frozen and without a network; what came meanwhile is there, once."""
    page = window(running.url)
    open_chat(page)
    write(page, "do i need an mri first?")
    heard(page, "never injected without an MRI")
    client = page.context.new_cdp_session(page)
    other = page.context.new_page()
    other.goto(running.url + "/chat")
    heard(other, "never injected without an MRI")
    client.send("Page.setWebLifecycleState", {"state": "frozen"})
    write(other, "how many sessions would i need")
    heard(other, "in writing")
    client.send("Page.setWebLifecycleState", {"state": "active"})
    page.bring_to_front()
    heard(page, "in writing")
    assert _mine(page) == ["do i need an mri first?", "how many sessions would i need"]
    assert _all(page) == _all(other)
