"""A real Chromium on a real house. Without Chromium these tests are skipped with a message."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from frontdesk.settings import ROOT
from tests.browser.elsewhere import Elsewhere, serving
from tests.running import RunningHouse

expect.set_options(timeout=20_000)

#: PICTURES=1 writes the screenshots of the documents anew
_KEEP = bool(os.environ.get("PICTURES"))
IMAGES = ROOT / "docs" / "images"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The machine's own Chromium. In CI its absence is a failure, not a skip."""
    path = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed: the browser tests must run in CI")
        pytest.skip("Chromium is not installed: the browser tests were skipped")
    return path


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[Elsewhere]:
    """Another site that carries the widget."""
    with serving() as site:
        yield site


@pytest.fixture(scope="session")
def running(
    tmp_path_factory: pytest.TempPathFactory, chromium: str, elsewhere: Elsewhere
) -> Iterator[RunningHouse]:
    """Every process, on a Tuesday morning."""
    house = RunningHouse(
        tmp_path_factory.mktemp("browser-house"),
        {"FRONTDESK_CLOCK": "2026-04-07T10:15:00-05:00"},
    )
    house.env |= {"PUBLIC_URL": house.url, "ALLOWED_ORIGINS": elsewhere.origin}
    elsewhere.desk = house.url
    try:
        yield house.start()
    finally:
        house.stop()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a window of its own (cookies and storage apart); scripts that fail fail the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(url: str, **options: object) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def picture(page: Page, name: str) -> Path:
    """Keep a screenshot for the documents; only when asked for, so that a test run changes none."""
    folder = IMAGES if _KEEP else Path(os.environ["DATA_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    page.screenshot(path=str(path))
    return path
