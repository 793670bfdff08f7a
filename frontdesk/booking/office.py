"""What staff do with the calendar. Every change is told to the person like their own would be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.booking import appointments
from frontdesk.booking.appointments import Request
from frontdesk.booking.blocks import Blocked, block, unblock
from frontdesk.booking.notices import CANCELLED, DECLINED, MOVED, VisitNotices
from frontdesk.booking.openings import opening_of
from frontdesk.cases.cases import resolve
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import open_conversation
from frontdesk.store import Store
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Appointment, Case, CaseEvent, Conversation

#: the channel of a visit that was booked at the desk or by telephone
AT_THE_DESK = "desk"


@dataclass(frozen=True)
class ByHand:
    """A visit that staff book. `phone` is E.164; `opening` an opening's id."""

    opening: str
    name: str
    phone: str | None = None
    email: str | None = None
    reason: str | None = None
    mri: str | None = None
    for_whom: str = "self"
    #: where the person wrote before; none: a caller
    conversation_id: str | None = None


class BookingOffice:
    """Books, moves, cancels, accepts, closes and blocks for staff."""

    def __init__(self, store: Store, clinic: Clinic, notices: VisitNotices) -> None:
        self._store = store
        self._clinic = clinic
        self._notices = notices

    def book(self, visit: ByHand, now: datetime, staff_id: str) -> Appointment:
        """Book for somebody.

        Raises:
            OpeningTaken: when the opening is gone.
            NotAnOpening: for an id that names none.
        """
        opening = opening_of(self._clinic, visit.opening)
        with self._store.begin() as session:
            conversation = self._conversation(session, visit, now)
            request = Request(
                conversation_id=conversation.id, opening=opening, name=visit.name,
                phone=visit.phone, reason=visit.reason, mri=visit.mri, channel=AT_THE_DESK,
                key=new_id("by-hand"), for_whom=visit.for_whom,
                details={"email": visit.email} if visit.email else {}, staff_id=staff_id,
            )
            made = appointments.book(session, self._clinic, request, now)
            self._notices.booked(session, made, now)
            return made

    def move(self, appointment_id: str, opening: str, now: datetime, staff_id: str) -> Appointment:
        """Move a visit. Raises `OpeningTaken`, `NotAnOpening`."""
        wanted = opening_of(self._clinic, opening)
        with self._store.begin() as session:
            visit = _visit(session, appointment_id)
            before = visit.sequence
            moved = appointments.move(session, self._clinic, visit, wanted, now, staff_id)
            if moved.sequence != before:
                self._notices.changed(session, moved, MOVED, now)
            return moved

    def cancel(self, appointment_id: str, now: datetime, staff_id: str) -> Appointment:
        """Cancel a visit; twice is once."""
        with self._store.begin() as session:
            visit = _visit(session, appointment_id)
            standing = visit.state in appointments.STANDING
            gone = appointments.cancel(session, visit, now, staff_id)
            if standing:
                self._notices.changed(session, gone, CANCELLED, now)
            return gone

    def accept(self, appointment_id: str, now: datetime, staff_id: str) -> Appointment:
        """Accept what was only a request; the person is told."""
        with self._store.begin() as session:
            visit = _visit(session, appointment_id)
            requested = visit.state == "requested"
            made = appointments.confirm(session, visit, now, staff_id)
            if requested:
                self._notices.booked(session, made, now)
                _settled(session, made, now, staff_id)
            return made

    def decline(self, appointment_id: str, now: datetime, staff_id: str) -> Appointment:
        """Turn down what was only a request; the person is told and asked for another time.

        Raises:
            ValueError: for a visit that is no request (any more).
        """
        with self._store.begin() as session:
            visit = _visit(session, appointment_id)
            if visit.state != "requested":
                raise ValueError(visit.state)
            gone = appointments.cancel(session, visit, now, staff_id)
            self._notices.changed(session, gone, DECLINED, now)
            _settled(session, gone, now, staff_id)
            return gone

    def close(self, appointment_id: str, outcome: str, now: datetime, staff_id: str) -> Appointment:
        """`kept` or `no_show`, once the visit began. Raises `ValueError`."""
        with self._store.begin() as session:
            visit = _visit(session, appointment_id)
            return appointments.close(session, visit, outcome, now, staff_id)

    def block(
        self, provider_id: str, starts: datetime, ends: datetime, now: datetime, staff_id: str,
        note: str | None = None,
    ) -> Blocked:
        """Close a provider's time; names what stands in it. Raises `NotBlockable`."""
        with self._store.begin() as session:
            return block(
                session, self._clinic, provider_id, starts, ends, now, staff_id=staff_id, note=note
            )

    def unblock(self, block_id: str, now: datetime) -> bool:
        """Open it again."""
        with self._store.begin() as session:
            return unblock(session, self._clinic, block_id, now)

    def _conversation(self, session: Session, visit: ByHand, now: datetime) -> Conversation:
        if visit.conversation_id:
            return session.get_one(Conversation, visit.conversation_id)
        if visit.phone and self._notices.texts:
            return self._notices.text_conversation(session, visit.phone, now)
        return open_conversation(session, AT_THE_DESK, now)


def _settled(session: Session, visit: Appointment, now: datetime, staff_id: str) -> None:
    """Staff looked at the request: each of its cases is over in which no other request waits.

    A visit that was moved from another device has a case in that conversation too.
    """
    waiting = {a.id for a in appointments.requested(session, now)}
    for case, asked in _standing_requests(session):
        if visit.id in asked and not asked & waiting:
            resolve(session, case, now, staff_id, "reached")


def _standing_requests(session: Session) -> list[tuple[Case, set[str]]]:
    """The cases of requests nobody has resolved yet, and the visits each is about."""
    query = (
        select(Case, CaseEvent)
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .where(Case.kind == "booking_request", Case.state != "resolved")
    )
    about: dict[str, tuple[Case, set[str]]] = {}
    for case, event in session.execute(query).tuples():
        if "appointment" in event.data:
            about.setdefault(case.id, (case, set()))[1].add(event.data["appointment"])
    return list(about.values())


def _visit(session: Session, appointment_id: str) -> Appointment:
    return session.get_one(Appointment, appointment_id, with_for_update=True)
