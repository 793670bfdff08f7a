"""Alembic's entry: runs the versions on the store it is given.

On SQLite the foreign keys are off while tables are rebuilt (with them on, rebuilding a parent
deletes its children) and checked again at the end.
"""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection

from frontdesk.store import Store
from frontdesk.store.tables import Base

#: any number will do, as long as every process uses the same
_MIGRATION_LOCK = 7_305_022_051


def _run(connection: Connection, sqlite: bool) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=sqlite,
        user_module_prefix="tables.",
    )
    with context.begin_transaction():
        if not sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
        context.run_migrations()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"migration broke {len(broken)} references")


def _migrate(store: Store) -> None:
    with store.engine.connect().execution_options(writes=True) as connection:
        if store.is_sqlite:
            raw: Any = connection.connection.driver_connection
            raw.execute("PRAGMA foreign_keys=OFF")
            try:
                _run(connection, sqlite=True)
            finally:
                raw.execute("PRAGMA foreign_keys=ON")
        else:
            _run(connection, sqlite=False)


_migrate(context.config.attributes["store"])
