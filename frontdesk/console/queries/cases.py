"""Cases for the queue: by tier, then by the time that is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from frontdesk.console.queries.pulse import STANDING
from frontdesk.safety.tiers import CRISIS, EMERGENCY, TIERS
from frontdesk.store.tables import Case, CaseEvent, Conversation, Message, Staff

FILTERS = ("all", "new", "mine", "waiting", "resolved")
#: more than anyone reads; the counts above the list tell of the rest
MOST = 200


@dataclass(frozen=True)
class Card:
    """A case as the queue shows it."""

    case: Case
    conversation: Conversation
    #: who is on the case, and who has its conversation
    on_it: Staff | None
    holder: Staff | None

    @property
    def version(self) -> str:
        """Differs when the card must be drawn anew."""
        case, held = self.case, self.conversation
        return (
            f"{case.state}.{case.tier}.{case.category}.{case.due_at.timestamp():.0f}"
            f".{case.owner_id}.{case.told}.{held.owner_id}.{held.locked_by}"
            f".{held.contact_name}.{held.contact_phone}.{case.first_reply_at is not None}"
        )


@dataclass(frozen=True)
class Wanted:
    """What somebody narrowed the queue to; "" is everything."""

    show: str = "all"
    tier: str = ""
    channel: str = ""
    kind: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything but the view was chosen."""
        return bool(self.tier or self.channel or self.kind)

    @property
    def query(self) -> str:
        """As the query of an address."""
        named = vars(self).items()
        return urlencode({k: v for k, v in named if v and (k, v) != ("show", "all")})


def counts(session: Session, staff_id: str) -> dict[str, int]:
    """How many cases each view holds, and how many alarms nobody has acknowledged."""

    def held(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((and_(*conditions), 1), else_=0)), 0)

    query = (
        select(
            func.count().label("all"),
            held(Case.state == "open").label("new"),
            held(_mine(staff_id)).label("mine"),
            held(Message.author == "staff").label("waiting"),
            held(Case.state == "open", Case.tier.in_((EMERGENCY, CRISIS))).label("alarms"),
        )
        .select_from(Case)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .outerjoin(Message, _newest_message())
        .where(Case.state.in_(STANDING))
    )
    return {name: int(n) for name, n in session.execute(query).one()._mapping.items()}


def queue(session: Session, wanted: Wanted, staff_id: str) -> list[Card]:
    """The cases of a view, the most pressing first; of the resolved ones the newest first."""
    query = _narrowed(_cards().limit(MOST), wanted)
    if wanted.show == "resolved":
        query = query.where(Case.state == "resolved").order_by(Case.resolved_at.desc())
    else:
        query = query.where(Case.state.in_(STANDING)).order_by(*_pressing())
    if wanted.show == "new":
        query = query.where(Case.state == "open")
    if wanted.show == "mine":
        query = query.where(_mine(staff_id))
    if wanted.show == "waiting":
        query = query.join(Message, _newest_message()).where(Message.author == "staff")
    return [Card(*row) for row in session.execute(query)]


def kinds(session: Session) -> list[str]:
    """The kinds of the cases that stand."""
    query = select(Case.kind).where(Case.state.in_(STANDING)).distinct().order_by(Case.kind)
    return list(session.scalars(query))


def of_conversation(session: Session, conversation_id: str) -> list[Card]:
    """All cases of a conversation: what stands first, then the newest resolved."""
    query = _cards().where(Case.conversation_id == conversation_id)
    done = case((Case.state == "resolved", 1), else_=0)
    return [Card(*row) for row in session.execute(query.order_by(done, *_pressing()))]


def standing_alarms(session: Session, case_ids: Sequence[str]) -> list[Case]:
    """Those of `case_ids` that are alarms nobody has acknowledged."""
    query = select(Case).where(Case.id.in_(case_ids), Case.kind == "red_flag", Case.state == "open")
    return list(session.scalars(query))


def history(session: Session, case_ids: Sequence[str]) -> dict[str, list[tuple[CaseEvent, str]]]:
    """The lines of each case's history, oldest first, with who did it ("" for nobody)."""
    query = (
        select(CaseEvent, func.coalesce(Staff.name, ""))
        .outerjoin(Staff, Staff.id == CaseEvent.staff_id)
        .where(CaseEvent.case_id.in_(case_ids))
        .order_by(CaseEvent.id)
    )
    lines: dict[str, list[tuple[CaseEvent, str]]] = {case_id: [] for case_id in case_ids}
    for event, name in session.execute(query):
        lines[event.case_id].append((event, name))
    return lines


def clock_colour(case: Case, now: datetime) -> str:
    """calm, amber when two thirds of the time are gone, red when all of it is."""
    if now >= case.due_at:
        return "red"
    return "amber" if (case.due_at - now) * 3 <= case.due_at - case.opened_at else "calm"


def _cards() -> Select[tuple[Case, Conversation, Staff, Staff]]:
    on_it, holder = aliased(Staff), aliased(Staff)
    return (
        select(Case, Conversation, on_it, holder)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .outerjoin(on_it, on_it.id == Case.owner_id)
        .outerjoin(holder, holder.id == Conversation.owner_id)
    )


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.tier:
        tier = None if wanted.tier == "routine" else wanted.tier
        query = query.where(Case.tier == tier if tier else Case.tier.is_(None))
    if wanted.channel:
        query = query.where(Conversation.channel == wanted.channel)
    if wanted.kind:
        query = query.where(Case.kind == wanted.kind)
    return query


def _newest_message() -> ColumnElement[bool]:
    """The newest message that anybody saw; what was kept as unsent keeps nobody waiting."""
    seen = aliased(Message)
    newest = (
        select(func.max(seen.seq))
        .where(seen.conversation_id == Conversation.id, seen.delivery.is_distinct_from("unsent"))
        .correlate(Conversation)
        .scalar_subquery()
    )
    return and_(Message.conversation_id == Conversation.id, Message.seq == newest)


def _pressing() -> tuple[ColumnElement[Any], ...]:
    rank = case({tier: n for n, tier in enumerate(TIERS)}, value=Case.tier, else_=len(TIERS))
    seen = case((Case.state == "open", 0), else_=1)
    return rank, seen, Case.due_at.expression


def _mine(staff_id: str) -> ColumnElement[bool]:
    return or_(Case.owner_id == staff_id, Conversation.owner_id == staff_id)
