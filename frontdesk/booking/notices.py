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
from frontdesk.booking.voice import Voice, voice_of
from frontdesk.clinic import Clinic
from frontdesk.conversations import consent
from frontdesk.conversations.speaker import Speaker
from frontdesk.conversations.transcript import locked_conversation, open_conversation
from frontdesk.store.ids import new_id, phone_hash, sms_conversation_id
from frontdesk.store.tables import Appointment, Conversation, Notice, OutboxRow

log = structlog.get_logger()

CONFIRMATION, MOVED, CANCELLED, DECLINED = "confirmation", "moved", "cancelled", "declined"
#: what was asked when a number was given for a visit: the proof of the consent to be texted at it
_ASKED_FOR = "utter_ask_booking_phone"
#: a detail of a visit whose person wants no texts
NO_TEXTS = {"texts": "no"}


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

    def booked(
        self, session: Session, appointment: Appointment, now: datetime, told: str | None = None
    ) -> bool:
        """Confirm a booking.

        Args:
            told: the conversation whose own reply says it already.
        """
        if appointment.phone and not _wants_no_texts(appointment):
            self.agreed(session, appointment.phone, appointment.channel, now)
        return self._say_all(session, appointment, CONFIRMATION, now, told)

    def changed(
        self, session: Session, appointment: Appointment, kind: str, now: datetime,
        told: str | None = None,
    ) -> None:
        """Take back what has not left, and tell of the move or the cancellation, as `booked`."""
        self.take_back(session, appointment)
        self._say_all(session, appointment, f"{kind}_{appointment.sequence}", now, told)

    def in_chat_once(
        self, session: Session, appointment: Appointment, kind: str, now: datetime
    ) -> bool:
        """Say it in the chat that made the visit, whose own answer never came; False if said."""
        key = f"{appointment.id}:in_chat_{kind}:{int(appointment.starts.timestamp())}"
        if session.get(Notice, key) is not None:
            return False
        session.add(
            Notice(key=key, appointment_id=appointment.id, kind=kind, at=now, outbox_keys=[])
        )
        self._in_chat(session, appointment, kind, now)
        return True

    def mailed(self, session: Session, appointment: Appointment, now: datetime) -> None:
        """An address was given after the booking: the confirmation goes there too."""
        self._say(session, appointment, "confirmation_mail", now, by_text=False)

    def remind(self, session: Session, appointment: Appointment, hours: int, now: datetime) -> bool:
        """Remind of a visit; the same reminder of the same time is never said twice."""
        return self._say(session, appointment, f"reminder_{hours}h", now, by_text=True)

    def code_text(self, code: str, now: datetime, language: str = "en") -> str:
        """The text that carries a code."""
        return self.speaker.render("utter_proof_text", "sms", now, language, {"code": code}).text

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

    def text_conversation(
        self, session: Session, phone: str, now: datetime, language: str = "en"
    ) -> Conversation:
        """The conversation by text of a number, opened in `language` where there is none yet."""
        found = sms_conversation_id(phone, self.key)
        if session.get(Conversation, found) is None:
            try:
                with session.begin_nested():
                    open_conversation(
                        session, "sms", now, id=found, address=phone, language=language
                    )
            except IntegrityError:
                log.info("notices.conversation_was_opened", conversation_id=found)
        return locked_conversation(session, found)

    def _say_all(
        self, session: Session, appointment: Appointment, kind: str, now: datetime,
        told: str | None,
    ) -> bool:
        """By mail, by text and in the chat that made the visit; not where it was told already."""
        by_text = not appointment.phone or told != sms_conversation_id(appointment.phone, self.key)
        said = self._say(session, appointment, kind, now, by_text=by_text)
        if said and told != appointment.conversation_id:
            self._in_chat(session, appointment, kind, now)
        return said

    def _in_chat(
        self, session: Session, appointment: Appointment, kind: str, now: datetime
    ) -> None:
        """What others did with a visit is also read in the chat where it was made."""
        conversation = locked_conversation(session, appointment.conversation_id)
        if conversation.channel != "web" or conversation.silent or conversation.locked_by:
            return
        self.speaker.say(
            session, conversation, f"utter_visit_{_wording(kind)}", now,
            values=self._values(appointment, conversation.language), author="system",
            purpose="confirmation",
        )

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
        if by_text and self.texts and appointment.phone and not _wants_no_texts(appointment):
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
        spoken = session.get_one(Conversation, appointment.conversation_id).language
        conversation = self.text_conversation(session, phone, now, spoken)
        if conversation.silent or conversation.locked_by:
            return ()
        reminds = kind.startswith("reminder")
        choices = _choices(appointment, self._voice(conversation.language))
        said = self.speaker.say(
            session, conversation, f"utter_visit_{_wording(kind)}", now,
            values=self._values(appointment, conversation.language),
            buttons=choices if reminds else None,
            data={"yes": choices[0]["payload"], "no": "/cancel_appointment"} if reminds else None,
            author="system",
            purpose="reminder" if reminds else "confirmation",
        )
        return (said.id,)

    def _mail(
        self, session: Session, appointment: Appointment, kind: str, now: datetime
    ) -> Sequence[str]:
        wording = f"utter_visit_{_wording(kind)}_mail"
        spoken = session.get_one(Conversation, appointment.conversation_id).language
        shown = self.speaker.render(
            wording, "email", now, spoken, self._values(appointment, spoken)
        )
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

    def _voice(self, language: str) -> Voice:
        return voice_of(self.clinic, language)

    def _values(self, appointment: Appointment, language: str) -> dict[str, Any]:
        voice = self._voice(language)
        short = voice.short(appointment.starts.astimezone(self.clinic.zone))
        return {
            "when": voice.full(appointment.starts),
            "when_short": f"{short} {voice.letters}",
            "calendar": self.links.of(appointment.id),
        }

    def agreed(self, session: Session, phone: str, channel: str, now: datetime) -> None:
        """A number given for the visit may be texted about the visit (47 CFR 64.1200(a)(1))."""
        number = phone_hash(phone, self.key)
        if not consent.standing(session, number).agreed:
            shown = "sms" if channel == "sms" else "web"
            asked = self.speaker.render(_ASKED_FOR, shown, now).text
            consent.note(session, number, "given", now, source=channel, wording=asked)


def _wants_no_texts(appointment: Appointment) -> bool:
    return NO_TEXTS.items() <= appointment.details.items()


def _wording(kind: str) -> str:
    return kind.split("_")[0]


def _choices(appointment: Appointment, voice: Voice) -> list[dict[str, str]]:
    confirm = voice.title("Confirm")
    return [
        {"title": confirm, "payload": f'/check_appointment{{"confirm": "{appointment.id}"}}'},
        {"title": voice.title("Move it"), "payload": "/reschedule_appointment"},
    ]
