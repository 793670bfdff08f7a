"""What an appointment makes us say unasked: a confirmation, a change, a reminder. Each once.

What goes out is written with the row that says that it was said, in one transaction; the worker
sends it. A visit that is cancelled or moved takes back what has not left yet. Texts carry no
health detail; the calendar file hangs on the mail, and behind a signed link in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from frontdesk.booking.ics import appointment_file
from frontdesk.booking.links import CalendarLinks
from frontdesk.booking.spoken import short_time
from frontdesk.clinic import Clinic
from frontdesk.clinic.spoken import full_time, zone_letters
from frontdesk.conversations import consent
from frontdesk.conversations.speaker import Speaker
from frontdesk.conversations.transcript import locked_conversation, open_conversation
from frontdesk.store.ids import new_id, phone_hash, sms_conversation_id
from frontdesk.store.tables import Appointment, Conversation, Notice, OutboxRow

log = structlog.get_logger()

CONFIRMATION, MOVED, CANCELLED = "confirmation", "moved", "cancelled"
#: what was asked when a number was given for a visit: the proof of the consent to be texted at it
_ASKED_FOR = "What phone number can we use if we need to reach you?"


@dataclass(frozen=True)
class VisitNotices:
    """Writes what is to be said of a visit, by text and by mail.

    Attributes:
        key: The secret that keys the hash of numbers.
        texts: Whether texts can be sent at all.
        mails: Whether mail can be sent at all.
    """

    clinic: Clinic
    speaker: Speaker
    links: CalendarLinks
    key: str
    texts: bool
    mails: bool

    def booked(self, session: Session, appointment: Appointment, now: datetime) -> bool:
        """Confirm a booking; one that was made by text was confirmed in its own reply."""
        if appointment.phone:
            self.agreed(session, appointment.phone, appointment.channel, now)
        by_text = appointment.channel != "sms"
        return self._say(session, appointment, CONFIRMATION, now, by_text=by_text)

    def changed(self, session: Session, appointment: Appointment, kind: str, now: datetime) -> None:
        """Take back what has not left, and tell of the move or the cancellation."""
        self.take_back(session, appointment)
        by_text = appointment.channel != "sms"
        self._say(session, appointment, f"{kind}_{appointment.sequence}", now, by_text=by_text)

    def mailed(self, session: Session, appointment: Appointment, now: datetime) -> None:
        """An address was given after the booking: the confirmation goes there too."""
        self._say(session, appointment, "confirmation_mail", now, by_text=False)

    def remind(self, session: Session, appointment: Appointment, hours: int, now: datetime) -> bool:
        """Remind of a visit; the same reminder of the same time is never said twice."""
        return self._say(session, appointment, f"reminder_{hours}h", now, by_text=True)

    def code_text(self, code: str, now: datetime) -> str:
        """The text that carries a code."""
        return self.speaker.render("utter_proof_text", "sms", now, values={"code": code}).text

    def take_back(self, session: Session, appointment: Appointment) -> None:
        """What was written of a visit and has not been sent stays here."""
        query = select(Notice).where(Notice.appointment_id == appointment.id)
        keys = [k for n in session.scalars(query) for k in n.outbox_keys]
        if keys:
            session.execute(
                update(OutboxRow)
                .where(OutboxRow.key.in_(keys), OutboxRow.state == "waiting")
                .values(state="unsent", error="visit_changed")
            )

    def text_conversation(self, session: Session, phone: str, now: datetime) -> Conversation:
        """The conversation by text of a number, opened where there is none yet."""
        found = sms_conversation_id(phone, self.key)
        if session.get(Conversation, found) is None:
            try:
                with session.begin_nested():
                    open_conversation(session, "sms", now, id=found, address=phone)
            except IntegrityError:
                log.info("notices.conversation_was_opened", conversation_id=found)
        return locked_conversation(session, found)

    def _say(
        self, session: Session, appointment: Appointment, kind: str, now: datetime, by_text: bool
    ) -> bool:
        """Write the notice and what goes out for it; False where it was said before."""
        # The time is part of the key: a visit that was moved is reminded of its new time.
        key = f"{appointment.id}:{kind}:{int(appointment.starts.timestamp())}"
        made = Notice(key=key, appointment_id=appointment.id, kind=kind, at=now, outbox_keys=[])
        try:
            with session.begin_nested():
                session.add(made)
        except IntegrityError:
            return False
        keys: list[str] = []
        if by_text and self.texts and appointment.phone:
            keys += self._text(session, appointment, appointment.phone, kind, now)
        if self.mails and appointment.details.get("email"):
            keys += self._mail(session, appointment, kind, now)
        made.outbox_keys = keys
        session.flush()
        log.info("notice.written", appointment_id=appointment.id, kind=kind, ways=len(keys))
        return True

    def _text(
        self, session: Session, appointment: Appointment, phone: str, kind: str, now: datetime
    ) -> Sequence[str]:
        conversation = self.text_conversation(session, phone, now)
        if conversation.silent or conversation.locked_by:
            return ()
        reminds = kind.startswith("reminder")
        said = self.speaker.say(
            session, conversation, f"utter_visit_{_wording(kind)}", now,
            values=self._values(appointment),
            buttons=_choices(appointment) if reminds else None,
            data={"yes": _choices(appointment)[0]["payload"]} if reminds else None,
            author="system",
            purpose="reminder" if reminds else "confirmation",
        )
        return (said.id,)

    def _mail(
        self, session: Session, appointment: Appointment, kind: str, now: datetime
    ) -> Sequence[str]:
        wording = f"utter_visit_{_wording(kind)}_mail"
        shown = self.speaker.render(wording, "email", now, "en", self._values(appointment))
        file = appointment_file(self.clinic, appointment, now).decode()
        row = OutboxRow(
            id=new_id("out"), key=new_id("mail"), transport="email", purpose="confirmation",
            conversation_id=appointment.conversation_id, address=appointment.details["email"],
            body={
                "subject": f"Your visit at {self.clinic.clinic.name}", "text": shown.text,
                "attachments": [{"name": "visit.ics", "type": "text/calendar", "text": file}],
            },
            created_at=now, next_at=now,
        )
        session.add(row)
        return (row.key,)

    def _values(self, appointment: Appointment) -> dict[str, Any]:
        zone = self.clinic.zone
        letters = zone_letters(self.clinic)
        return {
            "when": full_time(self.clinic, appointment.starts),
            "when_short": f"{short_time(appointment.starts.astimezone(zone))} {letters}",
            "calendar": self.links.of(appointment.id),
        }

    def agreed(self, session: Session, phone: str, channel: str, now: datetime) -> None:
        """A number given for the visit may be texted about the visit (47 CFR 64.1200(a)(1))."""
        number = phone_hash(phone, self.key)
        if not consent.standing(session, number).agreed:
            consent.note(session, number, "given", now, source=channel, wording=_ASKED_FOR)


def _wording(kind: str) -> str:
    return kind.split("_")[0]


def _choices(appointment: Appointment) -> list[dict[str, str]]:
    return [
        {"title": "Confirm", "payload": f'/check_appointment{{"confirm": "{appointment.id}"}}'},
        {"title": "Move it", "payload": "/reschedule_appointment"},
    ]
