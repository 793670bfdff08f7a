"""Start the real house, all its processes, for tests that talk to it from outside."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from frontdesk.settings import ROOT

_READY_WITHIN = 150.0


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RunningHouse:
    """`make run` without the set-up, in a folder of its own."""

    def __init__(self, data_dir: Path, env: Mapping[str, str] | None = None) -> None:
        self.data_dir = data_dir
        self.port, self.console_port = free_port(), free_port()
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("FRONTDESK_", "TWILIO_"))},
            "DATA_DIR": str(data_dir),
            "PORT": str(self.port),
            "CONSOLE_PORT": str(self.console_port),
            # This machine may be busy with other tests; what a clinic's may do is measured apart.
            "STORE_SECONDS": "10",
            **(env or {}),
        }
        self.output = data_dir / "launcher.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where visitors are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def console_url(self) -> str:
        """Where staff are."""
        return f"http://127.0.0.1:{self.console_port}"

    def start(self) -> RunningHouse:
        """Start everything and wait until it can serve."""
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "frontdesk", "run"],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        self.wait_ready()
        return self

    def wait_ready(self, within: float = _READY_WITHIN) -> None:
        """Wait until the addresses were printed and the house answers."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                raise AssertionError(f"the launcher ended: {self.output.read_text()[-2000:]}")
            if "Press Ctrl-C" in self.output.read_text() and self.ready():
                return
            time.sleep(0.1)
        raise AssertionError(f"not ready: {self.output.read_text()[-2000:]}")

    def ready(self) -> bool:
        """Whether `/health/ready` says yes."""
        try:
            with urllib.request.urlopen(f"{self.url}/health/ready", timeout=3) as response:
                return bool(response.status == 200)
        except urllib.error.HTTPError as refused:
            refused.close()
            return False
        except OSError:
            return False

    def command(self, *arguments: str, stdin: str = "") -> list[dict[str, Any]]:
        """The rows that `python -m frontdesk ARGUMENTS` writes."""
        done = subprocess.run(
            [sys.executable, "-m", "frontdesk", *arguments],
            cwd=ROOT,
            env=self.env,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return [json.loads(line) for line in done.stdout.splitlines()]

    def pids(self) -> dict[str, int]:
        """The ids of the house's processes, by what they are."""
        launcher = self._process.pid if self._process else 0
        found: dict[str, int] = {}
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                stat = (folder / "stat").read_text().rsplit(")", 1)[1].split()
                words = (folder / "cmdline").read_bytes().decode().split("\0")
            except OSError:
                continue
            # a child that is just being born has no words of its own yet
            if int(stat[1]) == launcher and len(words) > 3:
                found["engine" if "engine.serve" in words else words[3]] = int(folder.name)
        return found

    def mails(self) -> list[str]:
        """What the mail sink was sent."""
        return [p.read_text() for p in sorted((self.data_dir / "mail").glob("*.eml"))]

    def texts(self) -> list[dict[str, str]]:
        """What the text sink was sent."""
        return [json.loads(p.read_text()) for p in sorted((self.data_dir / "texts").glob("*.json"))]

    def stop(self) -> int:
        """Ctrl-C; returns the launcher's exit status."""
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        status = self._process.wait(timeout=30)
        self._process = None
        return status
