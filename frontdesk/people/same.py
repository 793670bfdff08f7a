"""Other conversations of the same person, by the number they are reached at."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from frontdesk.store.tables import Conversation


@dataclass(frozen=True)
class Other:
    """Another conversation; `proved`: both numbers are ones texts came from."""

    conversation: Conversation
    proved: bool


def others(session: Session, conversation: Conversation, most: int = 10) -> list[Other]:
    """The newest others of that number. A number typed on the website proves nothing by itself."""
    number = conversation.address or conversation.contact_phone
    if not number:
        return []
    query = (
        select(Conversation)
        .where(
            or_(Conversation.address == number, Conversation.contact_phone == number),
            Conversation.id != conversation.id,
        )
        .order_by(Conversation.last_at.desc())
        .limit(most)
    )
    return [
        Other(found, bool(conversation.address and found.address == conversation.address))
        for found in session.scalars(query)
    ]
