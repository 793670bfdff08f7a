"""The engine's shortcuts lead where Rasa's own ways lead, on the model in use."""

from __future__ import annotations

import asyncio
import inspect
import json
import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest
import rasa.core.actions.action
import rasa.shared.core.trackers
from rasa.core.actions.action import ActionExtractSlots, RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from engine import quick_actions, quick_graph, quick_rules, quick_trackers, quick_turns
from engine.gathered import gathered
from engine.generator import KeyedGenerator
from engine.models import ROOT, model_in_use
from engine.remembered import Remembered
from engine.tracker_cut import cut
from engine.understanding.encoder import SentenceEncoder

TEXTS = ("do i need an mri", "how much is it and where are you", "asdfgh", "hola", "I want to book")


@pytest.fixture(scope="module")
def processor() -> MessageProcessor:
    """Rasa with the model in use, and nothing of ours in its way."""
    processor = Agent.load(str(model_in_use(ROOT / "models"))).processor
    assert processor is not None
    return processor


#: what the shortcuts put their own in place of
REPLACED = (
    (DaskGraphRunner, "run"), (RemoteAction, "_validate_action_result"),
    (Event, "resolve_by_type"), (DialogueStateTracker, "copy"), (Domain, "is_empty"),
    (DialogueStateTracker, "_set_slot"), (DialogueStateTracker, "_reset_slots"),
    (RulePolicy, "format_tracker_states"), (MessageProcessor, "_log_slots"),
    (RulePolicy, "_find_action_from_rules"), (Domain, "_get_slots_sub_state"),
    (ActionExtractSlots, "run"), (MessageProcessor, "_update_tracker_session"),
    (rasa.core.actions.action, "action_for_name_or_text"),
    (rasa.shared.core.trackers, "dataclasses"), (rasa.shared.core.trackers, "copy"),
    *((module, "copy") for module in quick_turns._COPYING),
)  # fmt: skip


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Our ways, taken out again after the test."""
    for owner, name in REPLACED:
        monkeypatch.setattr(owner, name, inspect.getattr_static(owner, name))
    for shortcuts in (quick_graph, quick_turns, quick_trackers, quick_actions, quick_rules):
        shortcuts.install()
    yield


async def _understood(processor: MessageProcessor) -> list[dict]:
    return [await processor.parse_message(UserMessage(text, metadata={})) for text in TEXTS]


async def test_what_was_read_together_is_not_read_again(
    processor: MessageProcessor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three people at once: one run of the network, and each parse only looks up."""
    runs: list[int] = []
    encode = SentenceEncoder.encode

    def counted(encoder: SentenceEncoder, texts: Sequence[str]) -> np.ndarray:
        runs.append(len(texts))
        return encode(encoder, texts)

    monkeypatch.setattr(SentenceEncoder, "encode", counted)
    texts = ("Is parking free???", "how soon can i lift my toddler", "do u take walk ins")
    together = gathered(processor)
    await asyncio.gather(*(together.ready(text, {}) for text in texts))
    for text in texts:
        await processor.parse_message(UserMessage(text, metadata={}))
    assert runs == [3]


async def test_messages_are_understood_alike_without_dask(
    processor: MessageProcessor, request: pytest.FixtureRequest
) -> None:
    """Every node once, in an order in which each finds what it needs."""
    slow = await _understood(processor)
    request.getfixturevalue("quick")
    assert await _understood(processor) == slow


class Actions(EndpointConfig):
    """An action server that notes what it is told and has nothing to say."""

    def __init__(self) -> None:
        super().__init__(url="http://127.0.0.1:1")
        self.told: list[dict] = []

    async def request(self, *_: object, **call: Any) -> dict:
        """An answer without events."""
        self.told.append(_timeless(call["json"]))
        return {"events": [], "responses": []}


def _timeless(told: Any) -> Any:
    """As JSON carries it, without what is different each time or very long."""
    left_out = {"timestamp", "latest_event_time", "domain"}
    return json.loads(
        json.dumps(told), object_hook=lambda d: {k: d[k] for k in d if k not in left_out}
    )


async def _talk(processor: MessageProcessor) -> tuple[list[dict], list[dict], list[dict]]:
    """What is left of a conversation, what was said in it, and what actions were told."""
    processor.tracker_store = InMemoryTrackerStore(processor.domain)
    processor.nlg = KeyedGenerator(EndpointConfig(), None)
    processor.action_endpoint = actions = Actions()
    said = CollectingOutputChannel()
    for number, text in enumerate((*TEXTS, "do i need an mri")):
        given = {"metadata": {"channel": "web"}, "message_id": f"m{number}"}
        await processor.handle_message(UserMessage(text, said, "web-1", **given))
    tracker = await processor.tracker_store.retrieve("web-1")
    assert tracker is not None
    return _timeless([event.as_dict() for event in tracker.events]), said.messages, actions.told


async def test_a_conversation_is_led_alike(
    processor: MessageProcessor, request: pytest.FixtureRequest
) -> None:
    """Event for event, and with the same words to actions; a form is among them."""
    slow = await _talk(processor)
    request.getfixturevalue("quick")
    quick = await _talk(processor)
    assert quick == slow
    assert any(told["tracker"]["active_loop"] for told in slow[2])


def test_a_remembered_decision_is_the_one_the_policies_make(processor: MessageProcessor) -> None:
    """Along random conversations: forms that begin, go on, are refused and end."""
    memory = Remembered(processor)
    for _ in _decisions(processor, memory, random.Random(5), conversations=20):
        pass
    known = len(memory._kept)
    assert known > 50
    for _ in _decisions(processor, memory, random.Random(5), conversations=5):
        pass
    assert len(memory._kept) == known


def test_policies_decide_alike_by_the_intents_alone(
    processor: MessageProcessor, request: pytest.FixtureRequest
) -> None:
    """Along random conversations, and the rules are the ones of which none reads words."""
    situations = list(_situations(processor, random.Random(9), conversations=10))
    slow = [_told(processor._predict_next_with_tracker(tracker)) for tracker in situations]
    request.getfixturevalue("quick")
    assert [_told(processor._predict_next_with_tracker(t)) for t in situations] == slow
    assert len({tuple(probabilities) for probabilities, *_ in slow}) > 20
    nodes = processor.graph_runner._instantiated_nodes.values()
    rules = [n._component for n in nodes if isinstance(n._component, RulePolicy)]
    assert [policy.__dict__[quick_rules._INTENTS_ONLY] for policy in rules] == [True]


def _situations(
    processor: MessageProcessor, chance: random.Random, conversations: int
) -> Iterator[DialogueStateTracker]:
    """Trackers for which something is to be decided."""
    intents = sorted(set(processor.domain.intents) - {"faq"})
    for _ in range(conversations):
        tracker = _begun(processor)
        for step in range(20):
            if step % 4 == 0:
                intent = "faq" if chance.random() < 0.3 else chance.choice(intents)
                tracker.update(UserUttered("words", {"name": intent}))
            yield tracker.copy()
            decided = processor._predict_next_with_tracker(tracker)
            action = processor.domain.action_names_or_texts[decided.max_confidence_index]
            tracker.update_with_events(decided.events, processor.domain)
            tracker.update_with_events(_done(processor, action, chance), processor.domain)


def _decisions(
    processor: MessageProcessor, memory: Remembered, chance: random.Random, conversations: int
) -> Iterator[None]:
    """Turn by turn; each decision is made both ways, and must be the same."""
    intents = sorted(set(processor.domain.intents) - {"faq"})
    for conversation in range(conversations):
        tracker = _begun(processor)
        for _ in range(8):
            intent = "faq" if chance.random() < 0.5 else chance.choice(intents)
            tracker.update(UserUttered(f"words {conversation}", {"name": intent}))
            _play(processor, memory, tracker, chance)
            kept = cut(tracker, processor.domain.slots)
            tracker = DialogueStateTracker.from_events("web-1", kept, processor.domain.slots)
            yield


def _begun(processor: MessageProcessor) -> DialogueStateTracker:
    events = [ActionExecuted(ACTION_LISTEN_NAME)]
    return DialogueStateTracker.from_events("web-1", events, processor.domain.slots)


def _play(
    processor: MessageProcessor,
    memory: Remembered,
    tracker: DialogueStateTracker,
    chance: random.Random,
) -> None:
    """One turn, each decision made both ways."""
    for _ in range(5):
        mine = memory.predict(tracker)
        assert _told(mine) == _told(processor._predict_next_with_tracker(tracker))
        action = processor.domain.action_names_or_texts[mine.max_confidence_index]
        tracker.update_with_events(mine.events, processor.domain)
        tracker.update_with_events(_done(processor, action, chance), processor.domain)
        if action == ACTION_LISTEN_NAME:
            return
    tracker.update(ActionExecuted(ACTION_LISTEN_NAME))


def _told(prediction: PolicyPrediction) -> tuple:
    events = [(type(e), {**e.as_dict(), "timestamp": 0}) for e in prediction.events]
    return list(prediction.probabilities), prediction.policy_name, events, prediction.hide_rule_turn


def _done(processor: MessageProcessor, action: str, chance: random.Random) -> list[Event]:
    """What an action might do: a form asks, is refused, or ends."""
    done: list[Event] = [ActionExecuted(action)]
    if action not in processor.domain.form_names:
        return done
    way = chance.random()
    if way < 0.2:
        return [ActionExecutionRejected(action)]
    if way < 0.5:
        return [*done, ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]
    return [*done, ActiveLoop(action), SlotSet(REQUESTED_SLOT, chance.choice(["phone", "mri"]))]
