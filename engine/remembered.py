"""What the policies decide, remembered: in the same situation they decide the same.

The policies are rules and memories of stories. They see intents, actions, forms and the slots that
matter to the dialogue, never the words; working out these states anew for every prediction was a
third of the engine's time. A situation is everything of it that the policies can see, in order;
what is not known here is not guessed at: the policies are asked.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from copy import copy
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    FollowupAction,
    LoopInterrupted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.data import TrainingType

REMEMBERED = 5000

#: of each kind of event, what a policy can see of it
_SEEN: dict[type[Event], Callable[[Any], tuple[Any, ...]]] = {
    UserUttered: lambda e: (e.intent_name, sorted(x.get("entity", "") for x in e.entities)),
    ActionExecuted: lambda e: (e.action_name, e.action_text, e.hide_rule_turn),
    ActionExecutionRejected: lambda e: (e.action_name,),
    ActiveLoop: lambda e: (e.name,),
    FollowupAction: lambda e: (e.action_name,),
    LoopInterrupted: lambda e: (e.is_interrupted,),
    DefinePrevUserUtteredFeaturization: lambda e: (e.use_text_for_featurization,),
    SessionStarted: lambda e: (),
}


class Remembered:
    """Predictions by situation, the latest ones; a digest of the situation, not itself, is kept."""

    def __init__(self, processor: MessageProcessor) -> None:
        self._ask = processor._predict_next_with_tracker
        self._slots = _slots_that_matter(processor.domain)
        self._kept: OrderedDict[bytes, PolicyPrediction] = OrderedDict()

    def predict(self, tracker: DialogueStateTracker) -> PolicyPrediction:
        """What is to be done next; see `MessageProcessor._predict_next_with_tracker`."""
        key = None if tracker.followup_action else self._situation(tracker)
        if key is None:
            return self._ask(tracker)
        prediction = self._kept.pop(key, None) or self._ask(tracker)
        self._kept[key] = prediction
        if len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)
        return _fresh(prediction)

    def _situation(self, tracker: DialogueStateTracker) -> bytes | None:
        """A digest of all that policies can see; None where something unknown is among it."""
        seen: list[Any] = []
        for event in tracker.events:
            kind = type(event)
            if kind is SlotSet:
                if event.key in self._slots:
                    seen.append(("slot", event.key, event.value))
            elif kind in _SEEN:
                seen.append((event.type_name, *_SEEN[kind](event)))
            elif kind is not BotUttered:
                return None
        return hashlib.blake2b(repr(seen).encode(), digest_size=16).digest()


def install(processor: MessageProcessor) -> None:
    """From here on `processor` asks its policies only what they were not asked before.

    Where stories hold words of patients in place of intents, policies see words: nothing is done.
    """
    if processor.model_metadata.training_type is not TrainingType.END_TO_END:
        processor._predict_next_with_tracker = Remembered(processor).predict


def _slots_that_matter(domain: Domain) -> frozenset[str]:
    """Slots that policies are shown, and the one that forms ask with."""
    shown = (slot.name for slot in domain.slots if slot.has_features())
    return frozenset((*shown, REQUESTED_SLOT))


def _fresh(prediction: PolicyPrediction) -> PolicyPrediction:
    """A copy with events of its own: they go into a tracker, which may change them."""
    mine = copy(prediction)
    mine.probabilities = list(prediction.probabilities)
    mine.events = [copy(event) for event in prediction.events]
    mine.optional_events = [copy(event) for event in prediction.optional_events]
    return mine
