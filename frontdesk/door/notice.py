"""Tell the engine of a red flag, so that the dialogue lets go of whatever it was doing.

The person has their safety text, and staff their page, before this begins; nothing waits for it.
Where the engine can not be told, the conversation stays marked and is reset before its next turn.
"""

from __future__ import annotations

import structlog
from sqlalchemy import select

from frontdesk import clock
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.door.engine import Answer, TurnRequest
from frontdesk.store import Store
from frontdesk.store.tables import Conversation, FindingRow, Message

log = structlog.get_logger()


class Notices:
    """The store's side of telling the engine."""

    def __init__(self, store: Store, clinic: Clinic) -> None:
        self._store = store
        self._clinic = clinic

    def request(self, message_id: str) -> TurnRequest:
        """The flagged message with its findings, for the engine."""
        findings = select(FindingRow.category, FindingRow.tier).where(
            FindingRow.message_id == message_id
        )
        with self._store.read() as session:
            message = session.get_one(Message, message_id)
            conversation = session.get_one(Conversation, message.conversation_id)
            found = [{"category": c, "tier": t} for c, t in session.execute(findings)]
        return TurnRequest(
            conversation=conversation.id,
            message_id=message.id,
            text=message.text,
            payload=None,
            metadata={
                "channel": conversation.channel,
                "language": conversation.language,
                "languages": ["en", *self._clinic.languages_approved],
                "now": clock.now().astimezone(self._clinic.zone).isoformat(timespec="seconds"),
                "findings": found,
                "asked": None,
            },
        )

    def told(self, message_id: str, answer: Answer) -> None:
        """The dialogue is out of every form. What the engine would say is not said."""
        with self._store.begin() as session:
            message = session.get_one(Message, message_id)
            conversation = locked_conversation(session, message.conversation_id)
            message.understanding = dict(answer.understanding)
            conversation.engine_stale = False
        if answer.replies:
            log.error("door.engine_spoke_in_an_alarm", message_id=message_id)
