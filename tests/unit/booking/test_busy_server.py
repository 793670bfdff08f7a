"""A calendar's server that never ends: reading it has a limit, for reminders wait behind it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from frontdesk.booking import busy


class _Drips(BaseHTTPRequestHandler):
    """One byte after the other, each in time."""

    over = threading.Event()

    def do_GET(self) -> None:
        """Never end by itself."""
        self.send_response(200)
        self.end_headers()
        try:
            while not self.over.wait(0.05):
                self.wfile.write(b"B")
        except OSError:
            return

    def log_message(self, *_what: object) -> None:
        """Nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """Where it drips."""
    _Drips.over.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Drips)
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}/x.ics"
    _Drips.over.set()
    server.shutdown()
    server.server_close()
    serving.join()


def test_a_calendar_that_drips_is_given_up(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each single wait is short; all of them together are not."""
    monkeypatch.setattr(busy, "_LONGEST", 0.2)
    with pytest.raises(busy.Unreadable) as given_up:
        busy.fetched(tmp_path)(address)
    assert given_up.value.why == "slow"
