"""Seal every field anew with the newest key, so that the one before is needed no more.

In small transactions beside running processes: whoever writes meanwhile seals with the newest key
too. When it is stopped it goes on where it was: what a key has sealed begins with that key's id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    func,
    not_,
    or_,
    select,
    update,
)

from frontdesk.sealed import field_seal
from frontdesk.store.database import Store
from frontdesk.store.tables import AnySealed, Base, Staff

_AT_ONCE = 200
#: sealed by the code that spends it, not by its column
_BY_HAND = Staff.__table__.c.totp_key


def sealed_columns() -> dict[Table, list[Column[Any]]]:
    """table -> its columns that lie sealed."""
    found = {
        table: [c for c in table.columns if isinstance(c.type, AnySealed) or c is _BY_HAND]
        for table in Base.metadata.sorted_tables
    }
    return {table: columns for table, columns in found.items() if columns}


def waiting(store: Store) -> dict[str, int]:
    """table -> how many rows still need an older key."""
    counts = {}
    with store.read() as session:
        for table, columns in sealed_columns().items():
            query = select(func.count()).select_from(table)
            rows = session.scalar(query.where(or_(*map(_older, columns))))
            if rows:
                counts[table.name] = rows
    return counts


def rotate(store: Store) -> Iterator[tuple[str, int]]:
    """Seal anew; tells of each batch: table and rows. Raises `CannotOpen` without the older key."""
    for table, columns in sealed_columns().items():
        last = ""
        while True:
            last, rows = _batch(store, table, columns, last)
            if not rows:
                break
            yield table.name, rows


def _batch(
    store: Store, table: Table, columns: list[Column[Any]], last: str
) -> tuple[str, int]:
    (key,) = table.primary_key.columns
    with store.begin() as session:
        query = select(key, *columns).where(key > last, or_(*map(_older, columns)))
        rows = session.execute(query.order_by(key).limit(_AT_ONCE).with_for_update()).all()
        if rows:
            anew = {c.name: bindparam(f"new_{c.name}", type_=c.type) for c in columns}
            session.execute(
                update(table).where(key == bindparam("row")).values(anew),
                [{"row": row[0], **_anew(columns, row[1:])} for row in rows],
            )
    return (rows[-1][0], len(rows)) if rows else (last, 0)


def _anew(columns: Iterable[Column[Any]], values: Iterable[Any]) -> dict[str, Any]:
    """What to write: a column seals it, where it does not do so itself."""
    seal = field_seal()
    return {
        f"new_{c.name}": seal.sealed(seal.opened(v)) if c is _BY_HAND and v else v
        for c, v in zip(columns, values, strict=True)
    }


def _older(column: Column[Any]) -> ColumnElement[bool]:
    """Not sealed with the newest key. A sealed JSON value stands in quotes."""
    kept = cast(column, Text)
    newest = [f"{quote}{mark}%" for mark in field_seal().newest for quote in ("", '"')]
    return and_(column.is_not(None), not_(or_(*(kept.like(begin) for begin in newest))))
