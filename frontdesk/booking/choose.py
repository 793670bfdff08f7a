"""From what someone wants to a time they can have: one to be held, or a few to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from frontdesk.booking.holds import OpeningTaken, hold
from frontdesk.booking.openings import (
    NotAnOpening,
    Opening,
    by_time,
    nearest,
    opening_of,
    openings,
)
from frontdesk.booking.wanted import Wanted
from frontdesk.clinic import Clinic

#: how many times are offered at once, and how many days
OFFERED, DAYS_OFFERED = 5, 6
#: how many openings are looked at for that: some days' worth
_LOOKED_AT = 80


@dataclass(frozen=True)
class Choice:
    """Either `opening`, or `offers` with why: taken, past, none, wanted; None: nothing was said."""

    opening: Opening | None = None
    offers: tuple[Opening, ...] = ()
    why: str | None = None


def find(
    session: Session, clinic: Clinic, conversation_id: str, now: datetime, *,
    picked: str | None = None, wanted: Wanted | None = None,
) -> Choice:
    """The opening that was picked or plainly named, or times to offer. Only reads."""
    if picked is not None:
        try:
            return Choice(opening_of(clinic, picked))
        except NotAnOpening:
            return Choice(offers=_spread(_free(session, clinic, conversation_id, now)), why="taken")
    if wanted is not None and wanted.past:
        return Choice(offers=_spread(_free(session, clinic, conversation_id, now)), why="past")
    found = _free(session, clinic, conversation_id, now, wanted)
    if wanted is not None and not found:
        return Choice(offers=_near(session, clinic, conversation_id, now, wanted), why="none")
    # what may have been misread is said back before anything is held
    plainly = wanted is not None and not (wanted.unsure and wanted.windows)
    if wanted is not None and plainly and (wanted.earliest or wanted.exact or len(found) == 1):
        return Choice(found[0])
    return Choice(offers=_spread(found), why="wanted" if wanted and wanted.windows else None)


def take(
    session: Session, clinic: Clinic, conversation_id: str, opening: Opening, now: datetime
) -> Choice:
    """Hold the opening, or the same time in another room; otherwise the nearest times to offer.

    Raises:
        SelfBookingClosed: when an alarm locked the conversation.
    """
    try:
        hold(session, clinic, conversation_id, opening, now)
    except OpeningTaken as taken:
        for other in taken.next_openings:
            if other.starts == opening.starts:
                hold(session, clinic, conversation_id, other, now)
                return Choice(other)
        return Choice(offers=tuple(by_time(taken.next_openings)), why="taken")
    return Choice(opening)


def free_days(
    session: Session, clinic: Clinic, conversation_id: str, now: datetime, after: date | None = None
) -> list[date]:
    """The next days with an opening, after `after`."""
    found = openings(session, clinic, now, conversation_id=conversation_id)
    days = dict.fromkeys(o.starts.date() for o in found)
    return [d for d in days if after is None or d > after][:DAYS_OFFERED]


def _free(
    session: Session, clinic: Clinic, conversation_id: str, now: datetime,
    wanted: Wanted | None = None,
) -> list[Opening]:
    return by_time(openings(session, clinic, now, wanted, _LOOKED_AT, conversation_id))


def _near(
    session: Session, clinic: Clinic, conversation_id: str, now: datetime, wanted: Wanted
) -> tuple[Opening, ...]:
    """The nearest times; where a day was wanted, of the days on both sides of it."""
    if not wanted.windows:
        return ()
    window = wanted.windows[0]
    at = window.starts if window.starts.hour else window.starts.replace(hour=9)
    to = datetime.combine(window.first, at, clinic.zone)
    if not window.any_time:
        return tuple(nearest(session, clinic, now, to, OFFERED, conversation_id))
    halves = _halves(nearest(session, clinic, now, to, _LOOKED_AT, conversation_id))
    before, after = [o for o in halves if o.starts < to], [o for o in halves if o.starts >= to]
    kept = before[-2:]
    return tuple([*kept, *after[: OFFERED - len(kept)]])


def _spread(found: Sequence[Opening]) -> tuple[Opening, ...]:
    """A few of many: of each of the first days one before and one after noon, else evenly."""
    if len({o.starts.date() for o in found}) == 1:
        step = max(1, -(-len(found) // OFFERED))
        return tuple(found[::step])
    return tuple(_halves(found)[:OFFERED])


def _halves(found: Sequence[Opening]) -> list[Opening]:
    """The first opening of each morning and each afternoon."""
    halves: dict[tuple[date, bool], Opening] = {}
    for opening in found:
        halves.setdefault((opening.starts.date(), opening.starts.hour >= 12), opening)
    return list(halves.values())
