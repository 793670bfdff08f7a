"""Some rounds are made by one worker at a time, whichever has just come to them.

The rows themselves are claimed and locked, so that two workers do nothing twice; but reading every
calendar twice, or looking for the same reminders at once, is work for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from frontdesk.door.shared_order import lock_key
from frontdesk.store import Store


@contextmanager
def alone(store: Store, name: str) -> Iterator[bool]:
    """Whether the round `name` is ours now; another worker's is over when it ends or dies."""
    if store.is_sqlite:
        yield True
        return
    key = lock_key(f"round:{name}")
    with store.engine.connect() as plain:
        connection = plain.execution_options(isolation_level="AUTOCOMMIT")
        ours = bool(connection.scalar(select(func.pg_try_advisory_lock(key))))
        try:
            yield ours
        finally:
            if ours:
                connection.execute(select(func.pg_advisory_unlock(key)))
