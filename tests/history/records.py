"""What the house kept: the store's rows that the checker looks at, and what arrived outside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from itsdangerous import URLSafeSerializer
from sqlalchemy import select

from frontdesk.store import Store
from frontdesk.store.tables import Appointment, Case, Message, OutboxRow
from tests.history.notes import Notes


@dataclass(frozen=True)
class StoredMessage:
    """A line of a transcript."""

    id: str
    conversation: str
    seq: int
    author: str
    text: str
    at: datetime
    channel_id: str | None = None
    reply_to: str | None = None
    response: str | None = None
    turn: str | None = None
    delivery: str | None = None


@dataclass(frozen=True)
class StoredCase:
    """A case."""

    id: str
    conversation: str
    kind: str
    state: str
    paged_at: datetime | None = None
    drill: bool = False


@dataclass(frozen=True)
class StoredPage:
    """A page in the outbox."""

    id: str
    case: str | None
    state: str


@dataclass(frozen=True)
class StoredVisit:
    """An appointment."""

    id: str
    provider: str
    starts: datetime
    ends: datetime
    state: str


@dataclass
class Records:
    """All of it; `arrived`: how often each page reached somebody, by its id."""

    messages: list[StoredMessage] = field(default_factory=list)
    cases: list[StoredCase] = field(default_factory=list)
    pages: list[StoredPage] = field(default_factory=list)
    visits: list[StoredVisit] = field(default_factory=list)
    arrived: Counter[str] = field(default_factory=Counter)

    def of(self, notes: Notes) -> Records:
        """Those of the conversations in which people took notes; visits lie in one calendar."""
        theirs = {m.conversation for m in self.messages if m.channel_id in notes.sent}
        cases = [c for c in self.cases if c.conversation in theirs]
        known = {c.id for c in cases}
        return Records(
            messages=[m for m in self.messages if m.conversation in theirs],
            cases=cases,
            pages=[p for p in self.pages if p.case in known],
            visits=self.visits,
            arrived=self.arrived,
        )


_MESSAGE = (
    Message.id, Message.conversation_id, Message.seq, Message.author, Message.text, Message.at,
    Message.channel_id, Message.reply_to, Message.response, Message.turn, Message.delivery,
)
_CASE = (Case.id, Case.conversation_id, Case.kind, Case.state, Case.paged_at, Case.drill)
_PAGE = (OutboxRow.id, OutboxRow.case_id, OutboxRow.state)
_VISIT = (
    Appointment.id, Appointment.provider_id, Appointment.starts, Appointment.ends,
    Appointment.state,
)


def records_of(store: Store, arrived: Counter[str] | None = None) -> Records:
    """What the store holds now. Columns that lie sealed are not looked at."""
    with store.read() as session:
        ordered = select(*_MESSAGE).order_by(Message.conversation_id, Message.seq)
        return Records(
            messages=[StoredMessage(*row) for row in session.execute(ordered)],
            cases=[StoredCase(*row) for row in session.execute(select(*_CASE))],
            pages=[
                StoredPage(*row)
                for row in session.execute(select(*_PAGE).where(OutboxRow.purpose == "page"))
            ],
            visits=[StoredVisit(*row) for row in session.execute(select(*_VISIT))],
            arrived=arrived or Counter(),
        )


def arrivals(contents: Iterable[str]) -> Counter[str]:
    """How often each page is in mails or texts that somebody got; a page's link names it."""
    found: Counter[str] = Counter()
    for content in contents:
        plain = content.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=")
        for token in re.findall(r"/page/(\S+)", plain):
            _, named = URLSafeSerializer("").loads_unsafe(token)
            if named:
                found[str(named[1])] += 1
    return found
