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
from engine.understanding.catalogue import CHANGE_LANGUAGE, RED_FLAG
from engine.understanding.decide import BOOK, Thresholds, Understanding, decide, known, nothing
from engine.understanding.details import reply_to_asked
from engine.understanding.findings import is_alarm
from engine.understanding.visit import tells_a_visit


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
        metadata, language = desk_metadata(message), message.get(LANGUAGE) or "en"
        if is_alarm(metadata.get("findings")):
            return known(RED_FLAG, language)
        detail = reply_to_asked(message.get(NORMALISED) or "", metadata.get("asked"))
        if detail:
            return known(detail, language)
        if _is_foreign(language, metadata):
            return known(CHANGE_LANGUAGE, language)
        if not metadata.get("asked") and tells_a_visit(message.get(NORMALISED) or ""):
            return known(BOOK, language)
        if message.get(NOISE):
            return nothing(language)
        return decide(message.get(WHOLE), message.get(CUTS), language, self._limits)


def _is_foreign(language: str, metadata: dict[str, Any]) -> bool:
    """Whether the clinic has not approved answers in the language of a desk's message."""
    return "channel" in metadata and language not in metadata.get("languages", ["en"])
