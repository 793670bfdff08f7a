"""The console alone, on a seeded store: what its pages look like needs no engine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from frontdesk.clinic import load_clinic
from frontdesk.conversations.transcript import add_message, locked_conversation
from frontdesk.settings import ROOT
from frontdesk.store import Store
from frontdesk.store.migrate import upgrade
from tests import seeded
from tests.running import free_port

BEGINS = datetime.fromisoformat("2026-04-07T10:15:00-05:00")


def sign_in(page: Page, url: str, role: str) -> None:
    """Fill in the form as somebody of a role, and wait for the queue."""
    page.goto(f"{url}/sign-in")
    give_password(page, role)
    expect(page.get_by_role("heading", level=1, name="Queue")).to_be_visible()
    page.wait_for_load_state("load")


def give_password(page: Page, role: str, password: str = seeded.PASSWORD) -> None:
    """Fill in the form that is open."""
    page.get_by_label("Email").fill(f"{role}@lakeshore.example")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


class SeededConsole:
    """A console process on a store that a test may write to as well."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir, self.port = data_dir, free_port()
        self.store = Store(f"sqlite:///{data_dir / 'frontdesk.sqlite'}")
        self._began = time.monotonic()
        upgrade(self.store)
        with self.store.begin() as session:
            staff = seeded.people(session, BEGINS)
            clinic = load_clinic(ROOT / "clinic.yml")
            self.alarm = seeded.morning(session, clinic, staff, BEGINS)

    @property
    def url(self) -> str:
        """Where staff are."""
        return f"http://127.0.0.1:{self.port}"

    def now(self) -> datetime:
        """The house's time, near enough."""
        return BEGINS + timedelta(seconds=time.monotonic() - self._began)

    @contextmanager
    def serving(self) -> Iterator[SeededConsole]:
        """Serve until the end of the block."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("FRONTDESK_", "SMTP_"))}
        env = {
            **kept,
            "DATA_DIR": str(self.data_dir),
            "CONSOLE_PORT": str(self.port),
            "FRONTDESK_CLOCK": BEGINS.isoformat(),
            "SMTP_HOST": "127.0.0.1",
        }
        with (self.data_dir / "console.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "frontdesk", "console"], cwd=ROOT, env=env, stdout=log,
                stderr=log,
            )
            try:
                self._wait(process)
                yield self
            finally:
                process.terminate()
                process.wait(timeout=20)

    def write(self, conversation_id: str, text: str) -> None:
        """Let the patient write."""
        with self.store.begin() as session:
            conversation = locked_conversation(session, conversation_id)
            add_message(session, conversation, "patient", text, self.now())

    def sign_in(self, page: Page, role: str) -> None:
        """As somebody of a role."""
        sign_in(page, self.url, role)

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline and process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/health/ready", timeout=2):
                    return
            except urllib.error.HTTPError as refused:
                refused.close()
                time.sleep(0.1)
            except OSError:
                time.sleep(0.1)
        raise AssertionError((self.data_dir / "console.log").read_text()[-2000:])
