"""Statements of the tracker store, given to the database's driver as they are.

Four statements, the same each time, on rows of two values: what SQLAlchemy does around each (a
connection, a transaction, a result) took ten times as long as SQLite takes to answer. It still
writes them for each database, opens the connections, and names the errors.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

#: what a statement finds, and how many rows it changed
Outcome = tuple[list[Any], int]


class Rows:
    """Runs statements one by one, each a transaction of its own."""

    def __init__(self, engine: sa.engine.Engine, statements: Iterable[Any]) -> None:
        """Args: statements: all that will be run; their values are given by name."""
        self._engine = engine
        self._text = {statement: str(statement.compile(engine)) for statement in statements}
        self._kept = threading.local() if engine.dialect.name == "sqlite" else None

    def run(self, statement: Any, values: Mapping[str, Any]) -> Outcome:
        """What one statement finds or changes. Raises `sqlalchemy.exc.DBAPIError`."""
        drivers = self._engine.dialect.dbapi.Error
        try:
            if self._kept is not None:
                return _outcome(self._own(), self._text[statement], values)
            return self._on_one_of_the_pool(self._text[statement], values)
        except drivers as error:
            raise sa.exc.DBAPIError.instance(
                None, None, error, drivers, hide_parameters=True, dialect=self._engine.dialect
            ) from error

    def _own(self) -> Any:
        """The thread's own connection to SQLite, where a statement alone commits itself."""
        connection = getattr(self._kept, "connection", None)
        if connection is None:
            opened = self._engine.raw_connection()
            opened.detach()
            connection = self._kept.connection = opened.dbapi_connection
            connection.isolation_level = None
        return connection

    def _on_one_of_the_pool(self, text: str, values: Mapping[str, Any]) -> Outcome:
        connection = self._engine.raw_connection()
        try:
            outcome = _outcome(connection, text, values)
            connection.commit()
            return outcome
        finally:
            connection.close()  # back to the pool, which takes back what was not committed


def _outcome(connection: Any, text: str, values: Mapping[str, Any]) -> Outcome:
    cursor = connection.cursor()
    try:
        cursor.execute(text, values)
        # To the end: a statement that waits to be asked for more holds SQLite's log.
        found = cursor.fetchall() if cursor.description else []
        return found, cursor.rowcount
    finally:
        cursor.close()
