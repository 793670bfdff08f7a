"""A row in every table, whatever the tables are: for migrations, backups and what is sealed."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Integer, MetaData, Table, select
from sqlalchemy.engine import Connection
from sqlalchemy.types import TypeDecorator

from frontdesk.store import Store

AT = datetime(2026, 4, 7, 15, 15, tzinfo=timezone.utc)
#: not filled: they have no rows of their own
DERIVED = ("alembic_version", "search_texts", "search_words")
#: a cell has one occupant; a second factor's key never lay in clear
_LEFT_OUT = {"cells": ("appointment_id", "blocked"), "staff": ("totp_key",)}


def reflected(store: Store) -> MetaData:
    """The tables as the database has them, at whatever revision."""
    found = MetaData()

    def ours(name: str, _: MetaData) -> bool:
        return not name.startswith(DERIVED)

    found.reflect(store.engine, only=ours, resolve_fks=False)
    return found


def fill(store: Store, tables: MetaData | None = None) -> MetaData:
    """Put a row into every table; the same on both databases.

    Args:
        tables: as the product has them; else as the database has them, written as they lie there.
    """
    tables = tables or reflected(store)
    with store.engine.connect().execution_options(writes=True) as connection, connection.begin():
        for table in tables.sorted_tables:
            connection.execute(table.insert().values(_row(table)))
    return tables


def rows(connection: Connection, tables: MetaData) -> dict[str, list[dict[str, Any]]]:
    """table -> its rows, in the columns that `tables` know, in an order of their own."""
    return {
        table.name: sorted(
            (_plain(dict(row)) for row in connection.execute(select(table)).mappings()), key=str
        )
        for table in tables.sorted_tables
    }


def _row(table: Table) -> dict[str, Any]:
    left_out = _LEFT_OUT.get(table.name, ())
    return {
        c.name: _value(table, c)
        for c in table.columns
        if c.name not in left_out and not _numbered(table, c)
    }


def _numbered(table: Table, column: Column[Any]) -> bool:
    """Whether the database itself numbers the rows by it."""
    return list(table.primary_key.columns) == [column] and isinstance(column.type, Integer)


def _value(table: Table, column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        return _value(key.column.table, key.column)
    kind = column.type
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    if isinstance(kind, DateTime):
        return AT
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, JSON):
        return {"said in": f"{table.name}.{column.name}", "ñ": [1, None, True]}
    if isinstance(kind, Date):
        return date(2026, 4, 7)
    return 1 if isinstance(kind, Integer) else f"{table.name}.{column.name} ñ"


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    # SQLite gives times back without a zone
    return {
        name: value.replace(tzinfo=timezone.utc) if isinstance(value, datetime) else value
        for name, value in row.items()
    }
