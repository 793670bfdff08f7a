"""The widget on another site: a strict policy, own styles, one name, what a site may ask."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, WebSocket, expect

from tests.browser.elsewhere import Elsewhere
from tests.browser.test_walk import heard, write
from tests.running import RunningHouse

Window = Callable[..., Page]


def _launcher(page: Page) -> Any:
    return page.locator("frontdesk-chat button.launcher")


def _sent(page: Page) -> list[str]:
    """The frames that leave by the socket, as they leave."""
    frames: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: frames.append(str(frame)))

    page.on("websocket", listen)
    return frames


def test_it_works_under_a_strict_policy_and_keeps_to_the_desk(
    running: RunningHouse, window: Window, elsewhere: Elsewhere
) -> None:
    """Nothing is refused by the policy, nobody else is asked, no cookie is set."""
    page = window("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(elsewhere.origin)
    _launcher(page).click()
    expect(page.get_by_role("button", name="Start chat")).to_be_visible()
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    page.get_by_role("button", name="Start chat").click()
    write(page, "do i need an mri first?")
    heard(page, "never injected without an MRI")
    assert page.evaluate("violations") == []
    assert page.evaluate("document.cookie") == "" and page.context.cookies() == []
    assert all(u.startswith((elsewhere.origin, running.url)) for u in asked), asked
    assert not any("resume" in u or "mri" in u for u in asked)


def test_it_adds_one_name_to_the_page(
    running: RunningHouse, window: Window, elsewhere: Elsewhere
) -> None:
    """`Frontdesk`, also once the panel has loaded."""
    page = window(elsewhere.origin)
    _launcher(page).click()
    expect(page.get_by_role("button", name="Start chat")).to_be_visible()
    new = "Object.getOwnPropertyNames(window).filter((n) => !namesBefore.includes(n))"
    assert set(page.evaluate(new)) - {"namesBefore", "violations"} == {"Frontdesk"}
    assert page.evaluate("Object.isFrozen(Frontdesk)")


def test_neither_side_s_styles_reach_the_other(
    running: RunningHouse, window: Window, elsewhere: Elsewhere
) -> None:
    """The page's red and tiny letters stay out; its own button stays as it was."""
    page = window(elsewhere.origin)
    own = "JSON.stringify(document.querySelector('#own').getBoundingClientRect())"
    before = page.evaluate(own)
    _launcher(page).click()
    start = page.get_by_role("button", name="Start chat")
    expect(start).to_be_visible()
    size, colour = start.evaluate("e => [getComputedStyle(e).fontSize, getComputedStyle(e).color]")
    assert float(size.removesuffix("px")) >= 14 and colour != "rgb(255, 0, 0)"
    assert page.evaluate(own) == before


def test_calls_made_before_it_loaded_are_kept(
    running: RunningHouse, window: Window, elsewhere: Elsewhere
) -> None:
    """A page may ask for the chat at once."""
    page = window(f"{elsewhere.origin}/?open")
    expect(page.get_by_role("button", name="Start chat")).to_be_visible()


def test_a_site_opens_closes_and_names_its_page(
    running: RunningHouse, window: Window, elsewhere: Elsewhere
) -> None:
    """The name goes with messages, from the press on Start chat on; not before."""
    page = window(elsewhere.origin)
    frames = _sent(page)
    expect(_launcher(page)).to_be_visible()
    page.evaluate("Frontdesk.identifyPage('knee page'); Frontdesk.open()")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.evaluate("Frontdesk.close()")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(_launcher(page)).to_be_focused()
    assert frames == []
    page.evaluate("Frontdesk.open()")
    page.get_by_role("button", name="Start chat").click()
    write(page, "hello")
    heard(page, re.compile("hello|Hello"))
    said = next(f for f in frames if '"user_uttered"' in f)
    event = json.loads(said[said.index("[") :])[1]
    assert event["metadata"]["page"] == "knee page" and elsewhere.origin not in said


def test_a_site_chooses_words_colour_side_and_language(
    running: RunningHouse, window: Window, elsewhere: Elsewhere
) -> None:
    """Unfit values are left out; the ink stays readable on any colour."""
    page = window(elsewhere.origin, viewport={"width": 1000, "height": 700})
    button = _launcher(page)
    expect(button).to_be_visible()
    wishes = "{label: 'Ask the desk', position: 'left', accent: '#ffee00'}"
    page.evaluate(f"Frontdesk.configure({wishes})")
    expect(button).to_contain_text("Ask the desk")
    box = button.bounding_box()
    assert box and box["x"] < 100
    looks = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    ground, ink = button.evaluate(looks)
    assert ground == "rgb(255, 238, 0)" and max(map(int, re.findall(r"\d+", ink))) < 60, ink
    page.evaluate("Frontdesk.configure({language: 'es', theme: 'dark', label: ''})")
    expect(button).to_contain_text("Haga una pregunta")
    page.evaluate("Frontdesk.configure({accent: 'url(x)', position: 'top', nonsense: {}})")
    page.evaluate("Frontdesk.open()")
    expect(page.get_by_role("button", name="Iniciar chat")).to_be_visible()
    assert page.locator("frontdesk-chat .panel").get_attribute("data-theme") == "dark"
    assert page.evaluate("violations") == []
