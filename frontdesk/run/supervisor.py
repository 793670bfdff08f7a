"""Start every process of the house, start again whichever dies, stop all of them together.

Each child is told by the kernel to end when this process ends, so none outlives the launcher,
not even one killed with -9.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

#: seconds to wait before a process that died is started again: growing, then forgotten; never
#: long, for people are writing meanwhile
_PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
_CALM_AFTER = 20.0
_STOP_WITHIN = 12.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Child:
    """One process to keep alive."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)


class Supervisor:
    """Keeps children alive until `stop`."""

    def __init__(
        self, children: Sequence[Child], logs: Path, say: Callable[[str], None] = print
    ) -> None:
        self._children = {c.name: c for c in children}
        self._logs = logs
        self._say = say
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._started: dict[str, float] = {}
        self._deaths: dict[str, int] = {}
        self._again_at: dict[str, float] = {}
        self._stopping = threading.Event()

    def start(self) -> None:
        """Start every child; its output goes to `logs`/NAME.log."""
        self._logs.mkdir(parents=True, exist_ok=True)
        for name in self._children:
            self._start(name)

    def pids(self) -> dict[str, int]:
        """Process ids by name."""
        return {name: child.pid for name, child in self._running.items()}

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Look after the children until `stop` is called or `until` says so."""
        while not self._stopping.is_set() and not until():
            self.look()
            self._stopping.wait(0.1)

    def look(self) -> None:
        """One look: whoever died is started again after a pause that grows."""
        now = time.monotonic()
        for name, process in list(self._running.items()):
            if process.poll() is not None:
                del self._running[name]
                lived = now - self._started[name]
                self._deaths[name] = 0 if lived > _CALM_AFTER else self._deaths.get(name, 0)
                pause = _PAUSES[min(self._deaths[name], len(_PAUSES) - 1)]
                self._deaths[name] += 1
                self._again_at[name] = now + pause
                self._say(f"{name} ended with {process.returncode}; starting it again")
        for name, at in list(self._again_at.items()):
            if now >= at:
                del self._again_at[name]
                self._start(name)

    def ask_to_stop(self, *_signal: object) -> None:
        """Make `watch` return."""
        self._stopping.set()

    def stop(self) -> None:
        """End every child: kindly first, then not."""
        self._stopping.set()
        for process in self._running.values():
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        deadline = time.monotonic() + _STOP_WITHIN
        for process in self._running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()

    def _start(self, name: str) -> None:
        child = self._children[name]
        with (self._logs / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                child.command,
                env={**os.environ, **child.env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=end_with_parent(os.getpid()),
            )
        self._started[name] = time.monotonic()


def end_with_parent(parent: int) -> Callable[[], None]:
    """For `preexec_fn`, run in the child before it becomes itself: it ends when `parent` ends."""

    def prepare() -> None:
        # Ctrl-C reaches the launcher alone, which stops the children in its own way.
        os.setsid()
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return prepare
