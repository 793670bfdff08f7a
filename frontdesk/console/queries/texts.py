"""Whether texts go to a person's number, and since when they do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from frontdesk.channels.sms.leave import number_key
from frontdesk.channels.sms.numbers import address_of
from frontdesk.conversations import consent
from frontdesk.store.tables import Conversation

__all__ = ["TextsTo", "number_key", "number_of", "texts_to"]


@dataclass(frozen=True)
class TextsTo:
    """A number, and what holds for texts to it.

    Attributes:
        stopped: One of `consent.STOPS`, or None while texts go out.
        by: What brought the stop: text, web, staff or provider.
        since: When it came.
        agreed: Whether the number's owner ever texted us, or gave it to be texted at.
    """

    number: str
    stopped: str | None
    by: str | None
    since: datetime | None
    agreed: bool


def number_of(conversation: Conversation) -> str | None:
    """The number that texts about this conversation would go to."""
    number = conversation.address or conversation.contact_phone
    return address_of(number) if number else None


def texts_to(session: Session, conversation: Conversation) -> TextsTo | None:
    """What holds for the person's number; None where none is known."""
    number = number_of(conversation)
    if number is None:
        return None
    key = number_key(number)
    held = consent.standing(session, key)
    lines = reversed(consent.record(session, key))
    ended = next((li for li in lines if li.kind == held.stopped), None)
    return TextsTo(
        number, held.stopped, ended.source if ended else None, ended.at if ended else None,
        held.agreed,
    )  # fmt: skip
