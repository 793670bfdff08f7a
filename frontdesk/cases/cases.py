"""Open, add to, raise, acknowledge and resolve cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.cases.clocks import clocks
from frontdesk.clinic import Clinic
from frontdesk.safety import TIERS, Finding
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Case, CaseEvent, Conversation, FindingRow, Message

OUTCOMES = ("reached", "sent_to_er", "no_answer", "welfare_check", "not_needed")


class NotResolvable(RuntimeError):
    """A crisis is not closed before the person was reached or a welfare check was decided."""


def note_event(
    session: Session, case: Case, kind: str, at: datetime, staff_id: str | None = None, **data: Any
) -> None:
    """Add a line to the case's history. `data` holds ids and tags, never patient text."""
    session.add(CaseEvent(case_id=case.id, at=at, kind=kind, staff_id=staff_id, data=data))


def standing_case(session: Session, conversation_id: str, kind: str) -> Case | None:
    """The case of this kind that nobody has resolved yet."""
    query = (
        select(Case)
        .where(Case.conversation_id == conversation_id, Case.kind == kind, Case.state != "resolved")
        .order_by(Case.opened_at.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def open_case(
    session: Session,
    clinic: Clinic,
    conversation: Conversation,
    kind: str,
    at: datetime,
    *,
    tier: str | None = None,
    category: str | None = None,
    message_id: str | None = None,
    **data: Any,
) -> Case:
    """Open a case, or add to the one of this kind that stands. Opens nothing twice."""
    case = standing_case(session, conversation.id, kind)
    if case:
        note_event(session, case, "added", at, message=message_id, **data)
        return case
    case = Case(
        id=new_id("case"),
        conversation_id=conversation.id,
        kind=kind,
        tier=tier,
        category=category,
        opened_at=at,
        due_at=clocks().due(clinic, kind, category, at),
    )
    case.next_page_at = clocks().rung_due(tier, 0, at, case.due_at)
    session.add(case)
    session.flush()
    note_event(session, case, "opened", at, message=message_id, **data)
    return case


def raise_alarm(
    session: Session,
    clinic: Clinic,
    conversation: Conversation,
    message: Message,
    findings: Sequence[Finding],
    earlier_ids: Sequence[str],
    at: datetime,
) -> Case:
    """Write the findings of `message` (highest first) and open or raise the alarm's case."""
    top = findings[0]
    case = open_case(
        session,
        clinic,
        conversation,
        "red_flag",
        at,
        tier=top.tier,
        category=top.category,
        message_id=message.id,
    )
    if _higher(top.tier, case.tier):
        _raise(session, clinic, case, top, at)
    for finding in findings:
        session.add(_row(finding, message, case, [*earlier_ids, message.id], at))
    session.flush()
    return case


def acknowledge(
    session: Session, case: Case, at: datetime, staff_id: str | None, **data: Any
) -> None:
    """Somebody has seen it: no further rung is paged. A second time changes nothing."""
    if case.state != "open":
        return
    case.state, case.acknowledged_at, case.next_page_at = "acknowledged", at, None
    case.owner_id = case.owner_id or staff_id
    note_event(session, case, "acknowledged", at, staff_id, **data)


def resolve(session: Session, case: Case, at: datetime, staff_id: str | None, outcome: str) -> None:
    """Close a case with how it ended (`OUTCOMES`).

    Raises:
        NotResolvable: for a crisis whose person was not reached.
        ValueError: for an outcome that is none.
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"{outcome!r} is not an outcome")
    if case.tier == "crisis_988" and outcome not in ("reached", "welfare_check"):
        raise NotResolvable(case.id)
    if case.state == "resolved":
        return
    case.state, case.resolved_at, case.outcome, case.next_page_at = "resolved", at, outcome, None
    case.acknowledged_at = case.acknowledged_at or at
    note_event(session, case, "resolved", at, staff_id, outcome=outcome)


def _higher(tier: str, than: str | None) -> bool:
    return than is None or TIERS.index(tier) < TIERS.index(than)


def _raise(session: Session, clinic: Clinic, case: Case, top: Finding, at: datetime) -> None:
    """To a higher tier: the ladder begins anew, and a case once seen must be seen again."""
    case.tier, case.category, case.state = top.tier, top.category, "open"
    case.acknowledged_at, case.told, case.rung = None, None, -1
    case.due_at = clocks().due(clinic, case.kind, top.category, at)
    case.next_page_at = at
    note_event(session, case, "raised", at, tier=top.tier, category=top.category)


def _row(
    finding: Finding, message: Message, case: Case, ids: Sequence[str], at: datetime
) -> FindingRow:
    evidence = [
        {"text": e.text, "message": ids[e.message], "start": e.start, "end": e.end}
        for e in finding.evidence
    ]
    held = finding.assertion
    return FindingRow(
        message_id=message.id,
        conversation_id=message.conversation_id,
        case_id=case.id,
        at=at,
        category=finding.category,
        tier=finding.tier,
        rule=finding.rule,
        evidence=evidence,
        assertion={"polarity": held.polarity, "time": held.time, "experiencer": held.experiencer},
    )
