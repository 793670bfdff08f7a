"""Where messages wait while the store is gone: one append-only file, each line on the disk.

What is in the file was promised to somebody, so it leaves only when the store has it. The file
may be shared by processes of one machine; a lock on it orders them.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.exc import DataError, IntegrityError

from frontdesk.conversations.transcript import NoConversation
from frontdesk.door.inbound import Inbound

log = structlog.get_logger()

#: refused for what it holds, by a store that is there
_OF_THE_MESSAGE = (DataError, IntegrityError, ValueError, TypeError, LookupError, AttributeError)


class NotKept(RuntimeError):
    """Neither the store nor the journal took a message: its sender must be told so."""


class Journal:
    """The messages that wait, oldest first."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def pending(self) -> bool:
        """Whether something waits."""
        try:
            return self._path.stat().st_size > 0
        except OSError:
            return False

    def keep(self, inbound: Inbound, at: datetime) -> Inbound:
        """Write a message down; what was kept under its channel id before comes back instead.

        Raises:
            NotKept: when the disk does not take it.
        """
        try:
            with self._locked() as file:
                for known, _ in _entries(file.read()):
                    if _same(known, inbound):
                        return known
                file.write(_line(inbound, at))
                os.fsync(file.fileno())
        except OSError as error:
            raise NotKept from error
        return inbound

    def replay(self, take: Callable[[Inbound, datetime], Any]) -> int:
        """Give every message to `take`, in order; where the store is gone, the rest stays.

        Whoever takes them must know a repeat by its channel id: a crash half way repeats. A
        message that the store refuses for what it holds must not hold up all others for ever: it
        is set aside, in a file beside, for somebody to look at.
        """
        with self._locked() as file:
            waiting, done = _entries(file.read()), 0
            try:
                for inbound, at in waiting:
                    try:
                        take(inbound, at)
                    except NoConversation:
                        log.error("journal.no_conversation", message_id=inbound.message_id)
                    except _OF_THE_MESSAGE as error:
                        self._set_aside(inbound, at, type(error).__name__)
                    done += 1
            finally:
                if done == len(waiting):
                    file.truncate(0)
                elif done:
                    self._rewrite(waiting[done:], self._path)
            return done

    @property
    def aside(self) -> list[tuple[Inbound, datetime]]:
        """What was set aside."""
        try:
            return _entries(self._aside.read_bytes())
        except OSError:
            return []

    def forget(self, erased: Callable[[Inbound, datetime], bool]) -> int:
        """Take out what was set aside of people who were erased since; returns how much."""
        with self._locked():
            before = self.aside
            kept = [one for one in before if not erased(*one)]
            if len(kept) < len(before):
                self._rewrite(kept, self._aside)
        return len(before) - len(kept)

    @property
    def _aside(self) -> Path:
        return self._path.with_suffix(".aside")

    def _set_aside(self, inbound: Inbound, at: datetime, why: str) -> None:
        with self._open(self._aside) as file:
            file.write(_line(inbound, at))
            os.fsync(file.fileno())
        log.critical("journal.set_aside", message_id=inbound.message_id, why=why)

    def _rewrite(self, waiting: list[tuple[Inbound, datetime]], path: Path) -> None:
        """With these alone."""
        draft = self._path.with_suffix(".draft")
        with draft.open("wb") as file:
            file.write(b"".join(_line(i, at) for i, at in waiting))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    @contextmanager
    def _locked(self) -> Iterator[Any]:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # The lock lies beside the file: a rewritten file is another one.
        with self._open(self._path.with_suffix(".lock")) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with self._open(self._path) as file:
                file.seek(0)
                yield file

    @staticmethod
    def _open(path: Path) -> Any:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "a+b", buffering=0)


def _line(inbound: Inbound, at: datetime) -> bytes:
    return (json.dumps({"at": at.isoformat(), **asdict(inbound)}) + "\n").encode()


def _same(known: Inbound, inbound: Inbound) -> bool:
    return (known.conversation_id, known.channel_id) == (
        inbound.conversation_id,
        inbound.channel_id,
    )


def _entries(content: bytes) -> list[tuple[Inbound, datetime]]:
    """The messages of the file; half a line is one that was never promised."""
    found = []
    for line in content.splitlines():
        try:
            fields = json.loads(line)
            at = datetime.fromisoformat(fields.pop("at"))
            found.append((Inbound(**fields), at))
        except (ValueError, TypeError, KeyError, AttributeError):
            log.error("journal.half_a_line")
    return found
