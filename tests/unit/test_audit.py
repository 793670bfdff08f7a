"""The record of what staff did."""

from __future__ import annotations

from datetime import datetime, timezone

from sqlalchemy import delete, select, update

from frontdesk import audit
from frontdesk.store import Store
from frontdesk.store.tables import AuditRow

AT = datetime(2026, 4, 7, 15, 15, 0, 123456, tzinfo=timezone.utc)


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
    for column, value in (("tag", "case:write"), ("subject", "case-9"), ("data", {"times": 7})):
        with store.begin() as session:
            kept = session.execute(
                select(getattr(AuditRow, column)).where(AuditRow.id == ids[1])
            ).scalar_one()
            session.execute(update(AuditRow).where(AuditRow.id == ids[1]).values({column: value}))
        with store.read() as session:
            assert audit.verify(session) == ids[1]
        with store.begin() as session:
            session.execute(update(AuditRow).where(AuditRow.id == ids[1]).values({column: kept}))
    with store.read() as session:
        assert audit.verify(session) is None


def test_a_line_that_was_taken_out_is_found_by_the_next(store: Store) -> None:
    """Its follower no longer fits."""
    ids = _three(store)
    with store.begin() as session:
        session.execute(delete(AuditRow).where(AuditRow.id == ids[1]))
    with store.read() as session:
        assert audit.verify(session) == ids[2]


def test_the_head_changes_with_every_line(store: Store) -> None:
    """Kept elsewhere, it shows that lines were cut off at the end."""
    with store.begin() as session:
        before = audit.head(session)
        audit.record(session, None, "case:read", "case-1", AT)
        assert audit.head(session) != before
