"""The widget for everybody: by axe in each state, by keyboard, by a screen reader's tree."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from frontdesk.settings import ROOT
from tests.browser.conftest import picture
from tests.browser.test_walk import heard, open_chat, write
from tests.running import RunningHouse

Window = Callable[..., Page]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def sound(page: Page, state: str) -> None:
    """No violation of WCAG 2.2 AA that axe can find."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE.read_text())
    # Half faded in, nothing has its own colour yet: still it all, and let it be drawn.
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("new Promise(done => setTimeout(() => requestAnimationFrame(done), 300))")
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    told = [(v["id"], [n["target"] for n in v["nodes"]], v["help"]) for v in found]
    assert told == [], state


def test_no_state_before_and_after_an_answer_shuts_anybody_out(
    running: RunningHouse, window: Window
) -> None:
    """Closed, open, started, answered, details, menu, question, dark."""
    page = window(running.url)
    sound(page, "closed")
    page.get_by_role("button", name=re.compile("Ask us a question")).first.click()
    expect(page.get_by_role("button", name="Start chat")).to_be_visible()
    sound(page, "open")
    page.get_by_role("button", name="Start chat").click()
    expect(page.get_by_role("textbox", name="Write your message")).to_be_visible()
    sound(page, "started")
    write(page, "do i need an mri first?")
    heard(page, "never injected without an MRI")
    page.get_by_text("Details").first.click()
    sound(page, "answered, details open")
    page.get_by_role("button", name="More options").click()
    sound(page, "menu")
    page.get_by_role("button", name="Dark").click()
    page.keyboard.press("Escape")
    sound(page, "dark")
    picture(page, "chat-dark")
    page.get_by_role("button", name="More options").click()
    page.get_by_role("button", name="Clear this chat").click()
    sound(page, "asked whether to clear")


def test_booking_and_the_safety_card_shut_nobody_out(running: RunningHouse, window: Window) -> None:
    """Pickers on the way, then the card on top, on a phone."""
    page = window(running.url, **PHONE)
    open_chat(page)
    for text, telling in (
        ("i want to book an appointment", "What would you like help with?"),
        ("back pain", "MRI of the spine"),
        ("no", "first and last name?"),
        ("Ana Ruiz", "What phone number"),
    ):
        write(page, text)
        heard(page, telling)
    write(page, "312-555-0142")
    expect(page.get_by_text("Pick a day")).to_be_visible()
    sound(page, "picking a time on a phone")
    write(page, "cant feel when i wipe")
    expect(page.get_by_role("region", name="Get help now")).to_be_visible()
    sound(page, "safety card on a phone")
    picture(page, "safety-phone")


def test_a_lost_line_is_told_and_the_draft_stays(running: RunningHouse, window: Window) -> None:
    """Offline: said, nothing lost, sent afterwards once."""
    page = window(running.url)
    open_chat(page)
    page.context.set_offline(True)
    write(page, "how many sessions would i need")
    expect(page.get_by_text(re.compile("offline|Not sent yet")).first).to_be_visible()
    sound(page, "offline")
    page.context.set_offline(False)
    heard(page, "in writing")
    assert page.get_by_role("log").inner_text().count("how many sessions would i need") == 1


def test_the_chat_in_its_own_window_goes_on_with_a_whole_field(
    running: RunningHouse, window: Window
) -> None:
    """Opened from the menu, whatever loads first: what was said, and all of the field."""
    page = window(running.url)
    open_chat(page)
    write(page, "do i need an mri first?")
    heard(page, re.compile("MRI"))
    page.get_by_role("button", name="More options").click()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Open in its own window").click()
    heard(opened.value, re.compile("MRI"))
    field = opened.value.get_by_role("textbox", name="Write your message")
    opened.value.wait_for_function(
        "field => field.clientHeight >= field.scrollHeight", arg=field.element_handle()
    )


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("320 pixels", {"viewport": {"width": 320, "height": 640}}),
        ("200 % text", {"viewport": {"width": 640, "height": 430}, "device_scale_factor": 2}),
        ("less motion, dark", {"reduced_motion": "reduce", "color_scheme": "dark"}),
        ("Spanish", {"locale": "es-US"}),
    ],
)
def test_the_chat_page_fits_everybody(
    running: RunningHouse, window: Window, name: str, options: dict[str, Any]
) -> None:
    """The chat in its own window: small, large letters, dark, in Spanish."""
    page = window(running.url + "/chat", **options)
    page.get_by_role("button", name=re.compile("Start chat|Iniciar chat")).click()
    box = page.get_by_role("textbox").first
    box.fill("do i need an mri first?")
    box.press("Enter")
    heard(page, "MRI")
    sound(page, name)
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]


@pytest.mark.parametrize("path", ["/", "/chat", "/privacy", "/accessibility"])
def test_the_public_pages_shut_nobody_out(running: RunningHouse, window: Window, path: str) -> None:
    """The demonstration page and the statements."""
    sound(window(running.url + path), path)


def test_all_of_it_can_be_done_by_keyboard(running: RunningHouse, window: Window) -> None:
    """Open, start, ask, press a button of the answer, close; the focus returns."""
    page = window(running.url)
    launcher = page.get_by_role("button", name=re.compile("Ask us a question")).last
    launcher.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Start chat")).to_be_visible()
    _tab_to(page, "Start chat")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Write your message")).to_be_focused()
    page.keyboard.type("do i need an mri first?")
    page.keyboard.press("Enter")
    heard(page, "never injected without an MRI")
    _tab_to(page, "How recent must it be?", back=True)
    page.keyboard.press("Enter")
    heard(page, "Bring any MRI you have")
    page.keyboard.press("Escape")
    expect(launcher).to_be_focused()


def _tab_to(page: Page, name: str, back: bool = False) -> None:
    """Press Tab until the button of this name has the focus."""
    for _ in range(40):
        focused = page.evaluate(
            "(() => { let e = document.activeElement;"
            " while (e && e.shadowRoot) e = e.shadowRoot.activeElement;"
            " return e ? (e.getAttribute('aria-label') || e.textContent || '').trim() : ''; })()"
        )
        if focused == name:
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"the keyboard does not reach {name}")


def test_a_screen_reader_is_told_what_is_seen(running: RunningHouse, window: Window) -> None:
    """Dialog, log, alert and field by role and name, in the tree that readers use."""
    page = window(running.url)
    open_chat(page)
    write(page, "do i need an mri first?")
    heard(page, "never injected without an MRI")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_match_aria_snapshot(
        """
        - dialog:
          - heading /Lakeshore/ [level=1]
          - button "More options"
          - button "Close chat"
          - status: Automated assistant, not a person
          - button "Talk to a person"
          - log "Conversation"
          - textbox "Write your message"
        """
    )
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    write(page, "cant feel when i wipe")
    expect(page.get_by_role("alert")).to_contain_text("911")


def test_the_page_is_quick_before_the_chat_is_opened(running: RunningHouse, window: Window) -> None:
    """Scripts take under 50 ms of the main thread, nothing shifts, and the tag loads 6 KB."""
    page = window("about:blank")
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(l => l.getEntries().forEach("
        "e => { window.shift += e.value })).observe({type: 'layout-shift', buffered: true});"
    )
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable")
    page.goto(running.url)
    page.wait_for_load_state("networkidle")
    metrics = {m["name"]: m["value"] for m in client.send("Performance.getMetrics")["metrics"]}
    assert page.evaluate("window.shift") == 0
    assert metrics["ScriptDuration"] < 0.05, metrics["ScriptDuration"]
    scripts = page.evaluate(
        "performance.getEntriesByType('resource').filter(r => r.name.includes('widget'))"
        ".map(r => r.name)"
    )
    assert [s.rsplit("/", 1)[-1] for s in scripts] == ["widget.js"]
