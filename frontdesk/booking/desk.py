"""The booking desk: a draft meets the calendar. What the dialogue calls, one method a step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from frontdesk.booking import appointments, waiting
from frontdesk.booking.appointments import Request
from frontdesk.booking.busy import is_stale
from frontdesk.booking.choose import Choice, find, free_days, take
from frontdesk.booking.draft import Draft, Notes
from frontdesk.booking.facts import closed_by_facts
from frontdesk.booking.holds import OpeningTaken, SelfBookingClosed, release
from frontdesk.booking.notices import CANCELLED, MOVED, VisitNotices
from frontdesk.booking.openings import Opening, opening_of
from frontdesk.booking.proof import Checked, Proofs
from frontdesk.cases.cases import open_case
from frontdesk.clinic import Clinic
from frontdesk.conversations.criteria import criteria_said
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.store import Store
from frontdesk.store.tables import Appointment, Conversation


@dataclass(frozen=True)
class Done:
    """How an attempt to book ended: an appointment, or the draft to go on with."""

    appointment: Appointment | None = None
    draft: Draft | None = None


class BookingDesk:
    """Holds, books, moves and cancels for a conversation; opens a case where staff must help."""

    def __init__(
        self, store: Store, clinic: Clinic, notices: VisitNotices, proofs: Proofs
    ) -> None:
        self._store = store
        self._notices = notices
        self._proofs = proofs
        self.clinic = clinic

    def known_phone(self, conversation_id: str) -> str | None:
        """The number somebody texts from, which need not be asked for."""
        with self._store.read() as session:
            row = session.get(Conversation, conversation_id)
            return row.address if row and row.channel == "sms" else None

    def waited(self, conversation_id: str) -> dict[str, Any]:
        """What somebody on the waiting list told before, by slot."""
        with self._store.read() as session:
            row = waiting.standing(session, conversation_id)
            return dict(row.draft) if row else {}

    def closed_by_facts(self, conversation_id: str, now: datetime) -> str | None:
        """Why staff book for this person, by what they know: minor, pregnancy or procedure."""
        with self._store.read() as session:
            return closed_by_facts(session, conversation_id, now)

    def settle_time(self, conversation_id: str, draft: Draft, now: datetime) -> Draft:
        """The draft with a time held, or with times to offer, where the time is what is missing."""
        if draft.notes.ended or (draft.missing != "opening" and not draft.picked):
            return draft
        if draft.notes.why == "days":
            return self._days(conversation_id, draft, now)
        try:
            chosen = self._chosen(conversation_id, draft, now)
        except SelfBookingClosed:
            return replace(draft, notes=replace(draft.notes, ended="closed"))
        if chosen.why == "past" and draft.wanted is not None and draft.wanted.unsure:
            # sooner misread than over: which day it is
            return self._days(conversation_id, draft, now)
        offers, why = tuple(o.id for o in chosen.offers), chosen.why or draft.notes.why
        notes = replace(draft.notes, offers=offers, why=why, days=())
        if chosen.opening is None:
            return replace(draft, picked=None, notes=notes)
        notes = replace(notes, why=None, wanted=None)
        return replace(draft, opening=chosen.opening.id, picked=None, notes=notes)

    def _chosen(self, conversation_id: str, draft: Draft, now: datetime) -> Choice:
        # The store is locked for writing only where there is something to hold.
        with self._store.read() as session:
            found = find(
                session, self.clinic, conversation_id, now,
                picked=draft.picked, wanted=draft.wanted,
            )
        if found.opening is None:
            return found
        with self._store.begin() as session:
            return take(session, self.clinic, conversation_id, found.opening, now)

    def finish(
        self, conversation_id: str, draft: Draft, now: datetime, channel: str, key: str
    ) -> Done:
        """Book, or move what is being moved."""
        assert draft.opening is not None
        opening = opening_of(self.clinic, draft.opening)
        try:
            with self._store.begin() as session:
                if draft.notes.moving:
                    return Done(self._move(session, conversation_id, draft, opening, now))
                return Done(self._book(session, conversation_id, draft, opening, now, channel, key))
        except OpeningTaken as taken:
            return Done(draft=_taken(draft, taken))
        except SelfBookingClosed:
            return Done(draft=replace(draft, notes=replace(draft.notes, ended="closed")))

    def _book(
        self, session: Session, conversation_id: str, draft: Draft, opening: Opening,
        now: datetime, channel: str, key: str,
    ) -> Appointment:
        # By a calendar that was not read for long the time may be gone: staff have a look first.
        stale = is_stale(session, self.clinic, opening.provider_id, now)
        request = replace(
            _request(conversation_id, draft, opening, channel, key),
            details=_known({
                "criteria": dict(criteria_said(session, conversation_id)),
                "email": draft.notes.email,
                "texts": "no" if draft.notes.no_texts else None,
            }),
            state="requested" if stale else "booked",
        )
        made = appointments.book(session, self.clinic, request, now)
        if made.state == "requested":
            self._ask_to_accept(session, made, conversation_id, now)
        else:
            self._notices.booked(session, made, now, told=conversation_id)
        return made

    def _move(
        self, session: Session, conversation_id: str, draft: Draft, opening: Opening, now: datetime
    ) -> Appointment:
        mine = self._proofs.appointments(session, conversation_id, now)
        standing = next((a for a in mine if a.id == draft.notes.moving), None)
        if standing is None:
            # cancelled meanwhile, or the proof ran out: staff help
            raise SelfBookingClosed(conversation_id)
        before = standing.sequence
        moved = appointments.move(
            session, self.clinic, standing, opening, now, conversation_id=conversation_id
        )
        if moved.sequence == before:
            return moved
        if is_stale(session, self.clinic, opening.provider_id, now):
            moved.state = "requested"
            self._notices.take_back(session, moved)
        if moved.state == "requested":
            self._ask_to_accept(session, moved, conversation_id, now)
        else:
            self._notices.changed(session, moved, MOVED, now, told=conversation_id)
        return moved

    def _ask_to_accept(
        self, session: Session, appointment: Appointment, conversation_id: str, now: datetime
    ) -> None:
        conversation = locked_conversation(session, conversation_id)
        open_case(
            session, self.clinic, conversation, "booking_request", now, appointment=appointment.id
        )

    def wait(self, conversation_id: str, draft: Draft, now: datetime) -> None:
        """Put the draft on the waiting list: where the number can be texted, by text."""
        with self._store.begin() as session:
            release(session, conversation_id)
            place = conversation_id
            if draft.phone and self._notices.texts and not draft.notes.no_texts:
                spoken = locked_conversation(session, conversation_id).language
                place = self._notices.text_conversation(session, draft.phone, now, spoken).id
                self._notices.agreed(session, draft.phone, "web", now)
            slots = {s: getattr(draft, s) for s in ("reason", "mri", "person_name", "phone",
                                                    "for_whom")}
            waiting.wait(session, self.clinic, place, slots, draft.wanted, now)

    def let_go(self, conversation_id: str, now: datetime) -> None:
        """Not this opening, but the place on the waiting list stays."""
        with self._store.begin() as session:
            waiting.let_go(session, self.clinic, conversation_id, now)

    def leave(self, conversation_id: str) -> None:
        """Give up the hold."""
        with self._store.begin() as session:
            release(session, conversation_id)

    def ask_staff(self, conversation_id: str, kind: str, now: datetime, draft: Draft) -> datetime:
        """Open a case for a person and give up the hold; returns when a person looks at it."""
        with self._store.begin() as session:
            conversation = locked_conversation(session, conversation_id)
            release(session, conversation_id)
            conversation.contact_name = draft.person_name or conversation.contact_name
            conversation.contact_phone = draft.phone or conversation.contact_phone
            return open_case(session, self.clinic, conversation, kind, now).due_at

    def standing(self, conversation_id: str, now: datetime) -> list[Appointment]:
        """The appointments to come that this conversation may act on, soonest first."""
        with self._store.read() as session:
            return self._proofs.appointments(session, conversation_id, now)

    @property
    def can_text(self) -> bool:
        """Whether a code can be texted at all."""
        return self._notices.texts

    def send_code(self, conversation_id: str, phone: str, now: datetime) -> None:
        """Text a code to a number if a visit stands under it. Raises `TooManyCodes`."""
        with self._store.begin() as session:
            spoken = locked_conversation(session, conversation_id).language
            self._proofs.send(
                session, conversation_id, phone,
                lambda code: self._notices.code_text(code, now, spoken), now,
            )

    def check_code(self, conversation_id: str, code: str, now: datetime) -> Checked:
        """Take a code back."""
        with self._store.begin() as session:
            return self._proofs.check(session, conversation_id, code, now)

    def confirm(
        self, appointment_id: str, conversation_id: str, now: datetime
    ) -> Appointment | None:
        """The person says that they come; None when it is not theirs or is over."""
        with self._store.begin() as session:
            mine = self._proofs.appointments(session, conversation_id, now)
            found = next((a for a in mine if a.id == appointment_id), None)
            return appointments.confirm(session, found, now) if found else None

    def add_details(
        self, appointment_id: str, conversation_id: str, now: datetime, **details: str
    ) -> None:
        """Add what was said after the booking; to an address given then, the mail goes out."""
        with self._store.begin() as session:
            mine = self._proofs.appointments(session, conversation_id, now)
            found = next((a for a in mine if a.id == appointment_id), None)
            if found is None or not details:
                return
            appointments.add_details(session, found, now, **details)
            if "email" in details and found.state != "requested":
                self._notices.mailed(session, found, now)

    def cancel(
        self, appointment_id: str, conversation_id: str, now: datetime
    ) -> Appointment | None:
        """Cancel an appointment this conversation may act on; None when it has no such one."""
        with self._store.begin() as session:
            mine = self._proofs.appointments(session, conversation_id, now)
            found = next((a for a in mine if a.id == appointment_id), None)
            if found is None:
                return None
            gone = appointments.cancel(session, found, now)
            self._notices.changed(session, gone, CANCELLED, now, told=conversation_id)
            return gone

    def _days(self, conversation_id: str, draft: Draft, now: datetime) -> Draft:
        """Days to choose from; asked again, the days after those."""
        seen = draft.notes.days[-1] if draft.notes.days else None
        with self._store.read() as session:
            after = datetime.fromisoformat(seen).date() if seen else None
            days = free_days(session, self.clinic, conversation_id, now, after)
            days = days or free_days(session, self.clinic, conversation_id, now)
        named = tuple(d.isoformat() for d in days)
        return replace(draft, notes=replace(draft.notes, days=named, offers=(), wanted=None))


def _request(
    conversation_id: str, draft: Draft, opening: Opening, channel: str, key: str
) -> Request:
    return Request(
        conversation_id=conversation_id, opening=opening, name=draft.person_name or "",
        phone=draft.phone, reason=draft.reason, mri=draft.mri, channel=channel, key=key,
        for_whom=draft.for_whom or "self",
    )


def _known(details: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in details.items() if v}


def _taken(draft: Draft, taken: OpeningTaken) -> Draft:
    notes: Notes = replace(
        draft.notes, why="taken", wanted=None, offers=tuple(o.id for o in taken.next_openings)
    )
    return replace(draft, opening=None, booking_confirmed=None, notes=notes)
