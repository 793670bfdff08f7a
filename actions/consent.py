"""Texts: no more of them, or again. Kept with the conversation of the number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions._desk import in_store, now
from frontdesk.conversations.transcript import locked_conversation


class ActionOptOut(Action):
    """The person wants no more texts."""

    def name(self) -> str:
        return "action_opt_out"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        await _set(tracker, now(tracker))
        dispatcher.utter_message(response="utter_opt_out")
        return []


class ActionOptIn(Action):
    """The person wants texts again."""

    def name(self) -> str:
        return "action_opt_in"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        await _set(tracker, None)
        dispatcher.utter_message(response="utter_opt_in")
        return []


async def _set(tracker: Tracker, opted_out_at: datetime | None) -> None:
    def change(session: Session) -> None:
        row = locked_conversation(session, tracker.sender_id)
        if row.channel == "sms":
            row.opted_out_at = opted_out_at

    await in_store(change)
