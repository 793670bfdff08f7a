"""A Rasa chat widget that nobody here wrote talks to the server: rasa-webchat, as published."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from frontdesk.settings import ROOT
from tests.running import RunningHouse

PACKAGE = "rasa-webchat@1.0.1"
SHA512 = "Ld1zVJvTAaTrs6A5p8t70agNNrKYRyXlvqXZRgBoDvKKUXbA0jhJKECi5bdPGlaR6jsmqWtVylHS+YqIqo0x8w=="
PAGE = """<!doctype html><title>Another site</title><body><div id="chat"></div>
<script src="/other/webchat.js"></script><script>WebChat.default({
  socketUrl: location.origin, socketPath: '/socket.io/', title: 'Other',
  initPayload: null, customData: {language: 'en'}, params: {storage: 'session'},
}, document.getElementById('chat'))</script></body>"""


@pytest.fixture(scope="session")
def webchat() -> str:
    """The widget's script from npm, fetched once and checked."""
    kept = ROOT / ".setup" / "rasa-webchat-1.0.1.tgz"
    if not kept.exists():
        npm = shutil.which("npm") or str(next(ROOT.glob(".venv/**/bin/npm"), "npm"))
        command = [npm, "pack", PACKAGE, "--silent", "--pack-destination", str(kept.parent)]
        kept.parent.mkdir(exist_ok=True)
        fetched = subprocess.run(command, capture_output=True, cwd=kept.parent, check=False)
        if fetched.returncode or not kept.exists():
            if os.environ.get("CI"):
                pytest.fail("rasa-webchat could not be fetched")
            pytest.skip("rasa-webchat could not be fetched: this machine is offline")
    digest = hashlib.sha512(Path(kept).read_bytes()).digest()
    assert base64.b64encode(digest).decode() == SHA512
    with tarfile.open(kept) as package:
        script = package.extractfile("package/lib/index.js")
        assert script is not None
        return script.read().decode()


def test_a_published_rasa_widget_asks_and_is_answered(
    running: RunningHouse, window: Callable[..., Page], webchat: str
) -> None:
    """Session, question, answer, buttons: by Rasa's own events."""

    def serve(route: Route) -> None:
        script = route.request.url.endswith(".js")
        kind = "text/javascript" if script else "text/html"
        route.fulfill(body=webchat if script else PAGE, content_type=kind)

    page = window("about:blank")
    page.route("**/other/**", serve)
    page.goto(f"{running.url}/other/index.html")
    page.locator(".rw-launcher").click()
    box = page.locator(".rw-new-message")
    box.fill("do i need an mri first?")
    box.press("Enter")
    answer = page.locator(".rw-response", has_text="MRI")
    expect(answer.first).to_be_visible()
    button = page.locator(".rw-reply", has_text=re.compile("recent", re.IGNORECASE)).first
    button.click()
    expect(page.locator(".rw-response", has_text="any MRI you have").first).to_be_visible()
