"""An action server that answers as none should: an error or nothing said, never a made-up answer.

The desk takes both for a failure: it says sorry, with the clinic's number and a case.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import RunningEngine

QUESTION = "do I need an MRI before treatment?"
GARBAGE = {
    "500": (500, b"broken", 0.0),
    "no JSON": (200, b"<html>", 0.0),
    "a list": (200, b"[]", 0.0),
    "no fields": (200, b"{}", 0.0),
    "wrong fields": (200, b'{"events": 7, "responses": "x"}', 0.0),
    "nothing": (200, b"", 0.0),
    "a redirect": (302, b"", 0.0),
    "slow": (200, b'{"events": [], "responses": []}', 6.0),
}


class _Answers(BaseHTTPRequestHandler):
    """Answers every action as told."""

    status, body, after = 200, b"", 0.0

    def do_POST(self) -> None:
        """Read the call and answer."""
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(self.after)
        try:
            self.send_response(self.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(self.body)))
            self.end_headers()
            self.wfile.write(self.body)
        except OSError:
            return  # given up

    def log_message(self, *_what: object) -> None:
        """Nothing."""


@pytest.fixture
def actions(engine: RunningEngine) -> Iterator[type[_Answers]]:
    """In the place of the action server."""
    server = ThreadingHTTPServer(("127.0.0.1", engine.actions_port), _Answers)
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    yield _Answers
    server.shutdown()
    server.server_close()
    serving.join()


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_from_the_action_server_is_a_failure_and_questions_go_on(
    engine: RunningEngine, actions: type[_Answers], kind: str
) -> None:
    """Within the desk's eight seconds, and without harm to the next turn."""
    actions.status, actions.body, actions.after = GARBAGE[kind]
    conversation = f"web-garbage-{len(kind)}"
    status, answer = engine.turn(
        payload="/talk_to_human", text=None, conversation=conversation, message_id=kind
    )
    assert status == 502 or not answer["replies"], answer
    assert engine.responses(QUESTION, conversation=conversation) == ["utter_faq/mri_required"]
