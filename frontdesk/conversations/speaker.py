"""The desk speaks: a response key becomes approved words in the transcript, on their way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from frontdesk.answers import Catalogue, Rendered, render, review_of
from frontdesk.clinic import Clinic
from frontdesk.clinic.changes import present
from frontdesk.clinic.spoken import values as clinic_values
from frontdesk.conversations.texting import hold, text_row
from frontdesk.conversations.transcript import add_message
from frontdesk.store.tables import AnswerReview, Conversation, Message


class Speaker:
    """Renders approved answers and writes them down as messages that are to be delivered."""

    def __init__(self, catalogue: Catalogue, clinic: Clinic) -> None:
        self._catalogue = catalogue
        self._clinic = clinic
        self._told: tuple[Clinic, Mapping[str, str | None]] | None = None

    def value(self, name: str) -> str | None:
        """What a placeholder of the clinic stands for."""
        return self._values()[name]

    def speaks(self, language: str) -> bool:
        """Whether the clinic approved its wordings in `language`."""
        return language == "en" or language in self._clinic.languages_approved

    def today(self, at: datetime) -> date:
        """The date at the clinic."""
        return at.astimezone(self._clinic.zone).date()

    def render(
        self,
        key: str,
        channel: str,
        at: datetime,
        language: str = "en",
        values: Mapping[str, Any] | None = None,
        review_due: date | None = None,
        short: bool = False,
    ) -> Rendered:
        """The words of `key` for a channel and a language, as approved and in date."""
        approved = language if self.speaks(language) else "en"
        return render(
            self._catalogue,
            key,
            channel,
            values={**self._values(), **(values or {})},
            language=approved,
            today=self.today(at),
            when_due=self._clinic.answers.when_due,
            review_due=review_due,
            short=short,
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
        short: bool = False,
        full: bool = False,
    ) -> Message:
        """Write `key` into the transcript, to be delivered; `sent=False` keeps it as unsent.

        `short`: in the few words that are written for texts, whatever the channel.
        `full`: in all the words that are written for the web.
        """
        reviewed = self._review(session, key)
        shown = self.render(
            key,
            "web" if full else conversation.channel,
            at,
            conversation.language,
            values,
            reviewed.due if reviewed else None,
            short,
        )
        offered = [dict(b) for b in buttons or shown.buttons]
        message = add_message(
            session,
            conversation,
            author,
            shown.text,
            at,
            response=shown.key,
            reply_to=reply_to,
            data=self._data(key, shown, offered, data, reviewed),
            delivery="waiting" if sent else "unsent",
        )
        if sent:
            self.post(session, conversation, message, purpose, at)
        return message

    def title(self, key: str, language: str = "en") -> str | None:
        """What `key` is about, in a few words for people; in English where there are no others."""
        approved = self._catalogue.get(key)
        if approved is None:
            return None
        spoken = (w.metadata.title for w in approved.wordings if w.language == language)
        return next((t for t in spoken if t), approved.metadata.title)

    def _values(self) -> Mapping[str, str | None]:
        """Of the clinic as it is now; put into words again only when it changed."""
        clinic = present(self._clinic)
        if self._told is None or self._told[0] is not clinic:
            self._told = (clinic, clinic_values(clinic))
        return self._told[1]

    def _review(self, session: Session, key: str) -> AnswerReview | None:
        entry = self._catalogue.get(key)
        if not entry or not entry.is_answer:
            return None
        # Nothing that waits to be written is a review: it is all written at once, with the words.
        with session.no_autoflush:
            return review_of(session, entry)

    @staticmethod
    def _data(
        key: str,
        shown: Rendered,
        buttons: Sequence[Mapping[str, str]],
        extra: Mapping[str, Any] | None,
        reviewed: AnswerReview | None,
    ) -> dict[str, Any]:
        """What stands beside the words for clients and staff; what says nothing is left out."""
        on = reviewed.at.date() if reviewed else shown.reviewed_on
        gap = {"key": key, "missing": list(shown.missing), "withheld": shown.withheld}
        data = {
            **(extra or {}),
            "buttons": list(buttons),
            "sources": [dict(s) for s in shown.sources],
            "source_line": shown.source_line,
            "reviewed_on": on.isoformat() if on and shown.source_line else None,
            "agreed": shown.agreed,
            "gap": gap if shown.gap else None,
            "language": shown.language if shown.language != "en" else None,
        }
        return {k: v for k, v in data.items() if v}

    @staticmethod
    def post(
        session: Session, conversation: Conversation, message: Message, purpose: str, at: datetime
    ) -> None:
        """Put a text into the outbox; a web message needs no row, the transcript is its outbox."""
        if conversation.channel != "sms" or not conversation.address:
            return
        session.add(hold(session, text_row(conversation, message, purpose, at)))
