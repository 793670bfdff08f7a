"""The questions of the booking form, one a message."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions._desk import house, now
from actions.booking_tracker import FORM, draft_of, voice_in
from frontdesk.booking.draft import NEEDED, Draft
from frontdesk.booking.openings import opening_of
from frontdesk.booking.phones import spoken_phone
from frontdesk.booking.voice import Voice

_MRI = (("Yes", "yes"), ("No", "no"), ("Not sure", "unsure"))
_CHANGES = (("The time", "time"), ("The name", "name"), ("The phone number", "phone"),
            ("Do not book", "nothing"))


def button(title: str, **values: str) -> dict[str, str]:
    """A button that gives a detail."""
    return {"title": title, "payload": f"/inform{json.dumps(values)}"}


def _wait(voice: Voice) -> dict[str, str]:
    return button(voice.title("Tell me when something opens"), change="waiting")


class _Ask(Action):
    """Asks for one slot; its words are `utter_ask_booking_<what>`, again `..._again`."""

    slot = ""

    def name(self) -> str:
        """See the parent class."""
        return f"action_ask_{FORM}_{self.slot}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Asks."""
        draft, voice = draft_of(tracker), voice_in(tracker)
        asks_for = NEEDED[self.slot]
        if asks_for != "confirmation":
            _say_noted(dispatcher, draft)
        asked = self.question(draft, asks_for, voice, now(tracker))
        dispatcher.utter_message(asks_for=asks_for, **asked)
        return []

    def question(
        self, draft: Draft, asks_for: str, voice: Voice, at: datetime
    ) -> dict[str, Any]:
        """What is uttered at a moment: the response and what goes with it."""
        again = "_again" if draft.notes.why == "again" else ""
        return {"response": f"utter_ask_booking_{asks_for}{again}"}


def _say_noted(dispatcher: CollectingDispatcher, draft: Draft) -> None:
    """What was told beside the question is shown to have been heard; the summary shows the rest."""
    if "phone" in draft.notes.noted and draft.phone:
        phone = spoken_phone(draft.phone)
        dispatcher.utter_message(response="utter_booking_noted_phone", phone=phone)
    if "person_name" in draft.notes.noted and draft.person_name:
        dispatcher.utter_message(response="utter_booking_noted_name", name=draft.person_name)


class AskReason(_Ask):
    """Why they come."""

    slot = "reason"

    def question(
        self, draft: Draft, asks_for: str, voice: Voice, at: datetime
    ) -> dict[str, Any]:
        """See the parent class."""
        asked = super().question(draft, asks_for, voice, at)
        if draft.for_whom not in (None, "self") and not draft.notes.why:
            asked["response"] = "utter_ask_booking_reason_for_other"
        if draft.notes.why == "again":
            asked["buttons"] = [button(voice.title("Skip"), visit="skip")]
        return asked


class AskMri(_Ask):
    """Whether there is an MRI."""

    slot = "mri"

    def question(
        self, draft: Draft, asks_for: str, voice: Voice, at: datetime
    ) -> dict[str, Any]:
        """See the parent class."""
        return {
            **super().question(draft, asks_for, voice, at),
            "buttons": [button(voice.title(title), mri=value) for title, value in _MRI],
        }


class AskName(_Ask):
    """Who comes."""

    slot = "person_name"

    def question(
        self, draft: Draft, asks_for: str, voice: Voice, at: datetime
    ) -> dict[str, Any]:
        """See the parent class."""
        asked = super().question(draft, asks_for, voice, at)
        if draft.for_whom not in (None, "self") and not draft.notes.why:
            asked["response"] = "utter_ask_booking_name_of_other"
        return asked


class AskPhone(_Ask):
    """How to reach them."""

    slot = "phone"


class AskOpening(_Ask):
    """When: a few times, or days."""

    slot = "opening"

    def question(
        self, draft: Draft, asks_for: str, voice: Voice, at: datetime
    ) -> dict[str, Any]:
        """See the parent class."""
        notes, clinic = draft.notes, house().clinic
        if notes.days:
            buttons = [button(voice.day(date.fromisoformat(d)), day=d) for d in notes.days]
            buttons.append(button(voice.title("More days"), day="more"))
            days = list(notes.days)
            return {"response": "utter_ask_booking_day", "buttons": buttons, "days": days}
        offers = [opening_of(clinic, o) for o in notes.offers]
        if not offers:
            return {"response": "utter_ask_booking_time_full", "buttons": [_wait(voice)]}
        wanted = voice.wanted(draft.wanted, at) if draft.wanted else ""
        why = notes.why if notes.why not in ("wanted", "none") or wanted else None
        return {
            "response": f"utter_ask_booking_time{f'_{why}' if why else ''}",
            "wanted": wanted,
            "offers": [o.starts.isoformat() for o in offers],
            "buttons": [
                *(button(voice.short(o.starts), opening=o.id) for o in offers),
                button(voice.title("More days"), day="more"),
                *([_wait(voice)] if why in ("none", "taken") else []),
            ],
        }


class AskBookingConfirmed(_Ask):
    """Whether all is right: nothing is booked before a yes."""

    slot = "booking_confirmed"

    def question(
        self, draft: Draft, asks_for: str, voice: Voice, at: datetime
    ) -> dict[str, Any]:
        """See the parent class."""
        if draft.notes.why == "change":
            buttons = [button(voice.title(title), change=value) for title, value in _CHANGES]
            return {"response": "utter_ask_booking_change", "buttons": buttons}
        clinic = house().clinic
        starts = opening_of(clinic, draft.opening or "").starts
        moving = "_move" if draft.notes.moving else ""
        yes = "Yes, move it" if moving else "Yes, book it"
        again = "_again" if draft.notes.why == "again" else ""
        return {
            "response": f"utter_ask_booking_confirmation{moving or again}",
            "name": draft.person_name,
            "phone": spoken_phone(draft.phone) if draft.phone else "",
            "when": voice.full(starts),
            "buttons": [
                {"title": voice.title(yes), "payload": "/affirm"},
                {"title": voice.title("No, change it"), "payload": "/deny"},
            ],
        }
