"""Graph component: probabilities over the whole catalogue, for a message and its parts."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.fields import (
    CUTS,
    LANGUAGE,
    NOISE,
    NORMALISED,
    WHOLE,
    desk_metadata,
)
from engine.sources import source_hash
from engine.understanding.catalogue import RED_FLAG
from engine.understanding.encoder import SentenceEncoder
from engine.understanding.head import CatalogueHead, HeadSettings
from engine.understanding.head_file import read_head, write_head
from engine.understanding.network_file import vectors as vector_file
from engine.understanding.reader import Reader
from engine.understanding.shortcuts import plainly
from engine.understanding.upper import FILE
from engine.understanding.vector_file import with_vectors_kept
from engine.understanding.weights import SHA256, WEIGHTS


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CatalogueClassifier(GraphComponent):
    """Sentence vectors and n-grams under a calibrated kernel regression."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        head: CatalogueHead | None = None,
    ) -> None:
        """Loads the sentence model; `head` is there when the component was trained."""
        self._settings = HeadSettings(**config)
        self._model_storage = model_storage
        self._resource = resource
        self._encoder = SentenceEncoder()
        self.reader = Reader(self._encoder, head) if head else None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Settings that `config.yml` may change."""
        return HeadSettings.defaults()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CatalogueClassifier:
        """See the parent class."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CatalogueClassifier:
        """Reads the trained head from the model."""
        with model_storage.read_from(resource) as folder:
            head = read_head(folder)
        return cls(config, model_storage, resource, head)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa's cache does not see the modules and weights a component reads: this names them."""
        modules = (
            "encoder", "mpnet", "eight_bits", "weights", "upper", "network_file", "head",
            "directions", "kernel", "likeness", "ngrams", "head_file", "reader", "clauses",
            "gibberish",
        )  # fmt: skip
        files = [FILE.name, *(f"{module}.py" for module in modules)]
        return SHA256[WEIGHTS] + source_hash(*(f"understanding/{name}" for name in files))

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from every example, by its full name (`faq/<key>` or the intent)."""
        examples = [
            e
            for e in training_data.intent_examples
            if e.get(NORMALISED) and e.get_full_intent() != RED_FLAG
        ]
        texts = [e.get(NORMALISED) for e in examples]
        head = CatalogueHead(self._settings)
        vectors = with_vectors_kept(self._encoder.encode, texts, vector_file())
        head.fit(texts, vectors, [e.get_full_intent() for e in examples])
        with self._model_storage.write_to(self._resource) as folder:
            write_head(head, folder)
        self.reader = Reader(self._encoder, head)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing that follows needs the classifier's view of the examples."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Reads each message whose meaning is not certain; one without words is noise."""
        for message in messages:
            text, language = message.get(NORMALISED) or "", message.get(LANGUAGE) or "en"
            if plainly(text, language, desk_metadata(message)):
                continue
            if self.reader is None or self.reader.is_noise(text):
                message.set(NOISE, True)
                continue
            whole, cuts = self.reader.read(text)
            message.set(WHOLE, whole)
            message.set(CUTS, cuts)
        return messages
