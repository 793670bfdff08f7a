"""The clinic at work: a running house, its staff at their screens, and visitors beside them."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy import select

from frontdesk.store import Store
from frontdesk.store.tables import Message
from tests.browser.console import sign_in
from tests.browser.test_walk import open_chat
from tests.fakes.twilio import Telephone
from tests.running import RunningHouse

Window = Callable[..., Page]
REPLY = "Your reply"
_STORED_WITHIN = 30.0


class Clinic:
    """The running house, and what a test needs of it."""

    def __init__(self, house: RunningHouse, window: Window) -> None:
        self.house, self._window = house, window
        self.store = Store(f"sqlite:///{house.data_dir / 'frontdesk.sqlite'}")

    def staff(self, role: str) -> Page:
        """Somebody of a role, before the queue."""
        page = self._window(f"{self.house.console_url}/sign-in")
        sign_in(page, self.house.console_url, role)
        return page

    def visitor(self) -> Page:
        """Somebody who opened the chat."""
        page = self._window(self.house.url)
        open_chat(page)
        return page

    def conversation_of(self, text: str) -> str:
        """The id of the conversation in which a patient wrote this.

        Their window shows it before it is stored, so this waits for it.
        """
        query = select(Message.conversation_id).where(Message.text == text)
        deadline = time.monotonic() + _STORED_WITHIN
        while time.monotonic() < deadline:
            with self.store.read() as session:
                if found := session.scalars(query.order_by(Message.at.desc())).first():
                    return str(found)
            time.sleep(0.05)
        raise AssertionError("what a patient wrote was not stored")

    def open(self, page: Page, text: str, more: str = "") -> str:
        """Open the conversation in which a patient wrote this."""
        conversation = self.conversation_of(text)
        page.goto(f"{self.house.console_url}/conversations/{conversation}{more}")
        return conversation

    def later(self, by: str) -> None:
        """Turn the clock of the house."""
        assert self.house.command("clock", by)


def write_down(took: dict[str, float], name: str = "console-live") -> None:
    """Keep how long things took, where trials ask for it."""
    if folder := os.environ.get("TRIALS"):
        shown = {what: f"{seconds * 1000:.0f} ms" for what, seconds in took.items()}
        (Path(folder) / f"{name}.json").write_text(json.dumps(shown))


def seconds_until(page: Page, text: str) -> float:
    """How long until the log of a page holds the text."""
    began = time.perf_counter()
    page.get_by_role("log").get_by_text(text).first.wait_for()
    return time.perf_counter() - began


def reply(staff: Page, text: str) -> None:
    """Write as the member of staff who has the conversation."""
    staff.get_by_label(REPLY).fill(text)
    staff.get_by_role("button", name="Send", exact=True).click()


def text_from(house: RunningHouse, number: str, words: str) -> None:
    """Let somebody text the clinic. In a thread of its own: the browser's loop is not ours."""

    async def texted() -> None:
        phone = Telephone(house.url, number)
        await phone.text(words)
        await phone.client.aclose()

    with ThreadPoolExecutor() as pool:
        pool.submit(asyncio.run, texted()).result(timeout=60)
