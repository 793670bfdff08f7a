"""What is done to a process from outside: frozen, and its files or descriptors cut short."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tests.running import RunningHouse


@contextlib.contextmanager
def frozen(running: RunningHouse, name: str) -> Iterator[None]:
    """The process hangs: its sockets take connections and nobody answers."""
    pid = running.pids()[name]
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


@contextlib.contextmanager
def full_disk(running: RunningHouse, name: str) -> Iterator[None]:
    """No file of the process can grow or be written: a full disk, for it alone."""
    with _limited(running.pids()[name], resource.RLIMIT_FSIZE, 0):
        yield


@contextlib.contextmanager
def no_more_files(running: RunningHouse, name: str) -> Iterator[None]:
    """The process can open nothing more, no connection either."""
    pid = running.pids()[name]
    with _limited(pid, resource.RLIMIT_NOFILE, len(os.listdir(f"/proc/{pid}/fd"))):
        yield


@contextlib.contextmanager
def locked_store(path: Path) -> Iterator[None]:
    """Nobody else can write meanwhile."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as database:
        database.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            database.execute("ROLLBACK")


async def another(running: RunningHouse, name: str, old: int, within: float = 60.0) -> int:
    """Wait until the process was started again; its new id."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    while loop.time() < deadline:
        pid = running.pids().get(name, old)
        if pid != old:
            return pid
        await asyncio.sleep(0.05)
    raise AssertionError(f"{name} did not come back")


@contextlib.contextmanager
def _limited(pid: int, what: int, soft: int) -> Iterator[None]:
    before = resource.prlimit(pid, what)
    resource.prlimit(pid, what, (soft, before[1]))
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, what, before)
