"""Open, add to, raise, acknowledge and resolve cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.cases.clocks import clocks
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.safety import TIERS, Finding
from frontdesk.safety.tiers import CRISIS, URGENT
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Case, CaseEvent, Conversation, FindingRow, Message

OUTCOMES = ("reached", "sent_to_er", "no_answer", "welfare_check", "not_needed")
#: categories that ask the person first, before anybody is paged
UNSURE = ("vague_alarm",)


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
    case.next_page_at = clocks().rung_due(tier, category, 0, at, case.due_at)
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
    if _sharper(top, case):
        _raise(session, clinic, case, top, at)
    case.due_at = min(case.due_at, clocks().due(clinic, case.kind, top.category, at))
    for finding in findings:
        session.add(_row(finding, message, case, [*earlier_ids, message.id], at))
    session.flush()
    return case


def locked_case(session: Session, case_id: str) -> Case | None:
    """The case, locked, after its conversation: always in this order, so that nobody deadlocks."""
    owner = session.scalar(select(Case.conversation_id).where(Case.id == case_id))
    if owner is None:
        return None
    locked_conversation(session, owner)
    return session.get(Case, case_id, with_for_update=True, populate_existing=True)


def acknowledge(
    session: Session, case: Case, at: datetime, staff_id: str | None, **data: Any
) -> None:
    """Somebody has seen it: no further rung is paged. A second time changes nothing.

    An urgent case lets its person ask other things again; a drill is over.
    """
    if case.state != "open":
        return
    case.state, case.acknowledged_at, case.next_page_at = "acknowledged", at, None
    case.owner_id = case.owner_id or staff_id
    note_event(session, case, "acknowledged", at, staff_id, **data)
    if case.tier == URGENT:
        _unlock(session, case)
    if case.drill:
        resolve(session, case, at, staff_id, "not_needed")


def resolve(session: Session, case: Case, at: datetime, staff_id: str | None, outcome: str) -> None:
    """Close a case with how it ended (`OUTCOMES`); what it locked is unlocked.

    Raises:
        NotResolvable: for a crisis whose person was not reached.
        ValueError: for an outcome that is none.
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"{outcome!r} is not an outcome")
    if case.tier == CRISIS and outcome not in ("reached", "welfare_check"):
        raise NotResolvable(case.id)
    if case.state == "resolved":
        return
    case.state, case.resolved_at, case.outcome, case.next_page_at = "resolved", at, outcome, None
    case.acknowledged_at = case.acknowledged_at or at
    note_event(session, case, "resolved", at, staff_id, outcome=outcome)
    _unlock(session, case)


def _unlock(session: Session, case: Case) -> None:
    conversation = locked_conversation(session, case.conversation_id)
    if conversation.locked_by != case.id:
        return
    conversation.locked_by, conversation.silent = None, False
    conversation.asks_safety = conversation.silence_at = None
    conversation.engine_stale = True


def _sharper(top: Finding, case: Case) -> bool:
    """Whether `top` says more than the case does: a higher tier, or a sign where there was none."""
    if case.tier is None or TIERS.index(top.tier) < TIERS.index(case.tier):
        return True
    unsure = case.tier == top.tier and case.category in UNSURE and case.first_page_at is None
    # What was asked and not cleared up counts as a sign: it is paged now.
    return unsure and (top.category not in UNSURE or top.rule.startswith(("silence/", "asked/")))


def _raise(session: Session, clinic: Clinic, case: Case, top: Finding, at: datetime) -> None:
    """To a higher tier: the ladder begins anew, and a case once seen must be seen again."""
    case.tier, case.category, case.state = top.tier, top.category, "open"
    case.acknowledged_at, case.told, case.rung = None, None, -1
    case.first_page_at, case.paged_at = None, None
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
