"""The machine that is measured, and how busy it was while it was."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

_CPU = Path("/proc/cpuinfo")
_MEMORY = Path("/proc/meminfo")


def about() -> dict[str, str]:
    """Cores, memory, processor, system, versions and the commit; no names of hosts."""
    memory = int(_line(_MEMORY, "MemTotal").split()[0]) / 2**20
    return {
        "Machine": f"{os.cpu_count()} cores, {memory:.0f} GiB, {_line(_CPU, 'model name')}",
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "Python": platform.python_version(),
        "sanic": version("sanic"),
        "SQLAlchemy": version("sqlalchemy"),
        "commit": _commit(),
    }


def plain_loop() -> float:
    """Seconds of a loop that always does the same: more of them, and the machine was busy."""
    began = time.monotonic()
    sum(n * n for n in range(2_000_000))
    return round(time.monotonic() - began, 3)


def family(pid: int) -> Iterator[int]:
    """A process and those it started, and theirs."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from family(int(child))


def megabytes(pids: Iterable[int]) -> float:
    """Memory of processes; what several share is counted once (proportional set size)."""
    return sum(_pss(pid) for pid in pids) / 1024


def _pss(pid: int) -> int:
    try:
        return int(_line(Path(f"/proc/{pid}/smaps_rollup"), "Pss").split()[0])
    except OSError:
        return 0


def _line(path: Path, name: str) -> str:
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "0"


def _commit() -> str:
    words = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
