"""The general criteria. What they mean for one person is for the clinician to say."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher


class ActionCandidacyCheck(Action):
    """Tells whom our doctors look for in general, and offers the visit that decides."""

    def name(self) -> str:
        return "action_candidacy_check"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        dispatcher.utter_message(response="utter_faq/candidacy")
        dispatcher.utter_message(response="utter_candidacy_next")
        return []
