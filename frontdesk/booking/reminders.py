"""Reminders: who is due, and when in their own day. The worker asks; a restart loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from frontdesk.booking.notices import VisitNotices
from frontdesk.clinic import Clinic
from frontdesk.store import Store
from frontdesk.store.tables import Appointment, Conversation, Notice

#: who is reminded; a request is not yet a visit
REMINDED = ("booked", "confirmed", "moved")
#: a reminder that could not go out when it was due is of use this long, as a share of its hours
_OF_USE = 0.75
#: nobody is reminded of what they booked or moved within so many hours before the reminder
_JUST_TOLD = timedelta(hours=6)
#: how far ahead of its time a reminder is said when its own time is in the night
_LOOK_BACK = timedelta(hours=18)
_STEP = timedelta(minutes=15)

#: whether a number (E.164) may be texted unasked at a time
MayText = Callable[[str, datetime], bool]


class Reminders:
    """Says every reminder that is due."""

    def __init__(self, store: Store, clinic: Clinic, notices: VisitNotices, may: MayText) -> None:
        self._store = store
        self._clinic = clinic
        self._notices = notices
        self._may = may

    def say_due(self, now: datetime) -> int:
        """Say the reminders that are due; returns how many."""
        said = 0
        for appointment_id, hours in self._due(now):
            with self._store.begin() as session:
                appointment = session.get(Appointment, appointment_id, with_for_update=True)
                # It may have been cancelled or moved since it was looked at.
                if appointment is None or not self._is_due(appointment, hours, now):
                    continue
                conversation = session.get(Conversation, appointment.conversation_id)
                if conversation and (conversation.silent or conversation.locked_by):
                    continue
                said += self._notices.remind(session, appointment, hours, now)
        return said

    def _due(self, now: datetime) -> Sequence[tuple[str, int]]:
        longest = timedelta(hours=max(self._clinic.booking.reminder_hours, default=0))
        query = select(Appointment).where(
            Appointment.state.in_(REMINDED),
            Appointment.starts > now,
            Appointment.starts <= now + longest + _LOOK_BACK,
        )
        with self._store.read() as session:
            done = set(
                session.execute(
                    select(Notice.appointment_id, Notice.key).where(Notice.at > now - 2 * longest)
                ).tuples()
            )
            found = session.scalars(query).all()
        keys = {key for _, key in done}
        return [
            (a.id, hours)
            for a in found
            for hours in self._clinic.booking.reminder_hours
            if f"{a.id}:reminder_{hours}h:{int(a.starts.timestamp())}" not in keys
            and self._is_due(a, hours, now)
        ]

    def _is_due(self, appointment: Appointment, hours: int, now: datetime) -> bool:
        if appointment.state not in REMINDED:
            return False
        due = self.due_at(appointment, hours)
        too_late = appointment.starts - (1 - _OF_USE) * timedelta(hours=hours)
        told = appointment.details.get("told_at")
        last_told = datetime.fromisoformat(told) if told else appointment.booked_at
        return due <= now < too_late and last_told + _JUST_TOLD < due

    def due_at(self, appointment: Appointment, hours: int) -> datetime:
        """When a reminder goes out: its hours before the visit, or the last hour that is kind.

        In the night of the person's own zone it is said before the night, so that it still comes
        before the visit does.
        """
        at = appointment.starts - timedelta(hours=hours)
        earliest = at - _LOOK_BACK
        while appointment.phone and not self._may(appointment.phone, at):
            at -= _STEP
            if at < earliest:
                return appointment.starts - timedelta(hours=hours)
        return at
