"""A red flag comes before whatever the dialogue was doing."""

from __future__ import annotations

import pytest
from rasa.core.constants import RULE_POLICY_PRIORITY
from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from engine.policies import ESCALATE, PRIORITY, RedFlagPolicy

DOMAIN = Domain.from_dict(
    {
        "intents": ["greet", "red_flag"],
        "slots": {"name": {"type": "any", "mappings": [{"type": "custom"}]}},
        "forms": {"booking_form": {"required_slots": ["name"]}},
        "actions": [ESCALATE],
    }
)
IN_FORM = (
    ActionExecuted("booking_form"), ActiveLoop("booking_form"), SlotSet("requested_slot", "name")
)  # fmt: skip


@pytest.fixture
def policy(tmp_path) -> RedFlagPolicy:
    """The policy as Rasa loads it."""
    context = ExecutionContext(GraphSchema({}))
    config = RedFlagPolicy.get_default_config()
    return RedFlagPolicy.load(config, LocalModelStorage(tmp_path), Resource("flag"), context)


def _tracker(intent: str | None, *before, after: tuple = ()) -> DialogueStateTracker:
    said = [UserUttered("words", {"name": intent, "confidence": 1.0})] if intent else []
    events = [*before, ActionExecuted("action_listen"), *said, *after]
    return DialogueStateTracker.from_events("web-1", events, DOMAIN.slots)


def _chosen(prediction: PolicyPrediction) -> str | None:
    if not prediction.max_confidence:
        return None
    best = max(range(len(prediction.probabilities)), key=prediction.probabilities.__getitem__)
    return DOMAIN.action_names_or_texts[best]


def _form_goes_on() -> PolicyPrediction:
    """What Rasa's own rules say in the middle of a form: the strongest prediction there is."""
    probabilities = [0.0] * DOMAIN.num_actions
    probabilities[DOMAIN.index_for_action("booking_form")] = 1.0
    return PolicyPrediction(
        probabilities, "RulePolicy", policy_priority=RULE_POLICY_PRIORITY,
        is_no_user_prediction=True, is_end_to_end_prediction=False,
    )  # fmt: skip


@pytest.mark.parametrize("before", [(), IN_FORM])
def test_a_red_flag_is_escalated_in_a_form_and_out_of_it(policy, before) -> None:
    """With certainty."""
    prediction = policy.predict_action_probabilities(_tracker("red_flag", *before), DOMAIN)
    assert _chosen(prediction) == ESCALATE
    assert prediction.max_confidence == 1.0


@pytest.mark.parametrize("ours_first", [True, False])
def test_a_red_flag_outranks_the_form(policy, ours_first: bool) -> None:
    """In Rasa's own weighing of predictions, in whatever order they come."""
    tracker = _tracker("red_flag", *IN_FORM)
    predictions = [policy.predict_action_probabilities(tracker, DOMAIN), _form_goes_on()]
    ordered = predictions if ours_first else predictions[::-1]
    ensemble = DefaultPolicyPredictionEnsemble()
    assert _chosen(ensemble.combine_predictions(ordered, tracker, DOMAIN)) == ESCALATE
    assert PRIORITY > RULE_POLICY_PRIORITY


def test_a_red_flag_leaves_the_form_without_the_action_server(policy) -> None:
    """The events come with the prediction itself."""
    tracker = _tracker("red_flag", *IN_FORM)
    assert tracker.active_loop_name == "booking_form"
    tracker.update_with_events(
        policy.predict_action_probabilities(tracker, DOMAIN).events, DOMAIN
    )
    assert tracker.active_loop_name is None
    assert tracker.get_slot("requested_slot") is None


def test_out_of_a_form_there_is_nothing_to_leave(policy) -> None:
    """No event is written."""
    prediction = policy.predict_action_probabilities(_tracker("red_flag"), DOMAIN)
    assert prediction.events == []


@pytest.mark.parametrize(
    "tracker",
    [
        _tracker(None),
        _tracker("greet"),
        _tracker("greet", *IN_FORM),
        _tracker("red_flag", after=(ActionExecuted(ESCALATE),)),
        _tracker("red_flag", *IN_FORM, after=(ActionExecuted("booking_form"),)),
        _tracker("greet", UserUttered("words", {"name": "red_flag"}), ActionExecuted(ESCALATE)),
    ],
)
def test_otherwise_the_policy_abstains(policy, tracker: DialogueStateTracker) -> None:
    """Nothing said, other messages, and after the escalation itself: else it would never end."""
    prediction = policy.predict_action_probabilities(tracker, DOMAIN)
    assert _chosen(prediction) is None
    assert prediction.events == []
    assert not prediction.is_no_user_prediction


def test_the_form_goes_on_where_there_is_no_red_flag(policy) -> None:
    """An abstaining policy of high priority stands in nobody's way."""
    tracker = _tracker("greet", *IN_FORM)
    predictions = [policy.predict_action_probabilities(tracker, DOMAIN), _form_goes_on()]
    ensemble = DefaultPolicyPredictionEnsemble()
    chosen = ensemble.combine_predictions(predictions, tracker, DOMAIN)
    assert _chosen(chosen) == "booking_form"
