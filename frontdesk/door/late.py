"""What a turn did although its answer never came: told from the store, not guessed, and once.

The engine may die, or take too long, after an action has booked. Nothing is done again then; the
person is told what stands.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from frontdesk.booking.notices import CANCELLED, CONFIRMATION, MOVED, VisitNotices
from frontdesk.store import Store
from frontdesk.store.tables import Appointment, AppointmentEvent, Conversation, Message

log = structlog.get_logger()

#: what is in an appointment's history -> what is said of it
_SAID = {"booked": CONFIRMATION, "moved": MOVED, "cancelled": CANCELLED}
#: an action that was begun has ended by then, one way or the other
_ENDED = timedelta(minutes=2)
#: the dialogue is given the time in whole seconds
_A_MOMENT = timedelta(seconds=1)


class Late:
    """Looks for what was done to a visit for a message whose turn failed."""

    def __init__(self, notices: VisitNotices | None) -> None:
        """`notices`: who tells of visits; none where no visits are made."""
        self._notices = notices

    def tell(self, session: Session, message: Message, at: datetime) -> bool:
        """Tell what was done for `message`; False where nothing was, or it was told."""
        if self._notices is None:
            return False
        told = [
            self._notices.in_chat_once(session, appointment, _SAID[kind], at)
            for appointment, kind in _done(session, message)
        ]
        if any(told):
            log.warning("door.told_late", message_id=message.id)
        return any(told)

    def round(self, store: Store, at: datetime) -> list[str]:
        """Tell what was done since for every message that failed a moment ago."""
        done_to_a_visit = exists().where(
            Appointment.conversation_id == Message.conversation_id,
            AppointmentEvent.appointment_id == Appointment.id,
            AppointmentEvent.at > at - _ENDED - _A_MOMENT,
        )
        query = select(Message.id).where(
            Message.turn == "failed", Message.at > at - _ENDED, done_to_a_visit
        )
        with store.read() as session:
            lately = list(session.scalars(query)) if self._notices else []
        return [c for m in lately if (c := self._tell_one(store, m, at))]

    def _tell_one(self, store: Store, message_id: str, at: datetime) -> str | None:
        with store.read() as session:
            if not _done(session, session.get_one(Message, message_id)):
                return None
        with store.begin() as session:
            message = session.get_one(Message, message_id)
            session.get_one(Conversation, message.conversation_id, with_for_update=True)
            return message.conversation_id if self.tell(session, message, at) else None


def _done(session: Session, message: Message) -> list[tuple[Appointment, str]]:
    """What was done to visits of the conversation since, up to a message that was answered."""
    answered = select(Message.at).where(
        Message.conversation_id == message.conversation_id,
        Message.turn == "answered",
        Message.seq > message.seq,
    )
    until = session.scalars(answered.order_by(Message.seq).limit(1)).first()
    query = (
        select(Appointment, AppointmentEvent.kind)
        .join(AppointmentEvent, AppointmentEvent.appointment_id == Appointment.id)
        .where(
            Appointment.conversation_id == message.conversation_id,
            AppointmentEvent.kind.in_(_SAID),
            # The dialogue is given the time in whole seconds.
            AppointmentEvent.at >= message.at.replace(microsecond=0),
            AppointmentEvent.staff_id.is_(None),
        )
        .order_by(AppointmentEvent.id)
    )
    if until is not None:
        query = query.where(AppointmentEvent.at < until.replace(microsecond=0))
    return [(appointment, kind) for appointment, kind in session.execute(query)]
