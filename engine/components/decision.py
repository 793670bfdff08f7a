"""Graph component: decides what a message is, and says it in Rasa's terms."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, RESPONSE_SELECTOR
from rasa.shared.nlu.training_data.message import Message

from engine.components.fields import (
    CUTS,
    LANGUAGE,
    NOISE,
    NORMALISED,
    UNDERSTANDING,
    WHOLE,
    desk_metadata,
)
from engine.rasa_terms import intent_of, ranking_of, selector_of
from engine.understanding.decide import Thresholds, Understanding, decide, nothing
from engine.understanding.shortcuts import plainly


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CatalogueDecision(GraphComponent):
    """First what safety found, then what was asked for, then what the classifier read."""

    def __init__(self, config: dict[str, Any]) -> None:
        """Takes its limits from `config.yml`."""
        self._limits = Thresholds(**config)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Limits that `config.yml` may change."""
        return Thresholds.defaults()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CatalogueDecision:
        """See the parent class."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets `understanding`, the intent and, for questions, the chosen response."""
        for message in messages:
            understanding = self._understand(message)
            message.set(UNDERSTANDING, understanding.as_dict(), add_to_output=True)
            message.set(INTENT, intent_of(understanding), add_to_output=True)
            message.set(RESPONSE_SELECTOR, selector_of(understanding), add_to_output=True)
            whole = message.get(WHOLE)
            ranking = ranking_of(whole.ranking if whole else ())
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _understand(self, message: Message) -> Understanding:
        text, language = message.get(NORMALISED) or "", message.get(LANGUAGE) or "en"
        certain = plainly(text, language, desk_metadata(message))
        if certain:
            return certain
        if message.get(NOISE):
            return nothing(language)
        return decide(message.get(WHOLE), message.get(CUTS), language, self._limits)
