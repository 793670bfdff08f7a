"""The booking desk: a draft meets the calendar. What the dialogue calls, one method a step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from frontdesk.booking import appointments
from frontdesk.booking.appointments import Request
from frontdesk.booking.choose import Choice, find, free_days, take
from frontdesk.booking.draft import Draft, Notes
from frontdesk.booking.holds import OpeningTaken, SelfBookingClosed, release
from frontdesk.booking.openings import Opening, opening_of
from frontdesk.cases.cases import open_case
from frontdesk.clinic import Clinic
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

    def __init__(self, store: Store, clinic: Clinic) -> None:
        self._store = store
        self.clinic = clinic

    def known_phone(self, conversation_id: str) -> str | None:
        """The number somebody texts from, which need not be asked for."""
        with self._store.read() as session:
            row = session.get(Conversation, conversation_id)
            return row.address if row and row.channel == "sms" else None

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
                    standing = session.get_one(Appointment, draft.notes.moving)
                    moved = appointments.move(session, self.clinic, standing, opening, now)
                    return Done(moved)
                request = _request(conversation_id, draft, opening, channel, key)
                return Done(appointments.book(session, self.clinic, request, now))
        except OpeningTaken as taken:
            return Done(draft=_taken(draft, taken))
        except SelfBookingClosed:
            return Done(draft=replace(draft, notes=replace(draft.notes, ended="closed")))

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
        """The appointments of this conversation that are to come."""
        with self._store.read() as session:
            return list(appointments.for_conversation(session, conversation_id, now))

    def cancel(
        self, appointment_id: str, conversation_id: str, now: datetime
    ) -> Appointment | None:
        """Cancel an appointment of this conversation; None when it has no such one."""
        with self._store.begin() as session:
            appointment = session.get(Appointment, appointment_id)
            if appointment is None or appointment.conversation_id != conversation_id:
                return None
            return appointments.cancel(session, appointment, now)

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


def _taken(draft: Draft, taken: OpeningTaken) -> Draft:
    notes: Notes = replace(
        draft.notes, why="taken", wanted=None, offers=tuple(o.id for o in taken.next_openings)
    )
    return replace(draft, opening=None, booking_confirmed=None, notes=notes)
