"""What the engine's tests share: Rasa without TensorFlow, and one real engine for all."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine.quiet import quieten

quieten()

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-for-tests"


@dataclass
class RunningEngine:
    """A real engine process on a free port."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path
    #: where it looks for the action server; nobody is there
    actions_port: int = 0

    def post(
        self, verb: str, body: Any, token: str = TOKEN, raw: bytes | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Status and body of a request to the channel."""
        request = urllib.request.Request(
            f"{self.url}/webhooks/desk/{verb}",
            data=json.dumps(body).encode() if raw is None else raw,
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def turn(self, text: str | None = None, **fields: Any) -> tuple[int, dict[str, Any]]:
        """One message of conversation `web-test`, or of the one given."""
        metadata = {"channel": "web", "language": "en", "now": "2026-04-07T10:15:00-05:00",
                    "findings": [], "asked": None, **fields.pop("metadata", {})}  # fmt: skip
        body = {"conversation": "web-test", "message_id": "m1", "text": text, "payload": None}
        return self.post("turn", {**body, "metadata": metadata, **fields})

    def responses(self, text: str | None = None, **fields: Any) -> list[str]:
        """Keys of the replies to one message."""
        status, answer = self.turn(text, **fields)
        assert status == 200, answer
        return [reply["response"] for reply in answer["replies"]]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningEngine]:
    """The engine with the model for the present data, and no action server behind it."""
    from engine.models import model_in_use

    if not model_in_use(ROOT / "models").is_file():
        pytest.skip("no model for the present data: run `make train` first")
    folder = tmp_path_factory.mktemp("engine")
    running = start_engine(folder)
    yield running
    running.process.terminate()
    running.process.wait(timeout=40)


def start_engine(folder: Path) -> RunningEngine:
    """Starts the engine with its data and its log in a folder, and waits until it is ready."""
    port, actions, log = free_port(), free_port(), folder / "engine.log"
    surroundings = {**os.environ, "ENGINE_TOKEN": TOKEN, "DATA_DIR": str(folder),
                    "TRACKER_SECRET": "of the tests alone",
                    "ACTIONS_URL": f"http://127.0.0.1:{actions}"}  # fmt: skip
    surroundings.pop("ENGINE_DATABASE_URL", None)
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "engine.serve", "--port", str(port)],
            cwd=ROOT, env=surroundings, stdout=out, stderr=out,
        )  # fmt: skip
    running = RunningEngine(process, f"http://127.0.0.1:{port}", log, actions)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{running.url}/ready", timeout=2):
                return running
        except urllib.error.HTTPError as refused:
            refused.close()
            time.sleep(0.2)
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the engine did not start:\n{log.read_text()}")
