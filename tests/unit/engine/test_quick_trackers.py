"""A tracker that is copied as it stands is the one that Rasa gets by replaying it."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import rasa.shared.core.trackers
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActionReverted,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    ConversationPaused,
    DefinePrevUserUtteredFeaturization,
    Event,
    FollowupAction,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

from engine import quick_trackers
from engine.models import ROOT

DOMAIN = Domain.from_file(str(ROOT / "domain.yml"))
FORM = "callback_form"
#: what may happen, common things more often
HAPPENS: tuple[Callable[[], Event], ...] = (
    *[lambda: UserUttered("words", {"name": "faq"}, [{"entity": "day", "value": "x"}])] * 4,
    *[lambda: ActionExecuted("action_listen")] * 4,
    *[lambda: ActionExecuted(FORM)] * 3,
    *[lambda: ActiveLoop(FORM)] * 3,
    *[lambda: SlotSet("callback_name", ["Ana", "Ruiz"])] * 3,
    *[lambda: BotUttered("answer")] * 3,
    lambda: SlotSet("requested_slot", "callback_name"),
    lambda: SlotSet("requested_slot", None),
    lambda: ActiveLoop(None),
    lambda: ActionExecutionRejected(FORM),
    lambda: LoopInterrupted(True),
    lambda: DefinePrevUserUtteredFeaturization(False),
    lambda: FollowupAction(FORM),
    lambda: AllSlotsReset(),
    lambda: ConversationPaused(),
    lambda: SessionStarted(),
    lambda: Restarted(),
    lambda: UserUtteranceReverted(),
    lambda: ActionReverted(),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put in for the test, and taken out again."""
    for name in ("copy", "_set_slot", "_reset_slots"):
        monkeypatch.setattr(DialogueStateTracker, name, getattr(DialogueStateTracker, name))
    for name in ("copy", "dataclasses"):
        monkeypatch.setattr(rasa.shared.core.trackers, name, vars(rasa.shared.core.trackers)[name])
    quick_trackers.install()
    yield


def _conversations() -> Iterator[DialogueStateTracker]:
    """Trackers as they grow, event by event."""
    chance = random.Random(11)
    for _ in range(60):
        tracker = DialogueStateTracker("web-1", DOMAIN.slots)
        tracker.model_id = "a model"
        yield tracker
        for _ in range(40):
            tracker.update(chance.choice(HAPPENS)())
            if chance.random() < 0.1:
                tracker.clear_followup_action()
            yield tracker


def _all_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    slots = {name: vars(slot) for name, slot in tracker.slots.items()}
    latest = (tracker.latest_message, tracker.latest_bot_utterance)
    said = [{**event.as_dict(), "timestamp": 0} for event in latest if event]  # none yet: made now
    kept = {k: v for k, v in vars(tracker).items() if not k.startswith("latest_")}
    return {**kept, "slots": slots, "said": said, "done": tracker.latest_action}


def test_a_copy_is_what_replaying_gives() -> None:
    """Whatever happened: forms, what follows, what was taken back, a pause, a new start."""
    quick = 0
    for tracker in _conversations():
        copied, replayed = tracker.copy(), tracker.travel_back_in_time(float("inf"))
        assert _all_of(copied) == _all_of(replayed)
        quick += quick_trackers._nothing_follows(tracker)
    assert quick > 1000


def test_what_happens_to_a_copy_does_not_happen_to_the_tracker() -> None:
    """Rasa throws the copy away where an action fails."""
    events = [UserUttered("words"), ActionExecuted(FORM), ActiveLoop(FORM)]
    tracker = DialogueStateTracker.from_events("web-1", events, DOMAIN.slots)
    copied = tracker.copy()
    for event in (SlotSet("callback_name", "Ana"), LoopInterrupted(True), UserUttered("more")):
        copied.update(event)
    assert list(tracker.events) == events
    assert tracker.get_slot("callback_name") is None
    assert tracker.active_loop is not None and not tracker.active_loop.is_interrupted
    assert tracker.latest_message is events[0]


def test_what_is_said_in_a_conversation_changes_no_slot_of_the_domain() -> None:
    """Trackers share the slots that nothing was said of; a word would reach everybody else."""
    before = {slot.name: dict(vars(slot)) for slot in DOMAIN.slots}
    for tracker in _conversations():
        tracker.copy()
    assert {slot.name: vars(slot) for slot in DOMAIN.slots} == before


def test_a_slot_that_is_set_is_whole_whatever_its_kind() -> None:
    """With the limits and values of its kind; emptied, it is as at first."""
    kinds = {"float": {"max_value": 9.0}, "categorical": {"values": ["a", "b"]}, "list": {},
             "bool": {}, "text": {}, "any": {}}  # fmt: skip
    for kind, given in kinds.items():
        slot = Slot.resolve_by_type(kind)(kind, mappings=[], **given)
        slow = Slot.resolve_by_type(kind)(kind, mappings=[], **given)
        slow.value = 1
        tracker = DialogueStateTracker("web-1", [slot])
        tracker.update(SlotSet(kind, 1))
        mine = tracker.slots[kind]
        assert type(mine) is type(slot) and vars(mine) == vars(slow) and mine is not slot
        tracker.update(AllSlotsReset())
        assert vars(tracker.slots[kind]) == vars(slot)


def test_a_slot_that_there_is_not_is_not_set() -> None:
    """Rasa says so in its log, and goes on."""
    tracker = DialogueStateTracker("web-1", DOMAIN.slots)
    tracker.update(SlotSet("no_such_slot", 1))
    assert "no_such_slot" not in tracker.slots


def test_an_action_is_told_of_a_form_as_before() -> None:
    """Its name, how it stands, and the message that began it."""
    for tracker in _conversations():
        if tracker.active_loop is not None:
            told = tracker.current_state(EventVerbosity.NONE)["active_loop"]
            assert told == dataclasses.asdict(tracker.active_loop)
