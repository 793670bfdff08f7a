"""Graph component: recognises the language of a message."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.fields import LANGUAGE, desk_metadata
from engine.sources import source_hash
from engine.understanding.language import recognise


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class LanguageRecogniser(GraphComponent):
    """Sets `language` on every message: "en" or "es"."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageRecogniser:
        """See the parent class."""
        return cls()

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa's cache does not see the modules and files a component reads: this names them."""
        return source_hash("understanding/language.py", "understanding/stop_words.yml")

    def process(self, messages: list[Message]) -> list[Message]:
        """Recognises; a message that tells nothing keeps the conversation's language."""
        for message in messages:
            default = desk_metadata(message).get("language") or "en"
            language = recognise(message.get(TEXT) or "", default)
            message.set(LANGUAGE, language, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Recognises the language of the examples."""
        self.process(training_data.training_examples)
        return training_data
