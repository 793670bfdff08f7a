"""What a row keeps of a conversation is all that a later turn reads of it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActionReverted,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from engine.models import ROOT
from engine.payload import parse_data
from engine.tracker_cut import cut
from engine.tracker_row import plain, written
from engine.understanding.decide import known

DOMAIN = Domain.from_file(str(ROOT / "domain.yml"))
FORM = "callback_form"
ABOUT = {"channel": "sms", "language": "en", "findings": []}
OF_RASA = {"model_id": "a model", "assistant_id": "frontdesk"}
#: what may happen, common things more often
HAPPENS: tuple[Callable[[], Event], ...] = (
    *[lambda: UserUttered("words", {"name": "faq"}, [])] * 6,
    *[lambda: ActionExecuted("action_listen")] * 4,
    *[lambda: ActionExecuted(FORM)] * 2,
    *[lambda: SlotSet("callback_name", ["Ana", "Ruiz"])] * 3,
    *[lambda: SlotSet("callback_name", None)] * 2,
    *[lambda: ActiveLoop(FORM)] * 2,
    *[lambda: SlotSet("reason", "a knee")] * 2,
    lambda: BotUttered("answer"),
    lambda: ActiveLoop(None),
    lambda: ActionExecutionRejected(FORM),
    lambda: LoopInterrupted(True),
    lambda: DefinePrevUserUtteredFeaturization(False),
)  # fmt: skip
SELDOM: tuple[Callable[[], Event], ...] = (
    AllSlotsReset, SessionStarted, Restarted, UserUtteranceReverted, ActionReverted,
)  # fmt: skip


def _said() -> UserUttered:
    understood = parse_data("how much", known("faq/cost", "en", 0.9), [])
    understood["intent_ranking"] = [{"name": f"faq/{n}", "confidence": 0.1} for n in range(10)]
    given = {"parse_data": understood, "message_id": "m1", "input_channel": "sms"}
    return UserUttered(
        "how much", understood["intent"], understood["entities"],
        metadata={**ABOUT, **OF_RASA}, **given,
    )  # fmt: skip


def _again(event: Event) -> Any:
    return Event.from_parameters(json.loads(json.dumps(written(event.as_dict()))))


def test_of_a_message_everything_comes_back_but_how_it_was_understood() -> None:
    """What it was taken for stays: policies and a repeated message read it."""
    event, again = _said(), _again(_said())
    assert again == event and again.text == "how much"
    assert (again.message_id, again.input_channel) == ("m1", "sms")
    assert again.intent == event.intent and again.entities == event.entities
    assert again.parse_data["understanding"] == event.parse_data["understanding"]
    row = json.dumps(written(event.as_dict()))
    assert "intent_ranking" not in row and "response_selector" not in row
    assert row.count("how much") == 1 and "channel\": \"sms\", \"lang" not in row


def test_every_other_event_comes_back_whole() -> None:
    """Without Rasa's notes of the model, and with a slot that was emptied."""
    said = BotUttered("x", {"buttons": [{"title": "a"}], "image": None}, {"response": "utter_x"})
    events = [*(make() for make in HAPPENS), *(make() for make in SELDOM), said]
    for event in events:
        if isinstance(event, UserUttered):
            continue
        kept = event.as_dict()
        event.metadata = {**event.metadata, **OF_RASA}
        again = _again(event)
        assert type(again) is type(event)
        told = again.as_dict()
        if isinstance(event, BotUttered):
            kept["data"] = {k: v for k, v in kept["data"].items() if v is not None}
        assert told == kept


def test_an_emptied_slot_is_told_to_actions() -> None:
    """The library of the actions takes the value without asking whether there is one."""
    assert plain(SlotSet("reason", None, timestamp=1.0).as_dict()) == {
        "event": "slot", "timestamp": 1.0, "name": "reason", "value": None,
    }  # fmt: skip


def test_the_state_before_the_cut_is_the_one_that_rasa_replays() -> None:
    """Form and slots, along random conversations, with what empties and takes back."""
    chance, checked = random.Random(3), 0
    for conversation in range(80):
        tracker = DialogueStateTracker("web-1", DOMAIN.slots)
        for _ in range(30):
            seldom = conversation % 2 and chance.random() < 0.05
            tracker.update(chance.choice(SELDOM if seldom else HAPPENS)())
            place = _start_of_the_kept(tracker)
            if place is None:
                continue
            events = list(tracker.events)[:place]
            before = DialogueStateTracker.from_events("web-1", events, DOMAIN.slots)
            kept = cut(tracker, DOMAIN.slots)
            state = kept[: len(kept) - (len(tracker.events) - place)]
            after = DialogueStateTracker.from_events("web-1", state, DOMAIN.slots)
            assert after.current_slot_values() == before.current_slot_values()
            assert after.active_loop_name == before.active_loop_name
            checked += 1
    assert checked > 500


def _start_of_the_kept(tracker: DialogueStateTracker) -> int | None:
    starts = [i for i, event in enumerate(tracker.events) if isinstance(event, UserUttered)]
    return starts[-4] if len(starts) > 4 else None
