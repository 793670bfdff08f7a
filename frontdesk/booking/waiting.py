"""The waiting list: whoever came first is offered first what becomes free, and it is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.booking.holds import OpeningTaken, SelfBookingClosed, held_by, hold, release
from frontdesk.booking.notices import VisitNotices
from frontdesk.booking.openings import Opening, openings
from frontdesk.booking.reminders import MayText
from frontdesk.booking.voice import voice_of
from frontdesk.booking.wanted import Wanted, wanted_from
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.store import Store
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Waiting

log = structlog.get_logger()

OPEN = ("waiting", "offered")
#: the payload of whoever lets an offer go
_NOT_THIS = '/check_appointment{"confirm": "wait"}'


def wait(
    session: Session, clinic: Clinic, conversation_id: str, draft: Mapping[str, Any],
    wanted: Wanted | None, now: datetime,
) -> Waiting:
    """Put a conversation on the list; once it is there it keeps its place.

    What is free now was seen and not taken: only what becomes free later is offered.
    """
    seen = [o.id for o in openings(session, clinic, now, wanted)]
    row = standing(session, conversation_id)
    if row is None:
        row = Waiting(
            id=new_id("wait"), conversation_id=conversation_id, since=now, state="waiting",
            draft={}, declined=[],
        )
        session.add(row)
    row.draft, row.declined, row.state = dict(draft), seen, "waiting"
    row.wanted = wanted.as_dict() if wanted else None
    session.flush()
    log.info("waiting.joined", waiting_id=row.id)
    return row


def standing(session: Session, conversation_id: str) -> Waiting | None:
    """The conversation's place on the list, if it has one."""
    query = select(Waiting).where(
        Waiting.conversation_id == conversation_id, Waiting.state.in_(OPEN)
    )
    return session.scalars(query).first()


def end(session: Session, conversation_id: str, state: str) -> bool:
    """Leave the list: `booked` or `left`; returns whether there was a place."""
    row = standing(session, conversation_id)
    if row is None:
        return False
    row.state, row.offered, row.offered_until = state, None, None
    session.flush()
    return True


def listed(session: Session) -> Sequence[Waiting]:
    """Everyone who waits, first come first, for the console."""
    query = select(Waiting).where(Waiting.state.in_(OPEN)).order_by(Waiting.since, Waiting.id)
    return session.scalars(query).all()


class WaitingList:
    """Offers what has become free."""

    def __init__(self, store: Store, clinic: Clinic, notices: VisitNotices, may: MayText) -> None:
        """`may`: whether a number may be texted now; an offer in the night would only lapse."""
        self._store = store
        self._clinic = clinic
        self._notices = notices
        self._may = may

    def offer_free(self, now: datetime) -> int:
        """Offer free openings to those who wait, in order, each with a hold; returns how many."""
        with self._store.begin() as session:
            _lapse(session, self._clinic, now)
            waiting = [w.id for w in listed(session) if w.state == "waiting"]
        offered = 0
        for waiting_id in waiting:
            with self._store.begin() as session:
                offered += self._offer(session, waiting_id, now)
        return offered

    def _offer(self, session: Session, waiting_id: str, now: datetime) -> bool:
        row = session.get_one(Waiting, waiting_id, with_for_update=True)
        conversation = locked_conversation(session, row.conversation_id)
        busy = bool(conversation.owner_id or conversation.locked_by or conversation.silent)
        opening = self._fitting(session, row, now)
        busy = busy or conversation.opted_out_at is not None
        asleep = conversation.address and not self._may(conversation.address, now)
        if row.state != "waiting" or busy or asleep or opening is None:
            return False
        if held_by(session, conversation.id) is not None:
            return False  # in the middle of choosing another time
        try:
            held = hold(session, self._clinic, conversation.id, opening, now)
        except (OpeningTaken, SelfBookingClosed):
            return False
        held.expires_at = now + timedelta(minutes=self._clinic.booking.waiting_hold_minutes)
        row.state, row.offered, row.offered_until = "offered", opening.id, held.expires_at
        voice = voice_of(self._clinic, conversation.language)
        wanted = f'/book_consultation{{"opening": "{opening.id}"}}'
        self._notices.speaker.say(
            session, conversation, "utter_waiting_offer", now,
            values={"when": voice.full(opening.starts),
                    "minutes": self._clinic.booking.waiting_hold_minutes},
            buttons=[
                {"title": voice.title("Yes, I want it"), "payload": wanted},
                {"title": voice.title("No, keep waiting"), "payload": _NOT_THIS},
            ],
            data={"offers": [opening.starts.isoformat()], "yes": wanted, "no": _NOT_THIS,
                  "timezone": self._clinic.clinic.timezone},
            author="system", purpose="reminder",
        )
        log.info("waiting.offered", waiting_id=row.id)
        return True

    def _fitting(self, session: Session, row: Waiting, now: datetime) -> Opening | None:
        wanted = wanted_from(row.wanted) if row.wanted else None
        if wanted is not None:
            wanted = replace(wanted, earliest=False)
        found = openings(session, self._clinic, now, wanted, conversation_id=row.conversation_id)
        return next((o for o in found if o.id not in row.declined), None)


def let_go(session: Session, clinic: Clinic, conversation_id: str, now: datetime) -> None:
    """Not the opening that is offered, nor what is free beside it; the next person may have it."""
    row = standing(session, conversation_id)
    if row is None or row.state != "offered":
        return
    release(session, conversation_id)
    wanted = wanted_from(row.wanted) if row.wanted else None
    seen = {o.id for o in openings(session, clinic, now, wanted)}
    row.declined = sorted(seen | {*row.declined, str(row.offered)})
    row.state, row.offered, row.offered_until = "waiting", None, None
    session.flush()


def _lapse(session: Session, clinic: Clinic, now: datetime) -> None:
    """Offers that nobody took go to the next; whoever let one go keeps their place."""
    query = select(Waiting).where(Waiting.state == "offered", Waiting.offered_until <= now)
    for row in session.scalars(query).all():
        let_go(session, clinic, row.conversation_id, now)
        log.info("waiting.lapsed", waiting_id=row.id)
