"""Tables as rows that look the same from every database, and their hashes.

Sealed fields stay sealed. Times are written in UTC, JSON in one order, so that a row read from
SQLite and the same row read from PostgreSQL are the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timezone
from typing import Any

from sqlalchemy import JSON, Connection, Date, DateTime, Engine, MetaData, Table, Text, cast, select

#: made anew by the database itself, the revision, and the dialogue's place (it may be lost)
_NOT_OURS = ("alembic_version", "search_texts", "search_words", "engine_trackers", "sqlite_")
_MODULUS = 1 << 256
#: the order in which things were written, where the database is to keep it (search follows it)
_ORDER = ("at", "seq", "id")


def tables_of(engine: Engine) -> MetaData:
    """Every table that holds data of ours, as the database has it."""
    found = MetaData()
    found.reflect(engine, only=lambda name, _: not name.startswith(_NOT_OURS), resolve_fks=False)
    for table in found.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type = JSON(none_as_null=True)
    return found


def read(connection: Connection, table: Table) -> Iterator[list[Any]]:
    """The rows in plain values, in the order of the table's columns by name."""
    columns = columns_of(table)
    shown = [cast(table.c[c], Text) if is_json(table, c) else table.c[c] for c in columns]
    order = [table.c[name] for name in _ORDER if name in table.c]
    query = select(*shown).order_by(*order).execution_options(yield_per=1000)
    for row in connection.execute(query):
        yield [
            _plain(value, is_json(table, column))
            for column, value in zip(columns, row, strict=True)
        ]


def columns_of(table: Table) -> list[str]:
    """The names of the columns, in one order on every database."""
    return sorted(table.columns.keys())


def is_json(table: Table, column: str) -> bool:
    """Whether a column holds JSON."""
    return isinstance(table.c[column].type, JSON)


def written(row: Sequence[Any]) -> bytes:
    """A row as a line, the same for the same row."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def restored(table: Table, columns: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    """The row as the database takes it."""
    values = zip(columns, row, strict=True)
    return {column: _restored(table, column, value) for column, value in values}


class Sum:
    """Count and hash of the rows of a table, in whatever order they come."""

    def __init__(self) -> None:
        self.rows, self._sum = 0, 0

    def add(self, line: bytes) -> None:
        """One more row."""
        self.rows += 1
        self._sum += int.from_bytes(hashlib.sha256(line).digest(), "big")

    @property
    def told(self) -> dict[str, Any]:
        """`rows` and `hash`: the sum of the hashes of all rows, modulo 2^256."""
        return {"rows": self.rows, "hash": f"{self._sum % _MODULUS:064x}"}


def _plain(value: Any, json_text: bool) -> Any:
    if isinstance(value, datetime):
        aware = value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value
        return aware.astimezone(timezone.utc).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if json_text and value is not None:
        # in a list, so that a JSON null is told from no value
        return [json.loads(value)]
    return value


def _restored(table: Table, column: str, value: Any) -> Any:
    kind = table.c[column].type
    if value is None:
        return None
    if isinstance(kind, JSON):
        return JSON.NULL if value == [None] else value[0]
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return value
