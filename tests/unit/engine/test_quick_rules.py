"""Rules and slots are shown to policies as Rasa shows them."""

from __future__ import annotations

import json

import pytest
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from engine import quick_rules

GREETED = {"prev_action": {"action_name": "utter_greet"}}
LISTENED = {"prev_action": {"action_name": "action_listen"}}


@pytest.mark.parametrize(
    ("states", "reads_no_words"),
    [
        ([{**LISTENED, "user": {"intent": "greet"}}], True),
        ([{**LISTENED, "user": {"intent": "greet"}}, GREETED], True),
        ([GREETED, {**LISTENED, "user": {"intent": "greet"}}], True),
        ([{**LISTENED, "user": {"text": "hello there"}}], False),
        ([GREETED, LISTENED], False),
        ([{"user": {"text": "hello"}}], False),
        ([{"prev_action": {"action_text": "Hello."}}], False),
        ([{}], False),
    ],
)
def test_a_rule_that_words_may_fit_is_known(states: list[dict], reads_no_words: bool) -> None:
    """One such rule, and all are looked through by the words too."""
    assert quick_rules._reads_no_words(json.dumps(states)) is reads_no_words


@pytest.mark.parametrize("words", [True, False])
def test_words_are_looked_for_where_a_rule_reads_them(
    monkeypatch: pytest.MonkeyPatch, words: bool
) -> None:
    """Else the answer is Rasa's for nothing found."""
    monkeypatch.setattr(quick_rules, "_slow_find", lambda *given: ("asked", given[-1], False))
    policy = object.__new__(RulePolicy)
    heard = {**LISTENED, "user": {"text": "hello"} if words else {"intent": "greet"}}
    policy.lookup = {"rules": {json.dumps([heard]): "utter_greet"}}
    by_words = ("asked", True, False) if words else (None, None, False)
    assert quick_rules._find(policy, None, None, True) == by_words
    assert quick_rules._find(policy, None, None, False) == ("asked", False, False)


@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize("omit", [True, False])
def test_policies_see_the_slots_that_are_meant_for_them(shown: bool, omit: bool) -> None:
    """Set, emptied and never set."""
    about = {"type": "text", "influence_conversation": shown, "mappings": [{"type": "custom"}]}
    slots = {name: dict(about) for name in ("one", "two", "three")}
    domain = Domain.from_dict({"slots": slots})
    events = [SlotSet("one", "x"), SlotSet("two", "y"), SlotSet("two", None)]
    tracker = DialogueStateTracker.from_events("web-1", events, domain.slots)
    quick = quick_rules._slots(tracker, omit)
    assert quick == quick_rules._slow_slots(tracker, omit)
    assert bool(quick) is shown
