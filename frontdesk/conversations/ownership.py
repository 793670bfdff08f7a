"""Who speaks for the clinic: the assistant, or one member of staff. A row, nothing else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from frontdesk.conversations.speaker import Speaker
from frontdesk.conversations.transcript import add_message, locked_conversation
from frontdesk.store.tables import Conversation, Message, Staff


class AlreadyOwned(RuntimeError):
    """Somebody else has the conversation; carries who."""

    def __init__(self, owner_id: str) -> None:
        super().__init__("the conversation is already owned")
        self.owner_id = owner_id


class NotOwner(RuntimeError):
    """Only the owner of a conversation may do that."""


def take(
    session: Session, speaker: Speaker, conversation_id: str, staff: Staff, at: datetime
) -> Conversation:
    """Make `staff` the owner; the person is told. Taking what one already has does nothing.

    Raises:
        AlreadyOwned: when another member of staff has it.
    """
    conversation = locked_conversation(session, conversation_id)
    if conversation.owner_id == staff.id:
        return conversation
    if conversation.owner_id:
        raise AlreadyOwned(conversation.owner_id)
    conversation.owner_id, conversation.owned_at = staff.id, at
    if not conversation.silent:
        speaker.say(
            session,
            conversation,
            "utter_staff_joined",
            at,
            values={"staff_name": staff.name},
            author="system",
        )
    return conversation


def reply(
    session: Session, speaker: Speaker, conversation_id: str, staff: Staff, text: str, at: datetime
) -> Message:
    """Send a member of staff's own words.

    Raises:
        NotOwner: unless `staff` owns the conversation.
    """
    conversation = locked_conversation(session, conversation_id)
    if conversation.owner_id != staff.id:
        raise NotOwner(conversation_id)
    data = {"author_name": staff.name}
    message = add_message(
        session, conversation, "staff", text, at, staff_id=staff.id, data=data, delivery="waiting"
    )
    speaker.post(session, conversation, message, "staff", at)
    return message


def hand_back(
    session: Session, speaker: Speaker, conversation_id: str, staff: Staff, at: datetime
) -> Conversation:
    """Give the conversation back to the assistant; the person is told, and a lock is lifted.

    Raises:
        NotOwner: unless `staff` owns the conversation.
    """
    conversation = locked_conversation(session, conversation_id)
    if conversation.owner_id != staff.id:
        raise NotOwner(conversation_id)
    if not conversation.silent:
        speaker.say(
            session,
            conversation,
            "utter_staff_left",
            at,
            values={"staff_name": staff.name},
            author="system",
        )
    conversation.owner_id = conversation.owned_at = None
    conversation.locked_by, conversation.silent = None, False
    # A member of staff has looked: what was asked before needs no answer by machine.
    conversation.asks_safety = conversation.silence_at = None
    # The next message begins with the disclosure again: who answers has changed.
    conversation.disclosed_at = None
    conversation.engine_stale = True
    return conversation
