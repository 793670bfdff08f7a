"""What the manager and the auditor read: changes, the record, holds, receipts, incidents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from frontdesk.store.tables import (
    AuditRow,
    ClinicChange,
    Erasure,
    Incident,
    LegalHold,
    Staff,
)

PER_PAGE = 100
_SHOWN = 20


@dataclass(frozen=True)
class RecordFilter:
    """What of the record is asked for; "" is everything."""

    staff: str = ""
    noun: str = ""
    subject: str = ""


def record_lines(
    session: Session, wanted: RecordFilter, before: int | None = None, most: int = PER_PAGE
) -> list[tuple[AuditRow, str | None]]:
    """Lines of the record with who did it, the newest first; one more than a page holds."""
    query = _record(wanted).order_by(AuditRow.id.desc()).limit(most + 1)
    if before is not None:
        query = query.where(AuditRow.id < before)
    return [(row[0], row[1]) for row in session.execute(query)]


def _record(wanted: RecordFilter) -> Select[tuple[AuditRow, str]]:
    query = select(AuditRow, Staff.name).outerjoin(Staff, Staff.id == AuditRow.staff_id)
    if wanted.staff:
        query = query.where(AuditRow.staff_id == wanted.staff)
    if wanted.noun:
        query = query.where(AuditRow.tag.startswith(f"{wanted.noun}:", autoescape=True))
    if wanted.subject:
        query = query.where(AuditRow.subject == wanted.subject)
    return query


def changes_of(session: Session) -> list[tuple[ClinicChange, str | None]]:
    """The newest changes of the clinic's running with who made them."""
    query = (
        select(ClinicChange, Staff.name)
        .outerjoin(Staff, Staff.id == ClinicChange.staff_id)
        .order_by(ClinicChange.id.desc())
        .limit(_SHOWN)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def holds(session: Session) -> list[tuple[LegalHold, str]]:
    """The legal holds that stand."""
    query = (
        select(LegalHold, Staff.name)
        .join(Staff, Staff.id == LegalHold.staff_id)
        .where(LegalHold.lifted_at.is_(None))
        .order_by(LegalHold.at)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def receipts(session: Session) -> list[tuple[Erasure, str | None]]:
    """The newest erasures."""
    query = (
        select(Erasure, Staff.name)
        .outerjoin(Staff, Staff.id == Erasure.staff_id)
        .order_by(Erasure.at.desc())
        .limit(_SHOWN)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def names(session: Session) -> dict[str, str]:
    """id -> name of everybody."""
    return {row[0]: row[1] for row in session.execute(select(Staff.id, Staff.name))}


def open_incidents(session: Session) -> Sequence[Incident]:
    """Incidents nobody has closed."""
    query = select(Incident).where(Incident.closed_at.is_(None)).order_by(Incident.at)
    return session.scalars(query).all()
