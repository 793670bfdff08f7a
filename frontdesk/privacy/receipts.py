"""The list of erasures, kept beside the database: what restores an older backup erases them again.

One line for each, with ids alone. It is copied wherever backups are copied.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from frontdesk.store import Store
from frontdesk.store.scrub import scrub
from frontdesk.store.tables import Erasure

NAME = "erasures.jsonl"


@dataclass(frozen=True)
class Erased:
    """Which conversation was erased; `reason`: request or retention."""

    erasure: str
    conversation: str
    reason: str


class ErasureList:
    """A file of `Erased`; what is written twice is one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> list[Erased]:
        """Every erasure, the oldest first. Half a line at the end was never confirmed."""
        if not self.path.exists():
            return []
        found = {}
        for line in self.path.read_text().splitlines():
            try:
                one = Erased(**json.loads(line))
            except (ValueError, TypeError):
                continue
            found[one.erasure] = one
        return list(found.values())

    def keep(self, erased: Iterable[Erased]) -> None:
        """Add those that are not there. Raises `OSError` when the disk does not take them."""
        known = {one.erasure for one in self.read()}
        new = [one for one in erased if one.erasure not in known]
        if not new:
            return
        lines = "".join(json.dumps(asdict(one)) + "\n" for one in new)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a") as file:
            # after half a line that a crash left
            file.write("\n" + lines)
            file.flush()
            os.fsync(file.fileno())


class Following:
    """Keeps the list in step with the store's receipts, and cleans up behind each erasure."""

    #: a receipt may be committed this much later than it says
    _LATE = timedelta(days=1)

    def __init__(self, store: Store, kept: ErasureList) -> None:
        self._store, self._kept = store, kept
        self._known = {one.erasure for one in kept.read()}
        self._since: datetime | None = None
        self._unclean: set[str] = set()

    def round(self, at: datetime) -> int:
        """Take in what was erased since; returns how much that was."""
        query = select(Erasure).order_by(Erasure.at)
        if self._since:
            query = query.where(Erasure.at > self._since - self._LATE)
        with self._store.read() as session:
            new = [row for row in session.scalars(query) if row.id not in self._known]
        self._kept.keep(Erased(row.id, row.conversation_id, row.reason) for row in new)
        self._known |= {row.id for row in new}
        self._since = at
        self._unclean |= {table for row in new for table in row.counts}
        if self._unclean and scrub(self._store, self._unclean):
            self._unclean = set()
        return len(new)
