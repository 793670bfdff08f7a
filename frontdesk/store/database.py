"""Open the store; give sessions that write or read.

SQLite runs in WAL mode with full synchronous writes and foreign keys on; a writer takes the lock
at its beginning (BEGIN IMMEDIATE), so that two writers queue instead of failing half way. Writers
of one process queue for each other first: SQLite polls, and under load its polling is unfair.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from frontdesk.settings import Settings
from frontdesk.store.deadline import require_in_time

#: a machine that is gone without a word loses its session, and its locks, within some ten seconds
_SEEN_GONE = (
    "-c tcp_keepalives_idle=4 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"
    " -c tcp_user_timeout=10000"
)
#: and a database that is gone without a word is noticed as soon
_NOTICED = {"keepalives_idle": 4, "keepalives_interval": 2, "keepalives_count": 3}
#: one for each SQLite file, whoever in this process opened it
_WRITERS: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


class Store:
    """A database and how to speak to it. Nothing is connected before the first session."""

    def __init__(self, address: str, wait_ms: int = 5000) -> None:
        self.engine = _engine(address, wait_ms)
        self._queue = _WRITERS[address] if self.is_sqlite else nullcontext()

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A session that writes: committed at the end, rolled back when anything is raised."""
        with self._queue, self.engine.connect() as connection:
            with connection.execution_options(writes=True).begin():
                with Session(bind=connection, expire_on_commit=False) as session:
                    yield session
                    session.flush()
                    require_in_time()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    def check(self) -> None:
        """Raise `SQLAlchemyError` unless the database answers."""
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def open_store(settings: Settings, wait_ms: int = 5000) -> Store:
    """The store that `settings` name; `wait_ms` is how long a writer waits for another."""
    if not settings.database_url:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    return Store(settings.database, wait_ms)


def _engine(address: str, wait_ms: int) -> Engine:
    # An error of SQL would quote its parameters, which are people's words and names.
    if make_url(address).get_backend_name() != "sqlite":
        options = f"-c lock_timeout={wait_ms} -c statement_timeout=20000 -c timezone=UTC"
        return create_engine(
            address,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"options": f"{options} {_SEEN_GONE}", "connect_timeout": 5, **_NOTICED},
        )
    engine = create_engine(
        address, hide_parameters=True, connect_args={"check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # We say BEGIN ourselves (below); the driver's own guess would come too late.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={wait_ms}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            # What is erased is overwritten, not only let go of.
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
