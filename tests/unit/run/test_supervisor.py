"""Real small processes: kept alive, stopped together, and never left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from frontdesk.run.supervisor import Child, Supervisor
from frontdesk.settings import ROOT

_SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def _until(true: Callable[[], bool], within: float = 10.0) -> bool:
    deadline = time.monotonic() + within
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return true()


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_process_that_dies_is_started_again_within_a_second(tmp_path: Path) -> None:
    """Another one in its place; what was said of it names no more than the process."""
    said: list[str] = []
    supervisor = Supervisor([Child("sleeper", _SLEEP)], tmp_path, said.append)
    supervisor.start()
    try:
        first = supervisor.pids()["sleeper"]
        os.kill(first, signal.SIGKILL)

        def another() -> bool:
            supervisor.look()
            return supervisor.pids().get("sleeper", first) != first

        assert _until(another, within=2.0)
        assert said == ["sleeper ended with -9; starting it again"]
    finally:
        supervisor.stop()


def test_a_process_that_keeps_dying_is_started_with_growing_pauses(tmp_path: Path) -> None:
    """It does not burn the machine."""
    said: list[str] = []
    child = Child("broken", [sys.executable, "-c", "raise SystemExit(3)"])
    supervisor = Supervisor([child], tmp_path, said.append)
    supervisor.start()
    try:
        _until(lambda: bool(supervisor.look()), within=2.0)
        assert 2 <= len(said) <= 4
    finally:
        supervisor.stop()


def test_stopping_ends_every_process(tmp_path: Path) -> None:
    """Also one that does not listen."""
    deaf = [
        sys.executable,
        "-c",
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
    ]
    supervisor = Supervisor([Child("a", _SLEEP), Child("deaf", deaf)], tmp_path, print)
    supervisor.start()
    pids = list(supervisor.pids().values())
    time.sleep(0.3)
    supervisor.stop()
    assert not any(_alive(pid) for pid in pids)


def test_no_process_outlives_a_launcher_that_is_killed(tmp_path: Path) -> None:
    """kill -9 of the launcher: the kernel ends its children."""
    script = (
        "import sys; from pathlib import Path\n"
        "from frontdesk.run.supervisor import Child, Supervisor\n"
        f"s = Supervisor([Child('a', {_SLEEP!r})], Path({str(tmp_path)!r}))\n"
        "s.start(); print(s.pids()['a'], flush=True); s.watch()\n"
    )
    launcher = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert launcher.stdout is not None
    child = int(launcher.stdout.readline())
    assert _alive(child)
    launcher.kill()
    launcher.wait()
    launcher.stdout.close()
    assert _until(lambda: not _alive(child))


def test_a_taken_port_is_said_in_one_sentence(tmp_path: Path) -> None:
    """With what to do about it, and no traceback."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "frontdesk", "run"],
            cwd=ROOT,
            env={**os.environ, "PORT": str(port), "DATA_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert f"port {port} is taken" in done.stderr and "Traceback" not in done.stderr
