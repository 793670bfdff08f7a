"""The link in a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from frontdesk import clock
from frontdesk.cases.cases import acknowledge, resolve
from frontdesk.cases.ladder import Ladder
from frontdesk.store import Store
from frontdesk.store.tables import Case

Opener = Callable[[], Any]


@pytest.fixture
def link(ladder: Ladder, alarm: Case) -> str:
    """A link as the ladder writes it."""
    return f"/page/{ladder._links.dumps([alarm.id, 'out-1'])}"


async def test_opening_the_link_acknowledges_nothing(
    open_browser: Opener, sqlite_store: Store, alarm: Case, link: str
) -> None:
    """Link scanners open links. It shows the tier, the time and one button, nothing else."""
    browser = open_browser()
    text = (await browser.get(link)).text
    assert "Emergency" in text and "10:13 am" in text and text.count("<button") == 1
    assert "saddle" not in text and "wipe" not in text and alarm.conversation_id not in text
    with sqlite_store.read() as session:
        assert session.get_one(Case, alarm.id).state == "open"


async def test_the_button_acknowledges_once(
    open_browser: Opener, sqlite_store: Store, alarm: Case, link: str
) -> None:
    """Afterwards the link says kindly that it was used."""
    browser = open_browser()
    await browser.get(link)
    assert "Thank you" in (await browser.post(link)).text
    with sqlite_store.read() as session:
        assert session.get_one(Case, alarm.id).state == "acknowledged"
    assert "used already" in (await browser.get(link)).text
    assert "used already" in (await browser.post(link)).text


async def test_the_button_needs_the_page_it_stands_on(
    open_browser: Opener, sqlite_store: Store, alarm: Case, link: str
) -> None:
    """Another site can not press it."""
    browser = open_browser()
    await browser.get(link)
    browser.csrf = "forged"
    assert (await browser.post(link)).status_code == 403
    with sqlite_store.read() as session:
        assert session.get_one(Case, alarm.id).state == "open"


@pytest.mark.parametrize("how", ["seen", "resolved"])
async def test_a_link_that_comes_late_says_what_happened(
    open_browser: Opener, sqlite_store: Store, alarm: Case, link: str, how: str
) -> None:
    """Somebody else was quicker, or it is over."""
    with sqlite_store.begin() as session:
        case = session.get_one(Case, alarm.id)
        acknowledge(session, case, clock.now(), None)
        if how == "resolved":
            resolve(session, case, clock.now(), None, "reached")
    text = (await open_browser().get(link)).text
    assert ("was quicker" if how == "seen" else "taken care of") in text
    assert "<button" not in text


async def test_a_forged_link_says_nothing(open_browser: Opener, alarm: Case, link: str) -> None:
    """Neither does one that was cut short."""
    for path in (link[:-3], "/page/x", f"/page/{alarm.id}", "/page/W10.abc"):
        answer = await open_browser().get(path)
        assert answer.status_code == 404 and "does not work" in answer.text


async def test_health_tells_of_the_process_and_of_the_store(
    open_browser: Opener, sqlite_store: Store, monkeypatch: Any
) -> None:
    """Ready turns red when the store does not answer."""
    from sqlalchemy.exc import OperationalError

    browser = open_browser()
    assert (await browser.get("/health/live")).status_code == 200
    assert (await browser.get("/health/ready")).status_code == 200

    def broken() -> None:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(sqlite_store, "check", broken)
    assert (await browser.get("/health/live")).status_code == 200
    assert (await browser.get("/health/ready")).status_code == 503
