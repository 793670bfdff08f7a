"""The one policy of ours: a red flag comes before whatever the dialogue was doing."""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, Event, SlotSet
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from engine.understanding.catalogue import RED_FLAG

ESCALATE = "action_escalate"
PRIORITY = 100


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class RedFlagPolicy(Policy):
    """Predicts `action_escalate` for `red_flag`, in the middle of a form too.

    A form's happy path is a "no user" prediction, which outranks every other kind; so this policy
    predicts in the same way, with a higher priority. It also leaves the form by itself, so that
    the dialogue is out of it even when the action server is down.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See the parent class."""
        return {"priority": PRIORITY}

    @staticmethod
    def supported_data() -> SupportedData:
        """Rules and stories alike: nothing is learnt from them."""
        return SupportedData.ML_AND_RULE_DATA

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RedFlagPolicy:
        """Nothing was stored, so nothing is read."""
        return cls(config, model_storage, resource, execution_context)

    def train(
        self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any
    ) -> Resource:
        """Learns nothing."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Escalates right after a message with a red flag, and abstains otherwise."""
        if not _red_flag_waits(tracker):
            return self._prediction(self._default_predictions(domain))
        probabilities = self._default_predictions(domain)
        probabilities[domain.index_for_action(ESCALATE)] = 1.0
        return self._prediction(
            probabilities, events=_leave_form(tracker), is_no_user_prediction=True
        )


def _red_flag_waits(tracker: DialogueStateTracker) -> bool:
    message = tracker.latest_message
    flagged = message is not None and message.intent.get("name") == RED_FLAG
    return flagged and tracker.latest_action_name == ACTION_LISTEN_NAME


def _leave_form(tracker: DialogueStateTracker) -> list[Event]:
    if tracker.active_loop_name is None:
        return []
    return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]
