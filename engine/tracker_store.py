"""Rasa's trackers in SQL: one row for each conversation, bounded, and honest about failure.

Rasa's own store keeps every event of a conversation, reads them all at each turn, takes a failed
read for a new conversation and ends the process on any `ValueError`. Here a conversation is one
row that holds its last turns, and the slots and the form as they stood before them, sealed.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from engine.tracker_cut import cut
from engine.tracker_row import written
from engine.tracker_rows import Rows
from engine.tracker_seal import MARK, TrackerSeal

METADATA = sa.MetaData()
TRACKERS = sa.Table(
    "engine_trackers",
    METADATA,
    sa.Column("conversation", sa.String(128), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("events", sa.Text, nullable=False),
)
_THE_ROW = TRACKERS.c.conversation == sa.bindparam("the_conversation")
_READ = sa.select(TRACKERS.c.version, TRACKERS.c.events).where(_THE_ROW)
_CHANGE = (
    TRACKERS.update()
    .where(_THE_ROW, TRACKERS.c.version == sa.bindparam("read_version"))
    .values(version=sa.bindparam("version"), events=sa.bindparam("events"))
)
_INSERT = TRACKERS.insert().values(
    conversation=sa.bindparam("the_conversation"),
    version=sa.bindparam("version"),
    events=sa.bindparam("events"),
)
_DELETE = TRACKERS.delete().where(_THE_ROW)
VERSION = "stored_version"
#: any number will do, as long as every engine uses the same
_CREATING = 7_305_022_052
_AT_ONCE = 100


class TrackerConflict(RuntimeError):
    """A conversation was changed or erased by someone else since it was read."""


class TrackerUnreadable(ValueError):
    """What is stored of a conversation cannot be read."""


class DeskTrackerStore(TrackerStore):
    """Reads and writes trackers; every failure is raised, none is taken for "nothing there"."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        url: str = "",
        secret: str = "",
        **kwargs: Any,
    ) -> None:
        """Opens the store.

        Args:
            url: SQLAlchemy address, a file of SQLite or PostgreSQL.
            secret: with which the rows are sealed, see `engine.tracker_seal`.

        Raises:
            RasaException: there is no url, or it names a database that lives in memory, of which
                every thread would see one of its own.
            ValueError: there is no secret.
        """
        self._seal = TrackerSeal(secret)
        self.engine = _engine(url)
        _create_table(self.engine)
        self._rows = Rows(self.engine, (_READ, _CHANGE, _INSERT, _DELETE))
        self._is_sqlite = self.engine.dialect.name == "sqlite"
        # SQLite lets one write at a time: a second thread would only wait and look again.
        self._writers = ThreadPoolExecutor(1, "trackers") if self._is_sqlite else None
        super().__init__(domain, event_broker, **kwargs)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of a conversation, None when there is none.

        Raises:
            TrackerUnreadable: the row does not hold a tracker.
            sqlalchemy.exc.SQLAlchemyError: the database cannot be read.
        """
        row = await self._row(sender_id)
        if row is None:
            return None
        version, kept = row
        try:
            events = json.loads(self._seal.opened(kept, sender_id))
            slots = self.domain.slots if self.domain else None
            tracker = DialogueStateTracker.from_dict(sender_id, events, slots)
            # Rasa leaves out what is no event without a word.
            if not isinstance(events, list) or len(tracker.events) != len(events):
                raise ValueError
        except Exception as error:
            raise TrackerUnreadable(f"a stored tracker cannot be read: {type(error)}") from None
        setattr(tracker, VERSION, version)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes the last turns of a conversation.

        Raises:
            TrackerConflict: the row is not the one the tracker was read from.
            sqlalchemy.exc.SQLAlchemyError: the database cannot be written.
        """
        await self.stream_events(tracker)
        version = getattr(tracker, VERSION, 0)
        slots = self.domain.slots if self.domain else []
        events = json.dumps([written(event.as_dict()) for event in cut(tracker, slots)])
        await self._in_thread(self._write, tracker.sender_id, version, events)
        setattr(tracker, VERSION, version + 1)

    async def delete(self, sender_id: str) -> None:
        """Erases a conversation."""
        await self._in_thread(self._delete, sender_id)

    async def keys(self) -> list[str]:
        """Every conversation."""
        with self.engine.connect() as connection:
            return list(connection.execute(sa.select(TRACKERS.c.conversation)).scalars())

    async def _row(self, conversation: str) -> Any:
        """SQLite is read at once: beside its log of writes a read waits for nobody, and takes less
        than a change of threads. PostgreSQL is on the other end of a network.
        """
        if self._is_sqlite:
            return self._read(conversation)
        return await asyncio.to_thread(self._read, conversation)

    async def _in_thread(self, work: Callable[..., None], *given: Any) -> None:
        """A write may wait for others: nobody else waits with it."""
        await asyncio.get_running_loop().run_in_executor(self._writers, work, *given)

    def _read(self, conversation: str) -> Any:
        found, _ = self._rows.run(_READ, {"the_conversation": conversation})
        return found[0] if found else None

    def seal_what_lies_open(self) -> int:
        """Seals the rows that a version before the seal wrote; returns how many.

        Beside running engines: a row that a turn writes meanwhile is left to that turn.
        """
        sealed = 0
        while rows := self._open_rows():
            with self.engine.begin() as connection:
                for row in rows:
                    same = TRACKERS.c.version == row.version
                    kept = self._seal.sealed(row.events, row.conversation)
                    where = TRACKERS.update().where(TRACKERS.c.conversation == row.conversation)
                    connection.execute(where.where(same).values(events=kept))
            sealed += len(rows)
        if sealed:
            self._empty_the_log()
        return sealed

    def _open_rows(self) -> list[Any]:
        query = sa.select(TRACKERS).where(sa.not_(TRACKERS.c.events.startswith(MARK)))
        with self.engine.connect() as connection:
            return list(connection.execute(query.limit(_AT_ONCE)))

    def _write(self, conversation: str, version: int, events: str) -> None:
        kept = self._seal.sealed(events, conversation)
        row = {"the_conversation": conversation, "version": version + 1, "events": kept}
        if not version:
            self._insert(row)
            return
        _, changed = self._rows.run(_CHANGE, {**row, "read_version": version})
        if not changed:
            raise TrackerConflict("the conversation was changed since it was read")

    def _insert(self, row: dict[str, Any]) -> None:
        try:
            self._rows.run(_INSERT, row)
        except sa.exc.IntegrityError:
            raise TrackerConflict("the conversation was begun elsewhere meanwhile") from None

    def _delete(self, conversation: str) -> None:
        self._rows.run(_DELETE, {"the_conversation": conversation})
        self._empty_the_log()

    def _empty_the_log(self) -> None:
        """SQLite's log of writes still holds the pages as they were."""
        if self._is_sqlite:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _create_table(engine: sa.engine.Engine) -> None:
    """Several engines may begin at once on one PostgreSQL: one of them creates the table."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_CREATING)))
        METADATA.create_all(connection)


def _engine(url: str) -> sa.engine.Engine:
    # The desk's address may name its own driver, or none in the old way.
    url = re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql://", url)
    if not url:
        raise RasaException("The tracker store needs `url`: sqlite:///<file> or postgresql://...")
    # A failed statement's parameters would be words of a patient in a log.
    options: dict[str, Any] = {"future": True, "hide_parameters": True}
    address = sa.engine.make_url(url)
    if address.get_backend_name() != "sqlite":
        limits = {"connect_timeout": 5, "options": "-c statement_timeout=5000"}
        return sa.create_engine(address, pool_pre_ping=True, connect_args=limits, **options)
    if address.database in (None, "", ":memory:"):
        raise RasaException("The tracker store needs a file: sqlite:///<file>, not memory.")
    # Connections are kept: opening a file anew for each statement costs more than the statement.
    threads = {"check_same_thread": False}
    engine = sa.create_engine(
        address, poolclass=sa.pool.QueuePool, connect_args=threads, paramstyle="named", **options
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    # What is erased is overwritten, not only let go of.
    pragmas = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=3000", "secure_delete=ON")
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
