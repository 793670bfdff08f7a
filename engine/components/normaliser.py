"""Graph component: makes what was typed readable for the classifier."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.fields import LANGUAGE, NORMALISED
from engine.sources import source_hash
from engine.understanding.normalise import normalise


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class Normaliser(GraphComponent):
    """Sets `normalised` beside the text, which stays as it was typed."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Normaliser:
        """See the parent class."""
        return cls()

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa's cache does not see the modules and files a component reads: this names them."""
        return source_hash("understanding/normalise.py", "understanding/shorthand.yml")

    def process(self, messages: list[Message]) -> list[Message]:
        """Normalises each message."""
        for message in messages:
            text = normalise(message.get(TEXT) or "", message.get(LANGUAGE) or "en")
            message.set(NORMALISED, text)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalises the examples."""
        self.process(training_data.training_examples)
        return training_data
