"""The record of what staff did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from frontdesk import audit
from frontdesk.store import Store
from frontdesk.store.tables import AuditRow

AT = datetime(2026, 4, 7, 15, 15, 0, 123456, tzinfo=timezone.utc)


@contextmanager
def _owner_of_the_database(store: Store) -> Iterator[None]:
    """Take the guards of the table off, as only whoever owns the database can."""
    with store.begin() as session:
        if store.is_sqlite:
            for verb in ("update", "delete"):
                session.execute(text(f"DROP TRIGGER audit_keeps_{verb}"))
        else:
            session.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_keeps"))
    yield
    if not store.is_sqlite:
        with store.begin() as session:
            session.execute(text("ALTER TABLE audit ENABLE TRIGGER audit_keeps"))


def test_the_database_refuses_to_change_or_delete_a_line(store: Store) -> None:
    """Whatever program asks."""
    ids = _three(store)
    for statement in (
        update(AuditRow).where(AuditRow.id == ids[1]).values(tag="case:write"),
        delete(AuditRow).where(AuditRow.id == ids[1]),
    ):
        with pytest.raises(DatabaseError, match="append-only"), store.begin() as session:
            session.execute(statement)
    with store.read() as session:
        assert audit.verify(session) is None and audit.count(session) == 3


def test_a_line_that_was_cut_off_is_missed_by_who_kept_its_hash(store: Store) -> None:
    """The chain itself looks whole."""
    ids = _three(store)
    with store.read() as session:
        head = audit.head(session)
        assert audit.holds(session, head)
    with _owner_of_the_database(store), store.begin() as session:
        session.execute(delete(AuditRow).where(AuditRow.id == ids[2]))
    with store.read() as session:
        assert audit.verify(session) is None and not audit.holds(session, head)


def _three(store: Store) -> list[int]:
    ids = []
    for n in range(3):
        with store.begin() as session:
            row = audit.record(session, None, "case:read", f"case-{n}", AT, times=n)
            ids.append(row.id)
    return ids


def test_a_chain_that_nobody_touched_is_whole(store: Store) -> None:
    """On both databases, whatever they do to times and numbers."""
    _three(store)
    with store.read() as session:
        assert audit.verify(session) is None


def test_an_empty_record_is_whole(store: Store) -> None:
    """Nothing was done yet."""
    with store.read() as session:
        assert audit.verify(session) is None


def test_a_line_that_was_changed_is_found(store: Store) -> None:
    """Each of its columns counts."""
    ids = _three(store)
    with _owner_of_the_database(store):
        for column, value in (("tag", "case:write"), ("subject", "case-9"), ("data", {"n": 7})):
            kept = _set(store, ids[1], column, value)
            with store.read() as session:
                assert audit.verify(session) == ids[1]
            _set(store, ids[1], column, kept)
    with store.read() as session:
        assert audit.verify(session) is None


def _set(store: Store, line: int, column: str, value: object) -> object:
    with store.begin() as session:
        row = select(getattr(AuditRow, column)).where(AuditRow.id == line)
        kept = session.execute(row).scalar_one()
        session.execute(update(AuditRow).where(AuditRow.id == line).values({column: value}))
    return kept


def test_a_line_that_was_taken_out_is_found_by_the_next(store: Store) -> None:
    """Its follower no longer fits."""
    ids = _three(store)
    with _owner_of_the_database(store), store.begin() as session:
        session.execute(delete(AuditRow).where(AuditRow.id == ids[1]))
    with store.read() as session:
        assert audit.verify(session) == ids[2]


def test_the_head_changes_with_every_line(store: Store) -> None:
    """Kept elsewhere, it shows that lines were cut off at the end."""
    with store.begin() as session:
        before = audit.head(session)
        audit.record(session, None, "case:read", "case-1", AT)
        assert audit.head(session) != before
