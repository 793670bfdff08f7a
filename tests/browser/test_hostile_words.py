"""What people write runs in no browser: two hundred tries, on the chat and on the console.

The pages' policy is off here, so that it hides nothing: what is not text would run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from frontdesk.cases.cases import open_case
from frontdesk.clinic import load_clinic
from frontdesk.conversations.transcript import (
    add_message,
    locked_conversation,
    open_conversation,
)
from frontdesk.settings import ROOT
from frontdesk.store import Store
from frontdesk.store.tables import Conversation
from tests.browser.console import BEGINS, SeededConsole
from tests.browser.hostile_words import INJECTED, PAYLOADS, RAN
from tests.browser.test_walk import heard, open_chat, write
from tests.running import RunningHouse

Window = Callable[..., Page]
LAST = "this is the last of them"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[SeededConsole]:
    """A console to whose clinic all of them were written, one of them by each of fifty people."""
    desk = SeededConsole(tmp_path_factory.mktemp("hostile"))
    clinic = load_clinic(ROOT / "clinic.yml")
    with desk.store.begin() as session:
        talk = locked_conversation(session, desk.alarm)
        for text in PAYLOADS:
            add_message(session, talk, "patient", text, BEGINS, data={"buttons": [{"title": text}]})
        for name in PAYLOADS[::4]:
            other = open_conversation(session, "web", BEGINS, contact_name=name)
            add_message(session, other, "patient", name, BEGINS)
            open_case(session, clinic, other, "complaint", BEGINS)
    with desk.serving() as serving:
        yield serving


def _nothing_ran(page: Page, dialogs: list[str], where: str) -> None:
    page.wait_for_load_state("load")
    assert page.evaluate(INJECTED) == [], where
    assert page.evaluate(RAN) is None, where
    assert dialogs == [], where


def _watched(page: Page) -> list[str]:
    dialogs: list[str] = []

    def note(dialog: object) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    return dialogs


def test_there_are_two_hundred_and_a_page_that_trusted_them_is_found(window: Window) -> None:
    """Otherwise the tests below would prove nothing."""
    assert len(set(PAYLOADS)) == 200
    page = window("about:blank")
    dialogs = _watched(page)
    page.set_content("".join(f"<p>{text}</p>" for text in PAYLOADS[2:5]))
    page.wait_for_function(RAN)
    assert page.evaluate(INJECTED) and dialogs


def test_no_page_of_the_console_runs_what_people_wrote(
    desk: SeededConsole, window: Window
) -> None:
    """The queue, the list, a transcript of all of them, what is shown live, and the search."""
    page = window(f"{desk.url}/sign-in", bypass_csp=True)
    dialogs = _watched(page)
    desk.sign_in(page, "manager")
    for path in ("/", "/conversations", f"/conversations/{desk.alarm}"):
        page.goto(desk.url + path)
        _nothing_ran(page, dialogs, path)
    shown = page.locator(".messages").inner_text()
    assert all(PAYLOADS[n][-20:] in shown for n in (100, 150, 199))
    with desk.store.begin() as session:  # what comes while the page is open goes another way
        talk = locked_conversation(session, desk.alarm)
        for text in (*PAYLOADS[:20], LAST):
            add_message(session, talk, "patient", text, desk.now())
    expect(page.locator(".messages")).to_contain_text(LAST)
    _nothing_ran(page, dialogs, "live")
    page.goto(f"{desk.url}/search")
    page.locator("#wanted").fill("window ran alert")
    page.locator("form.search button").click()
    expect(page.locator("mark").first).to_be_visible()
    _nothing_ran(page, dialogs, "search")


def test_the_chat_runs_nothing_that_is_written_in_it(
    running: RunningHouse, window: Window
) -> None:
    """By the visitor or by staff, as it comes and from the transcript."""
    page = window(running.url, bypass_csp=True)
    dialogs = _watched(page)
    open_chat(page)
    for text in (PAYLOADS[2], PAYLOADS[12]):
        write(page, text)
        heard(page, re.compile(re.escape(text)))
    store = Store(f"sqlite:///{running.data_dir / 'frontdesk.sqlite'}")
    with store.begin() as session:
        newest = select(Conversation).order_by(Conversation.opened_at.desc()).limit(1)
        talk = locked_conversation(session, session.scalars(newest).one().id)
        for text in (*PAYLOADS, LAST):
            add_message(session, talk, "staff", text, talk.last_at)
    store.close()
    heard(page, LAST)
    _nothing_ran(page, dialogs, "as it comes")
    page.reload()
    heard(page, LAST)
    _nothing_ran(page, dialogs, "from the transcript")
