"""How the house stands, read from the store whenever Prometheus asks.

Every process of the desk tells the same of it: alert rules take the greatest.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import and_, func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from frontdesk import clock
from frontdesk.safety.tiers import TIERS
from frontdesk.settings import Settings
from frontdesk.store import Store
from frontdesk.store.tables import Case, Heartbeat, Hold, Message, OutboxRow
from frontdesk.watch.measures import LABELS, kept

_TRANSPORTS = sorted(LABELS["transport"])
_UNDELIVERED = ("waiting", "leased")


class HouseGauges(Collector):
    """Reads the store once a scrape; where it does not answer, that is what is told."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._data = settings.data_dir

    def collect(self) -> Iterable[Metric]:
        """Every gauge. Never raises for a store that is gone."""
        try:
            with self._store.read() as session:
                found = list(_of_the_store(session, clock.now()))
        except SQLAlchemyError:
            found = []
        yield _one("frontdesk_store_up", "1 where the store answered", 1.0 if found else 0.0)
        yield from found
        yield from _of_the_disk(self._data)


def _of_the_store(session: Session, now: datetime) -> Iterator[Metric]:
    yield from _cases(session, now)
    yield from _outbox(session, now)
    holds = select(func.count()).select_from(Hold).where(Hold.expires_at > now)
    yield _one("frontdesk_holds", "Openings that are kept for somebody", session.scalar(holds))
    waiting = select(func.count(), func.min(Message.at)).where(Message.turn == "waiting")
    count, oldest = session.execute(waiting).one()
    yield _one("frontdesk_messages_waiting", "Messages that wait for an answer", count)
    yield _one("frontdesk_message_oldest_seconds", "Age of the oldest", _age(oldest, now))
    beat = session.scalar(select(func.max(Heartbeat.at)))
    if beat is not None:
        age = _age(beat, now)
        yield _one("frontdesk_worker_heartbeat_seconds", "Since the worker's last sign", age)


def _cases(session: Session, now: datetime) -> Iterator[Metric]:
    standing = and_(Case.state.in_(("open", "acknowledged")), Case.drill.is_(False))
    unseen = and_(Case.state == "open", Case.drill.is_(False))
    unpaged = and_(unseen, Case.first_page_at.is_not(None), Case.paged_at.is_(None))
    paged_first = select(func.min(Case.first_page_at)).where(unpaged)
    overdue = and_(unseen, Case.due_at < now, Case.first_reply_at.is_(None))
    yield _by_tier(session, "frontdesk_cases", "Cases that nobody has resolved", standing)
    yield _by_tier(session, "frontdesk_cases_unseen", "Cases nobody has acknowledged", unseen)
    yield _by_tier(session, "frontdesk_cases_overdue", "Cases past their clock", overdue)
    yield _by_tier(session, "frontdesk_cases_unpaged", "Cases whose page nobody took yet", unpaged)
    oldest = _age(session.scalar(paged_first), now)
    yield _one("frontdesk_page_oldest_seconds", "Since the oldest of those pages", oldest)


def _outbox(session: Session, now: datetime) -> Iterator[Metric]:
    due = and_(
        OutboxRow.state.in_(_UNDELIVERED),
        or_(OutboxRow.next_at <= now, OutboxRow.state == "leased"),
    )
    query = (
        select(OutboxRow.transport, func.count(), func.min(OutboxRow.next_at))
        .where(due)
        .group_by(OutboxRow.transport)
    )
    depth, oldest = dict.fromkeys(_TRANSPORTS, 0.0), dict.fromkeys(_TRANSPORTS, 0.0)
    for transport, count, since in session.execute(query):
        if transport in depth:
            depth[transport], oldest[transport] = count, _age(since, now)
    yield _many("frontdesk_outbox_depth", "Rows that are due", "transport", depth)
    yield _many("frontdesk_outbox_oldest_seconds", "Age of the oldest", "transport", oldest)


def _of_the_disk(data: Path) -> Iterator[Metric]:
    waiting = sum(_lines(path) for path in (data / "journal").glob("*.jsonl"))
    yield _one("frontdesk_journal_rows", "Messages that wait for the store", waiting)
    try:
        free = shutil.disk_usage(data).free
    except OSError:
        return
    yield _one("frontdesk_disk_free_bytes", "Room where data and logs are kept", free)


def _by_tier(session: Session, name: str, says: str, which: object) -> Metric:
    query = select(Case.tier, func.count()).where(which).group_by(Case.tier)  # type: ignore[arg-type]
    counts = dict.fromkeys((*TIERS, "none"), 0.0)
    for tier, count in session.execute(query):
        known = kept("tier", tier or "none")
        counts[known] = counts.get(known, 0.0) + count
    return _many(name, says, "tier", counts)


def _one(name: str, says: str, value: float | None) -> Metric:
    return GaugeMetricFamily(name, says, value=float(value or 0.0))


def _many(name: str, says: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, says, labels=[label])
    for kind, value in values.items():
        family.add_metric([kind], float(value))
    return family


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def _lines(path: Path) -> int:
    try:
        return path.read_bytes().count(b"\n")
    except OSError:
        return 0
