"""Openings: the times a consultation can begin, computed from `clinic.yml`, never stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from frontdesk.booking.cells import SECONDS, cells_between
from frontdesk.booking.wanted import Wanted, Window
from frontdesk.clinic import Clinic
from frontdesk.clinic.hours import spans_on
from frontdesk.clinic.model import Kind, Provider
from frontdesk.store.tables import Block, Cell, Hold

#: how many days on each side are looked at for the nearest openings, in turn
_AROUND = (2, 8, 400)


@dataclass(frozen=True)
class Opening:
    """A time at which a provider could take a consultation; both ends aware, clinic's zone."""

    provider_id: str
    kind: str
    starts: datetime
    ends: datetime

    @property
    def id(self) -> str:
        """How buttons and slots name it: `2026-04-07T09:00:00-05:00|spine_1`."""
        return f"{self.starts.isoformat()}|{self.provider_id}"


class NotAnOpening(ValueError):
    """What was named is no opening of this clinic."""


def first_kind(clinic: Clinic) -> Kind:
    """The kind of consultation that patients book themselves."""
    return clinic.booking.kinds[0]


def opening_of(clinic: Clinic, opening_id: str) -> Opening:
    """The opening an id names, whether or not it is still free.

    Raises:
        NotAnOpening: for an id that can not be read or a provider nobody knows.
    """
    when, _, provider_id = opening_id.partition("|")
    try:
        starts = datetime.fromisoformat(when)
    except ValueError as error:
        raise NotAnOpening(opening_id) from error
    if starts.tzinfo is None or provider_id not in {p.id for p in clinic.booking.providers}:
        raise NotAnOpening(opening_id)
    return _opening(clinic, provider_id, first_kind(clinic), starts.astimezone(timezone.utc))


def openings(
    session: Session, clinic: Clinic, now: datetime, wanted: Wanted | None = None,
    limit: int | None = None, conversation_id: str | None = None,
) -> list[Opening]:
    """The free openings that fit `wanted`, soonest first, at most `limit`.

    An opening held by `conversation_id` itself counts as free.
    """
    days = list(_days(clinic, now, wanted))
    if not days:
        return []
    taken = _occupied(session, clinic, now, days[0], days[-1], conversation_id)
    found: list[Opening] = []
    for day in days:
        found += [o for o in _on_day(clinic, now, day) if _fits(clinic, o, wanted, taken)]
        if limit is not None and len(found) >= limit:
            break
    return found[:limit]


def nearest(
    session: Session, clinic: Clinic, now: datetime, to: datetime, limit: int,
    conversation_id: str | None = None,
) -> list[Opening]:
    """The free openings nearest to a time, one for each time, in order of time.

    Looks at the days around it first: it is asked while the store is locked for writing.
    """
    found: list[Opening] = []
    for days in _AROUND:
        around = timedelta(days=days)
        near = Wanted((Window((to - around).date(), (to + around).date()),))
        found = by_time(openings(session, clinic, now, near, conversation_id=conversation_id))
        if len(found) >= limit:
            break
    close = sorted(found, key=lambda o: (abs(o.starts - to), o.starts))
    return sorted(close[:limit], key=lambda o: o.starts)


def is_on_calendar(clinic: Clinic, now: datetime, opening: Opening) -> bool:
    """Whether the clinic offers this time at all, free or not."""
    return opening in _on_day(clinic, now, opening.starts.astimezone(clinic.zone).date())


def is_blocked(session: Session, clinic: Clinic, opening: Opening) -> bool:
    """Whether the clinic closed a part of it, buffers included."""
    cells = cells_between(clinic, opening.starts, opening.ends)
    query = select(Block.id).where(
        Block.provider_id == opening.provider_id,
        Block.starts < datetime.fromtimestamp((cells[-1] + 1) * SECONDS, timezone.utc),
        Block.ends > datetime.fromtimestamp(cells[0] * SECONDS, timezone.utc),
    )
    return session.scalars(query.limit(1)).first() is not None


def last_day(clinic: Clinic, now: datetime) -> date:
    """The last day that can be booked today."""
    return now.astimezone(clinic.zone).date() + timedelta(days=clinic.booking.horizon_days)


def _days(clinic: Clinic, now: datetime, wanted: Wanted | None) -> Iterator[date]:
    day = _soonest(clinic, now).astimezone(clinic.zone).date()
    while day <= last_day(clinic, now):
        if wanted is None or wanted.allows_day(day):
            yield day
        day += timedelta(days=1)


def _on_day(clinic: Clinic, now: datetime, day: date) -> list[Opening]:
    """Every opening of a local day, occupied or not, soonest first."""
    soonest, kind = _soonest(clinic, now), first_kind(clinic)
    if day > last_day(clinic, now):
        return []
    found = [
        _opening(clinic, provider.id, kind, starts)
        for provider in clinic.booking.providers
        for starts in _starts(clinic, provider, kind, day)
        if starts >= soonest
    ]
    return sorted(found, key=lambda o: o.starts)


def _starts(clinic: Clinic, provider: Provider, kind: Kind, day: date) -> Iterator[datetime]:
    # Counted in UTC: an hour that a clock change leaves out or repeats is then never offered
    # twice or at a time that does not exist.
    step, length = timedelta(minutes=clinic.booking.step_minutes), timedelta(minutes=kind.minutes)
    for begins, ends in spans_on(clinic, day, provider.hours):
        at, end = begins.astimezone(timezone.utc), ends.astimezone(timezone.utc)
        while at + length <= end:
            yield at
            at += step


def _soonest(clinic: Clinic, now: datetime) -> datetime:
    notice = timedelta(hours=clinic.booking.least_notice_hours)
    return now.astimezone(timezone.utc) + notice


def _opening(clinic: Clinic, provider_id: str, kind: Kind, starts: datetime) -> Opening:
    zone, ends = clinic.zone, starts + timedelta(minutes=kind.minutes)
    return Opening(provider_id, kind.id, starts.astimezone(zone), ends.astimezone(zone))


def _fits(
    clinic: Clinic, opening: Opening, wanted: Wanted | None, taken: set[tuple[str, int]]
) -> bool:
    if wanted is not None and not wanted.allows(opening.starts):
        return False
    cells = cells_between(clinic, opening.starts, opening.ends)
    return not any((opening.provider_id, cell) in taken for cell in cells)


def _occupied(
    session: Session, clinic: Clinic, now: datetime, first: date, last: date,
    conversation_id: str | None,
) -> set[tuple[str, int]]:
    """The cells nobody else may have now, a day more on each side for buffers and zones."""
    # a hold counts while it lasts, and never against the one who has it
    counts: list[ColumnElement[bool]] = [Hold.expires_at > now]
    if conversation_id is not None:
        counts.append(Hold.conversation_id != conversation_id)
    noon = datetime(2000, 1, 1, 12).time()
    low, high = (
        int(datetime.combine(d, noon, timezone.utc).timestamp()) // SECONDS
        for d in (first - timedelta(days=1), last + timedelta(days=2))
    )
    held = select(Hold.id).where(*counts)
    query = select(Cell.provider_id, Cell.cell).where(
        Cell.cell.between(low, high),
        or_(Cell.appointment_id.is_not(None), Cell.blocked.is_(True), Cell.hold_id.in_(held)),
    )
    taken = {(provider, cell) for provider, cell in session.execute(query)}
    return taken | _blocked(session, low, high)


def _blocked(session: Session, low: int, high: int) -> set[tuple[str, int]]:
    """The cells of blocks, also where an appointment stands in them that may still be cancelled."""
    begin, end = (datetime.fromtimestamp(n * SECONDS, timezone.utc) for n in (low, high))
    query = select(Block).where(Block.starts < end, Block.ends > begin)
    return {
        (one.provider_id, cell)
        for one in session.scalars(query)
        for cell in range(
            max(low, int(one.starts.timestamp()) // SECONDS),
            min(high, int(-(-one.ends.timestamp() // SECONDS))),
        )
    }


def by_time(found: Sequence[Opening]) -> list[Opening]:
    """One opening for each time: which room it is in is nothing a patient chooses."""
    return list({o.starts: o for o in reversed(found)}.values())[::-1]
