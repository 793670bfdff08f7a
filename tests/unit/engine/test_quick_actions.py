"""What is looked up once is what Rasa would find each time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import rasa.core.actions.action as rasas
from rasa.core.actions.action import ActionExtractSlots
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import ActionNotFoundException, Domain
from rasa.shared.core.events import (
    ActionExecuted,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from engine import quick_actions
from engine.models import ROOT

DOMAIN = Domain.from_file(str(ROOT / "domain.yml"))
FORM = "callback_form"


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put in for the test, and taken out again."""
    for owner, name in (
        (rasas, "action_for_name_or_text"), (Domain, "is_empty"), (ActionExtractSlots, "run"),
        (MessageProcessor, "_update_tracker_session"),
    ):  # fmt: skip
        monkeypatch.setattr(owner, name, getattr(owner, name))
    quick_actions.install()
    yield


def _filled_by(mapping: dict, *actions: str) -> Domain:
    slots = {"said": {"type": "any", "mappings": [mapping]}}
    return Domain.from_dict({"intents": ["greet"], "slots": slots, "actions": list(actions)})


async def _extracted(domain: Domain) -> tuple[list, list]:
    """What a message sets, in our way and in Rasa's."""
    said = [UserUttered("words", {"name": "greet"})]
    tracker = DialogueStateTracker.from_events("web-1", said, domain.slots)
    action = ActionExtractSlots(None)
    quick = await action.run(None, None, tracker, domain)
    return quick, await quick_actions._slow_extraction(action, None, None, tracker, domain)


def test_every_action_is_the_one_rasa_makes() -> None:
    """Ours, forms, answers, and those that Rasa brings."""
    endpoint = EndpointConfig("http://127.0.0.1:1")
    for name in DOMAIN.action_names_or_texts:
        for _ in range(2):
            mine = rasas.action_for_name_or_text(name, DOMAIN, endpoint)
            made = quick_actions._slow_action(name, DOMAIN, endpoint)
            assert type(mine) is type(made) and vars(mine) == vars(made)


def test_an_action_calls_the_endpoint_it_was_asked_for_with() -> None:
    """Two engines in one process do not get each other's."""
    ends = [EndpointConfig(f"http://127.0.0.1:{port}") for port in (1, 2)]
    made = [rasas.action_for_name_or_text(FORM, DOMAIN, end) for end in ends]
    assert [action.action_endpoint for action in made] == ends


def test_an_action_that_is_not_known_is_refused_each_time() -> None:
    """With Rasa's own error."""
    for _ in range(2):
        with pytest.raises(ActionNotFoundException):
            rasas.action_for_name_or_text("action_none_such", DOMAIN, None)


def test_only_an_empty_domain_is_empty() -> None:
    """Asked twice."""
    for _ in range(2):
        assert Domain.empty().is_empty() and not DOMAIN.is_empty()


async def test_no_message_fills_a_slot_of_ours() -> None:
    """Actions do; so nothing is looked through."""
    assert quick_actions._fills_none(DOMAIN)
    assert await _extracted(DOMAIN) == ([], [])


@pytest.mark.parametrize(
    "mapping",
    [{"type": "from_text"}, {"type": "from_intent", "value": "x", "intent": "greet"}],
)
async def test_a_slot_that_messages_fill_is_filled(mapping: dict) -> None:
    """Should a domain have one."""
    quick, slow = await _extracted(_filled_by(mapping))
    assert quick == slow and isinstance(quick[0], SlotSet)


def test_actions_that_fill_slots_after_every_message_are_asked() -> None:
    """One named by a slot, and the one that Rasa asks to check all."""
    named = {"type": "custom", "action": "action_fill"}
    assert not quick_actions._fills_none(_filled_by(named, "action_fill"))
    checked = _filled_by({"type": "custom"}, "action_validate_slot_mappings")
    assert not quick_actions._fills_none(checked)


LISTEN = ActionExecuted("action_listen")
LONG_AGO = UserUttered("words", {"name": "greet"}, timestamp=1.0)


@pytest.mark.parametrize("minutes", [0, 1])
@pytest.mark.parametrize(
    "events",
    [[], [LISTEN], [LONG_AGO, LISTEN], [LONG_AGO], [LISTEN, SessionStarted()],
     [LISTEN, Restarted()], [LONG_AGO, LISTEN, SlotSet("said", 1)],
     [LONG_AGO, SessionStarted(), LISTEN]],
)  # fmt: skip
async def test_a_session_begins_where_rasa_begins_one(events: list[Event], minutes: int) -> None:
    """At first, after a restart, and after a silence where silences end a session."""
    quick = await _greeted(events, minutes, MessageProcessor._update_tracker_session)
    assert quick == await _greeted(events, minutes, quick_actions._slow_session)


async def _greeted(events: list[Event], minutes: int, way: Any) -> list[dict[str, Any]]:
    """The events before a message is read."""
    session = {"session_expiration_time": minutes, "carry_over_slots_to_new_session": True}
    slots = {"said": {"type": "any", "mappings": [{"type": "custom"}]}}
    processor = object.__new__(MessageProcessor)
    processor.domain = Domain.from_dict({"session_config": session, "slots": slots})
    processor.action_endpoint = processor.nlg = None
    tracker = DialogueStateTracker.from_events("web-1", events, processor.domain.slots)
    await way(processor, tracker, CollectingOutputChannel(), {"channel": "web"})
    return [{**event.as_dict(), "timestamp": 0} for event in tracker.events]
