"""The record of what staff did: append-only, each line's hash holding the one before.

Lines hold ids and tags, never what was said, so that erasing a person leaves the chain whole.
The database itself refuses to change or delete a line (triggers of migration 0005).
A line that was changed, put in or taken out of the middle breaks the chain; lines cut off at its
end are only seen by comparing `head` with one kept elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from frontdesk.store.tables import AuditRow

#: the advisory lock (PostgreSQL) that gives the lines their order; any fixed number will do
_LOCK = 7_314_066_001
_START = "0" * 64
_AT_ONCE = 1000


def record(
    session: Session, staff_id: str | None, tag: str, subject: str | None, at: datetime, **data: Any
) -> AuditRow:
    """Append a line; part of the caller's transaction, best its last act.

    Args:
        staff_id: who did it; None for somebody who is not signed in.
        tag: `noun:verb`, such as `conversation:read`.
        subject: the id of what it was done to.
        data: further ids, tags and numbers.
    """
    _one_at_a_time(session)
    row = AuditRow(at=at, staff_id=staff_id, tag=tag, subject=subject, data=data, hash="")
    row.hash = _hash(head(session), row)
    session.add(row)
    session.flush()
    return row


def head(session: Session) -> str:
    """The hash of the newest line, for safe keeping elsewhere."""
    newest = session.scalars(select(AuditRow.hash).order_by(AuditRow.id.desc()).limit(1)).first()
    return newest or _START


def count(session: Session) -> int:
    """How many lines there are."""
    return session.scalar(select(func.count()).select_from(AuditRow)) or 0


def holds(session: Session, line_hash: str) -> bool:
    """Whether a line of this hash is in the record: one kept elsewhere shows what was cut off."""
    known = select(AuditRow.id).where(AuditRow.hash == line_hash).limit(1)
    return line_hash == _START or session.scalars(known).first() is not None


def verify(session: Session) -> int | None:
    """The id of the first line that does not fit the one before it; None when all do."""
    before, last = _START, 0
    query = select(AuditRow).order_by(AuditRow.id).limit(_AT_ONCE)
    while rows := session.scalars(query.where(AuditRow.id > last)).all():
        for row in rows:
            if row.hash != _hash(before, row):
                return row.id
            before, last = row.hash, row.id
    return None


def _one_at_a_time(session: Session) -> None:
    # SQLite lets only one writer in at all.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _hash(before: str, row: AuditRow) -> str:
    line = {
        "before": before,
        "at": row.at.astimezone(timezone.utc).isoformat(timespec="microseconds"),
        "staff": row.staff_id,
        "tag": row.tag,
        "subject": row.subject,
        "data": row.data,
    }
    written = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()
