"""A round that looks several times a second asks the store only when it could find something.

That is when somebody wrote to the store since the last look, or when the time came of the next
thing that waits for one. Both databases tell of writes for next to nothing: SQLite by the version
of its data, PostgreSQL by which transactions are over; nobody has to remember to ring.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import PoolProxiedConnection

from frontdesk.store import Store

_NEVER = datetime.max.replace(tzinfo=timezone.utc)


class Changes:
    """A mark of the store that is another one as soon as anybody wrote to it.

    It is asked on a connection of its own: SQLite counts for each what *others* wrote.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        sqlite = "PRAGMA data_version"
        self._question = sqlite if store.is_sqlite else "SELECT pg_current_snapshot()::text"
        self._connection: PoolProxiedConnection | None = None
        self._number = 0
        self._lock = threading.Lock()

    def mark(self) -> Any:
        """Equal to an earlier one only when nothing was written in between.

        Raises:
            Exception: of the driver, when the database can not be asked.
        """
        with self._lock:
            if self._connection is None:
                self._connection = self._store.engine.raw_connection()
                self._number += 1
            try:
                return self._asked(self._connection)
            except Exception:
                self._let_go()
                raise

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            self._let_go()

    def _asked(self, connection: PoolProxiedConnection) -> Any:
        cursor = connection.cursor()
        try:
            cursor.execute(self._question)
            found = cursor.fetchone()
        finally:
            cursor.close()
        # PostgreSQL's driver began a transaction, which would hold up the tidying of rows.
        connection.rollback()
        # What SQLite counts is of one connection alone: with a new one nothing is known.
        return self._number, found and found[0]

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                connection.invalidate()


class Still:
    """Whether one round may skip its look.

    Args:
        changes: the store's.
        next_due: when the first of what waits falls due as the store is now, None for never.
    """

    def __init__(self, changes: Changes, next_due: Callable[[], datetime | None]) -> None:
        self._changes = changes
        self._next_due = next_due
        self._now: Any = None
        self._seen: Any = None
        self._from = self._until = _NEVER

    def rests(self, at: datetime) -> bool:
        """Nothing was written since the last look that found nothing, and nothing fell due."""
        self._now = self._changes.mark()
        # A clock that went back is a reason to look.
        return self._now == self._seen and self._from <= at < self._until

    def due(self, at: datetime) -> bool:
        """Whether something fell due, asked after `rests`; that nothing did is remembered."""
        until = self._next_due() or _NEVER
        if until > at:
            self._from, self._until, self._seen = at, until, self._now
        return until <= at

    def found_nothing(self, at: datetime) -> None:
        """Remember a look, made after `rests` was asked."""
        self._from, self._until = at, self._next_due() or _NEVER
        self._seen = self._now
