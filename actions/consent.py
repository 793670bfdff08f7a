"""Texts: no more of them, or again. A text's keyword never gets here: its channel knows it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions._desk import house, in_store, metadata, now, words
from frontdesk.cases.cases import open_case
from frontdesk.channels.sms.keywords import keywords
from frontdesk.conversations import consent
from frontdesk.conversations.transcript import locked_conversation


class ActionOptOut(Action):
    """The person wants no more texts, and said so in words of their own."""

    def name(self) -> str:
        return "action_opt_out"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        if keywords().in_text(words(tracker)) == "about_stop":
            dispatcher.utter_message(response="utter_text_about_stop")
        elif await _note(tracker, "opted_out"):
            dispatcher.utter_message(response="utter_opt_out")
        else:
            dispatcher.utter_message(response="utter_text_not_stopped")
        return []


class ActionOptIn(Action):
    """The person wants texts again."""

    def name(self) -> str:
        return "action_opt_in"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        await _note(tracker, "opted_in")
        dispatcher.utter_message(response="utter_opt_in")
        return []


async def _note(tracker: Tracker, kind: str) -> bool:
    """On the record of the number that texts; staff see to whoever asks in the chat to stop.

    Returns whether it is done. A stop that only sounds like one ("my pharmacy won't stop texting
    me", "don't write to my wife") is not: staff see it, and this number's texts go on.
    """
    at, message_id = now(tracker), metadata(tracker).get("message_id")
    doubtful = kind == "opted_out" and keywords().no_stop(words(tracker))

    def noted(session: Session) -> bool:
        row = locked_conversation(session, tracker.sender_id)
        if row.channel == "sms" and not doubtful:
            key = consent.number_key_of(row)
            consent.note(session, key, kind, at, source="text", message_id=message_id)
        elif kind == "opted_out":
            open_case(session, house().clinic, row, "opt_out", at, message_id=message_id)
        return not doubtful

    return await in_store(noted)
