"""A hand-made dialogue: runs the form's actions the way Rasa 3.6 runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import (
    _desk,
    booking,
    booking_ask,
    booking_manage,
    booking_proof,
    booking_visit,
    callback,
    candidacy,
    consent,
    staff,
    understanding,
)
from frontdesk.booking.desk import BookingDesk
from frontdesk.booking.links import CalendarLinks
from frontdesk.booking.notices import VisitNotices
from frontdesk.booking.proof import Proofs
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import open_conversation
from frontdesk.house import House
from frontdesk.store import Store

NOW = "2026-04-07T10:15:00-05:00"
_FORMS = {
    "booking_form": (
        ["reason", "mri", "person_name", "phone", "opening", "booking_confirmed"],
        "action_booking_submit",
    ),
    "cancel_form": (["cancel_confirmed"], "action_cancel_submit"),
    "proof_form": (["proof_phone", "proof_code"], "action_proof_submit"),
    "visit_form": (
        ["visit_email", "visit_treatment", "visit_state"], "action_visit_submit"
    ),
    "callback_form": (
        ["callback_name", "callback_phone", "callback_time"], "action_callback_done"
    ),
    "candidacy_form": (
        ["candidacy_imaging", "candidacy_finding", "candidacy_tried", "candidacy_duration",
         "candidacy_exclusions"],
        "action_candidacy_submit",
    ),
}
_DOMAIN = {"forms": {form: {"required_slots": slots} for form, (slots, _) in _FORMS.items()}}
#: intent -> what data/rules run, in order; a form stands last
_RULES = {
    "book_consultation": ("booking_form",),
    "reschedule_appointment": ("action_reschedule_appointment",),
    "cancel_appointment": ("action_cancel_appointment",),
    "check_appointment": ("action_check_appointment",),
    "candidacy_check": ("action_candidacy_check", "candidacy_form"),
    "talk_to_human": ("action_talk_to_human", "callback_form"),
    **{i: ("action_open_case", "callback_form")
       for i in ("complaint", "individual_advice", "medication_question", "new_symptom",
                 "cost_estimate")},
    "erase_data": ("action_erase_data", "callback_form"),
    "change_language": ("action_change_language",),
    "nlu_fallback": ("action_clarify",),
    "out_of_scope": ("action_out_of_scope",),
    "repeat": ("action_repeat",),
    "start_over": ("action_start_over",),
    "opt_out": ("action_opt_out",),
}
#: only where no form takes them
_DETAILS = {"inform": ("action_take_detail",), "correct": ("action_take_detail",)}
_MODULES = (booking, booking_ask, booking_manage, booking_proof, booking_visit, callback,
            candidacy, consent, staff, understanding)


def _actions() -> dict[str, Action]:
    found: dict[str, Action] = {}
    for module in _MODULES:
        for thing in vars(module).values():
            named = isinstance(thing, type) and issubclass(thing, Action)
            named = named and thing not in (Action, FormValidationAction)
            if named and not thing.__name__.startswith("_"):
                found[thing().name()] = thing()
    return found


class Talk:
    """One conversation. `say` gives back what was uttered, as the desk receives it."""

    def __init__(self, conversation_id: str, channel: str = "web", now: str = NOW) -> None:
        self.id, self.channel, self.now = conversation_id, channel, now
        self.slots: dict[str, Any] = {}
        self.languages = ["en"]
        self.told: dict[str, Any] = {}
        self.events: list[dict[str, Any]] = []
        self.loop: str | None = None
        self.count = 0
        self._actions, self._followed = _actions(), False
        self._latest: dict[str, Any] = {}

    async def say(self, text: str, intent: str = "inform", **values: Any) -> list[dict[str, Any]]:
        """A message of words."""
        return await self.mean(text, intent, {}, **values)

    async def mean(
        self, text: str, intent: str, understanding: dict[str, Any], **values: Any
    ) -> list[dict[str, Any]]:
        """A message of words, and what the engine understood besides."""
        self.count += 1
        self._latest = {
            "text": text, "intent": {"name": intent},
            "entities": [{"entity": k, "value": v} for k, v in values.items()],
            "metadata": {"channel": self.channel, "now": self.now, "languages": self.languages,
                         **self.told},
            "understanding": understanding,
            "intent_ranking": understanding.get("ranking") or [],
        }
        self.events.append({"event": "action", "name": "action_listen"})
        self.events.append(
            {"event": "user", "message_id": f"msg-{self.count}", "timestamp": self.count,
             **self._latest}
        )
        return await self._turn(intent)

    def hears(self, response: str) -> None:
        """An answer that no action of ours gave."""
        self.events.append({"event": "bot", "metadata": {"response": response}, "data": {}})

    async def press(self, button: dict[str, str]) -> list[dict[str, Any]]:
        """A button of an earlier message."""
        import json

        name, _, values = button["payload"].partition("{")
        entities = json.loads("{" + values) if values else {}
        return await self.say(button["payload"], name.strip("/"), **entities)

    async def _turn(self, intent: str) -> list[dict[str, Any]]:
        uttered: list[dict[str, Any]] = []
        if self.loop is None:
            await self._rule(_RULES.get(intent) or _DETAILS.get(intent, ()), uttered)
            return uttered
        form = self.loop
        if await self._form(form, uttered):
            return uttered
        # Rasa's rules: the answer, then the form once more.
        self.events.append({"event": "action_execution_rejected", "name": form})
        if intent in _RULES:
            await self._rule(_RULES[intent], uttered)
            if self.loop != form or _RULES[intent][-1] in _FORMS or self._followed:
                return uttered
        else:
            uttered.append({"response": f"answer to {intent}"})
            self.events.append({"event": "action", "name": "utter_answer"})
        await self._form(form, uttered)
        return uttered

    async def _rule(self, steps: tuple[str, ...], uttered: list[dict[str, Any]]) -> None:
        self._followed = False
        for step in steps:
            if step in _FORMS:
                await self._form(step, uttered)
            else:
                await self._run(step, uttered)

    async def _form(self, form: str, uttered: list[dict[str, Any]]) -> bool:
        """One run of a form; False when it rejects the message."""
        needed, submit = _FORMS[form]
        if self.loop != form:
            self.loop, self.slots["requested_slot"] = form, None
        resumed = any(e["event"] == "action_execution_rejected" for e in self._since_user())
        told = len(self.events)
        self.events.append({"event": "action", "name": form})
        events = await self._call(f"validate_{form}", uttered)
        del self.events[told:]
        served = [e for e in events if e["name"] != "requested_slot"]
        if self.slots.get("requested_slot") and not served and not resumed:
            return False
        self.events.append({"event": "action", "name": form})
        self._apply(events)
        ended = any(e["name"] == "requested_slot" and e["value"] is None for e in events)
        missing = next((s for s in needed if self.slots.get(s) is None), None)
        if ended or missing is None:
            self.loop, self.slots["requested_slot"] = None, None
            await self._run(submit, uttered)
            return True
        self.slots["requested_slot"] = missing
        self._apply(await self._call(f"action_ask_{form}_{missing}", uttered))
        return True

    async def _run(self, name: str, uttered: list[dict[str, Any]]) -> None:
        events = await self._call(name, uttered)
        self.events.append({"event": "action", "name": name})
        self._apply([e for e in events if e["event"] == "slot"])
        for event in events:
            if event["event"] == "active_loop":
                self.loop = event["name"]
            if event["event"] == "reset_slots":
                self.slots.clear()
            if event["event"] == "followup":
                self._followed = True
                await self._form(event["name"], uttered)

    async def _call(self, name: str, uttered: list[dict[str, Any]]) -> list[dict[str, Any]]:
        dispatcher = CollectingDispatcher()
        tracker = Tracker(
            self.id, dict(self.slots), self._latest, list(self.events), False, None,
            {"name": self.loop} if self.loop else {}, None,
        )
        events = await self._actions[name].run(dispatcher, tracker, _DOMAIN)
        uttered += dispatcher.messages
        return [dict(e) for e in events]

    def _apply(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            self.slots[event["name"]] = event["value"]
            self.events.append(event)

    def _since_user(self) -> list[dict[str, Any]]:
        last = max(i for i, e in enumerate(self.events) if e["event"] == "user")
        return self.events[last:]


@pytest.fixture
def notices(clinic: Clinic, house: House) -> VisitNotices:
    """What is said of visits, with texts and mail open."""
    links = CalendarLinks("a key", "https://desk.example")
    return VisitNotices(clinic, house.speaker, links, "a key", texts=True, mails=True)


@pytest.fixture
def talk(
    sqlite_store: Store, clinic: Clinic, house: House, notices: VisitNotices,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., Talk]]:
    """Begin a conversation with the actions, on a store of the test's own."""
    rooms = SimpleNamespace(
        store=sqlite_store, clinic=clinic, speaker=house.speaker, calendar_links=notices.links,
        booking=BookingDesk(sqlite_store, clinic, notices, Proofs("a key")),
    )
    for module in (_desk, booking, booking_ask, candidacy, staff, understanding):
        monkeypatch.setattr(module, "house", lambda: rooms)

    def begun(channel: str = "web", **fields: Any) -> Talk:
        with sqlite_store.begin() as session:
            at = datetime.fromisoformat(NOW)
            return Talk(open_conversation(session, channel, at, **fields).id, channel)

    yield begun
