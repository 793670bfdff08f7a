"""After an erasure: nothing of it stays in the database's own files.

SQLite overwrites erased rows (`secure_delete`), but its index of words keeps erased words until
their segments are merged, and its log of writes keeps pages until it is begun anew. PostgreSQL
keeps erased rows until a VACUUM; its log of writes and its backups are the operator's to age out.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text

from frontdesk.store.database import Store
from frontdesk.store.tables import Base

#: pages of the index that are merged in one go; others write between two
_PAGES = 200
_MERGE = "INSERT INTO search_words (search_words, rank) VALUES ('merge', :pages)"


def scrub(store: Store, tables: Iterable[str]) -> bool:
    """Clean up; False when a reader kept SQLite's log from being begun anew: try again.

    Args:
        tables: where rows were erased.
    """
    if store.is_sqlite:
        _merge_words(store)
        return _begin_log_anew(store)
    known = ", ".join(sorted(set(tables) & set(Base.metadata.tables)))
    if known:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text(f"VACUUM {known}"))
            connection.execute(text("RESET statement_timeout"))
    return True


def _merge_words(store: Store) -> None:
    """Merge the index of words into one segment, little by little (FTS5, `merge`)."""
    pages = -_PAGES
    while True:
        with store.begin() as session:
            before = session.scalar(text("SELECT total_changes()")) or 0
            session.execute(text(_MERGE), {"pages": pages})
            done = (session.scalar(text("SELECT total_changes()")) or 0) - before
        # FTS5 says so: less than two changes, and there was nothing left to merge.
        if done < 2:
            return
        pages = _PAGES


def _begin_log_anew(store: Store) -> bool:
    with store.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
