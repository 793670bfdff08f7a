"""The desk speaks: a response key becomes approved words in the transcript, on their way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from frontdesk.answers import Catalogue, Rendered, render
from frontdesk.clinic import Clinic
from frontdesk.clinic.spoken import values as clinic_values
from frontdesk.conversations.transcript import add_message
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Conversation, Message, OutboxRow


class Speaker:
    """Renders approved answers and writes them down as messages that are to be delivered."""

    def __init__(self, catalogue: Catalogue, clinic: Clinic) -> None:
        self._catalogue = catalogue
        self._clinic = clinic
        self._clinic_values = clinic_values(clinic)

    def value(self, name: str) -> str | None:
        """What a placeholder of the clinic stands for."""
        return self._clinic_values[name]

    def render(
        self,
        key: str,
        channel: str,
        at: datetime,
        language: str = "en",
        values: Mapping[str, Any] | None = None,
    ) -> Rendered:
        """The words of `key` for a channel and a language, as approved and in date."""
        approved = language if language in self._clinic.languages_approved else "en"
        return render(
            self._catalogue,
            key,
            channel,
            values={**self._clinic_values, **(values or {})},
            language=approved,
            today=at.astimezone(self._clinic.zone).date(),
            when_due=self._clinic.answers.when_due,
        )

    def say(
        self,
        session: Session,
        conversation: Conversation,
        key: str,
        at: datetime,
        *,
        values: Mapping[str, Any] | None = None,
        buttons: Sequence[Mapping[str, str]] | None = None,
        data: Mapping[str, Any] | None = None,
        reply_to: str | None = None,
        author: str = "bot",
        purpose: str = "reply",
        sent: bool = True,
    ) -> Message:
        """Write `key` into the transcript, to be delivered; `sent=False` keeps it as unsent."""
        shown = self.render(key, conversation.channel, at, conversation.language, values)
        message = add_message(
            session,
            conversation,
            author,
            shown.text,
            at,
            response=shown.key,
            reply_to=reply_to,
            data=self._data(shown, buttons, data),
            delivery="waiting" if sent else "unsent",
        )
        if sent:
            self.post(session, conversation, message, purpose, at)
        return message

    def title(self, key: str) -> str | None:
        """What `key` is about, in a few words for people."""
        approved = self._catalogue.get(key)
        return approved.metadata.title if approved else None

    def _data(
        self,
        shown: Rendered,
        buttons: Sequence[Mapping[str, str]] | None,
        extra: Mapping[str, Any] | None,
    ) -> dict[str, Any]:
        """What clients are shown beside the words; what says nothing is left out."""
        approved = self._catalogue.get(shown.key)
        reviewed = approved.metadata.reviewed_on if approved else None
        data = {
            **(extra or {}),
            "buttons": [dict(b) for b in buttons or shown.buttons],
            "sources": [dict(s) for s in shown.sources],
            "source_line": shown.source_line,
            "reviewed_on": reviewed.isoformat() if reviewed and shown.source_line else None,
        }
        return {k: v for k, v in data.items() if v}

    @staticmethod
    def post(
        session: Session, conversation: Conversation, message: Message, purpose: str, at: datetime
    ) -> None:
        """Put a text into the outbox; a web message needs no row, the transcript is its outbox."""
        if conversation.channel != "sms" or not conversation.address:
            return
        session.add(
            OutboxRow(
                id=new_id("out"),
                key=message.id,
                transport="sms",
                purpose=purpose,
                conversation_id=conversation.id,
                message_id=message.id,
                address=conversation.address,
                body={"text": message.text},
                created_at=at,
                next_at=at,
            )
        )
