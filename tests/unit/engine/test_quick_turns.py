"""What Rasa is spared in every turn is answered as Rasa itself would."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import Event, SlotSet, deserialise_events

from engine import quick_turns


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put in for the test, and taken out again."""
    for owner, name in (
        (RemoteAction, "_validate_action_result"), (Event, "resolve_by_type"),
        (RulePolicy, "format_tracker_states"), (MessageProcessor, "_log_slots"),
    ):  # fmt: skip
        monkeypatch.setattr(owner, name, inspect.getattr_static(owner, name))
    quick_turns.install()
    yield


def test_a_response_of_the_right_form_passes() -> None:
    """Slots, a form that ends, and something to say."""
    events = [{"event": "slot", "name": "s", "value": 1}, {"event": "active_loop", "name": None}]
    result = {"events": events, "responses": [{"response": "utter_x"}]}
    assert RemoteAction("action_x", None)._validate_action_result(result)


def test_a_response_that_only_sets_slots_passes_as_before() -> None:
    """With a time, without one, and with an empty value."""
    times = ({}, {"timestamp": None}, {"timestamp": 1.5})
    events = [{"event": "slot", "name": "s", "value": None, **time} for time in times]
    result = {"events": events, "responses": [{}]}
    assert RemoteAction("action_x", None)._validate_action_result(result)
    assert quick_turns._validator().is_valid(result)


_SLOT = {"event": "slot", "name": "s", "value": 1}


@pytest.mark.parametrize(
    "result",
    [
        {"events": {}}, {"responses": ["words"]}, {"events": [{"event": "slot"}]}, [],
        {"events": {}, "responses": []}, {"events": [], "responses": {}},
        {"events": [], "responses": ["words"]}, {"events": ["words"], "responses": []},
        {"events": [{**_SLOT, "name": 1}], "responses": []},
        {"events": [{**_SLOT, "timestamp": True}], "responses": []},
        {"events": [{**_SLOT, "timestamp": "now"}], "responses": []},
        {"events": [{**_SLOT, "metadata": 1}], "responses": []},
        {"events": [{"event": "slot", "name": "s"}], "responses": []},
        {"events": [_SLOT, {"event": "no_such"}], "responses": []},
    ],
)  # fmt: skip
def test_a_response_of_the_wrong_form_is_refused(result: object) -> None:
    """As before: an event without its parts, or none at all."""
    with pytest.raises(ValidationError):
        RemoteAction("action_x", None)._validate_action_result(result)


def test_events_are_found_by_their_names() -> None:
    """And a name that nobody has is refused."""
    event = SlotSet("s", 1)
    assert deserialise_events([event.as_dict()]) == [event]
    assert Event.resolve_by_type("none_such", SlotSet) is SlotSet
    with pytest.raises(ValueError, match="none_such"):
        Event.resolve_by_type("none_such")
