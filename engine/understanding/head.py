"""The classifier on top of the vectors: which entry of the catalogue a text means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property

import numpy as np

from engine.understanding.catalogue import OUT_OF_SCOPE, is_request
from engine.understanding.directions import Directions
from engine.understanding.gibberish import words_of
from engine.understanding.kernel import KernelRidge
from engine.understanding.likeness import Likeness
from engine.understanding.ngrams import Ngrams

SHARPNESSES = np.geomspace(4.0, 60.0, 80)
SOUNDS_SURE = 0.15  # by n-grams alone: four in five of these are requests, and half of all


@dataclass(frozen=True)
class HeadSettings:
    """What training may vary; the figures behind the defaults are in `config.yml`."""

    nearness: float = 2.0
    sparse_share: float = 0.3
    ridge: float = 0.05
    familiar: float = 0.5
    strangeness: float = 20.0

    @classmethod
    def defaults(cls) -> dict[str, float]:
        """The settings as a plain dictionary."""
        return asdict(cls())


class CatalogueHead:
    """Kernel ridge regression on sentence vectors and n-grams, calibrated.

    The regression tells what it would have said of each example had it not seen it. From that
    follows the sharpness under which it is as often right as it says.
    """

    def __init__(self, settings: HeadSettings) -> None:
        self.settings = settings
        self.names: list[str] = []
        self.vocabulary: frozenset[str] = frozenset()
        self.sharpness = 1.0
        self.directions = Directions()
        self.ngrams = Ngrams(settings.sparse_share)
        self.kernel = KernelRidge(settings.nearness, settings.ridge)

    def fit(self, texts: Sequence[str], vectors: np.ndarray, names: Sequence[str]) -> None:
        """Learns from normalised texts, their vectors and their names in the catalogue."""
        self.names = sorted(set(names))
        place = {name: i for i, name in enumerate(self.names)}
        truth = np.array([place[name] for name in names])
        self.ngrams.fit(texts)
        self.directions.fit(vectors)
        directions, ngrams = self.directions.of(vectors), self.ngrams.matrix(texts)
        some, unseen = self.kernel.fit(directions, ngrams, truth)
        losses = [_surprise(unseen * s, truth[some]) for s in SHARPNESSES]
        self.sharpness = float(SHARPNESSES[int(np.argmin(losses))])
        self.vocabulary = frozenset(word for text in texts for word in words_of(text))

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Calibrated probabilities, texts x names."""
        scores, familiarity = self._likeness.of(vectors)
        scores += self.kernel.of_ngrams(map(self.ngrams.row, texts))
        scores *= self.sharpness
        if OUT_OF_SCOPE in self.names:
            # What is like nothing we know is more likely none of our business than it looks.
            place = self.names.index(OUT_OF_SCOPE)
            gap = self.settings.familiar - familiarity
            scores[:, place] += self.settings.strangeness * np.maximum(gap, 0)
        return np.exp(_log_softmax(scores))

    def sounds_like_request(self, text: str) -> bool:
        """Whether n-grams alone take a text for a request: a guess, before any vector is made."""
        scores = self.kernel.of_ngrams([self.ngrams.row(text)])[0]
        best = scores.argmax()
        return scores[best] > SOUNDS_SURE and is_request(self.names[best])

    @cached_property
    def _likeness(self) -> Likeness:
        """Made when the first text is read, not while the examples are learnt.

        It holds them from then on; 38 MB are not kept twice.
        """
        strange = self.names.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in self.names else -1
        likeness = Likeness(self.directions, self.kernel, strange)
        del self.kernel.examples, self.kernel.pull
        return likeness


def _surprise(scores: np.ndarray, truth: np.ndarray) -> float:
    return float(-_log_softmax(scores)[np.arange(len(truth)), truth].mean())


def _log_softmax(scores: np.ndarray) -> np.ndarray:
    scores = scores - scores.max(axis=1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
