"""The classifier on top of the vectors: which entry of the catalogue a text means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from engine.understanding.catalogue import OUT_OF_SCOPE
from engine.understanding.kernel import KernelRidge
from engine.understanding.minilm import WIDTH
from engine.understanding.net import HiddenNet

_WORD = re.compile(r"[^\W\d_]+")
SHARPNESSES = np.geomspace(0.3, 3.0, 60)
HELD_OUT = 0.15
SEED = 7
SCORE_SCALE = 17.0  # turns the ridge's scores into log odds of the net's size


@dataclass(frozen=True)
class HeadSettings:
    """What training may vary; the figures behind the defaults are in `config.yml`."""

    nearness: float = 2.0
    sparse_share: float = 0.3
    ridge: float = 0.05
    net_share: float = 0.35
    familiar: float = 0.55
    strangeness: float = 30.0

    @classmethod
    def defaults(cls) -> dict[str, float]:
        """The settings as a plain dictionary."""
        return asdict(cls())


class CatalogueHead:
    """Kernel ridge regression and a small network, mixed and calibrated.

    Both see the same sentence vectors; the regression sees n-grams of words and letters too. A
    rehearsal on a part of the examples chooses the sharpness under which the mixture is as often
    right as it says.
    """

    def __init__(self, settings: HeadSettings) -> None:
        self.settings = settings
        self.names: list[str] = []
        self.vocabulary: frozenset[str] = frozenset()
        self.sharpness = 1.0
        self.center = np.zeros(0, np.float32)
        self.words = TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"[^\W_]+(?:-[^\W_]+)*",
            dtype=np.float32,
        )  # fmt: skip
        self.letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, dtype=np.float32
        )
        self.kernel = KernelRidge(settings.nearness, settings.ridge)
        self.net = HiddenNet()

    def fit(self, texts: Sequence[str], vectors: np.ndarray, names: Sequence[str]) -> None:
        """Learns from normalised texts, their vectors and their names in the catalogue."""
        self.names = sorted(set(names))
        place = {name: i for i, name in enumerate(self.names)}
        truth = np.array([place[name] for name in names])
        self.sharpness = self._rehearse(texts, vectors, truth)
        self._fit_all(texts, vectors, truth)
        self.vocabulary = frozenset(w for text in texts for w in _WORD.findall(text))

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Calibrated probabilities, texts x names."""
        directions = self._directions(vectors)
        likeness = self.kernel.likeness(directions)
        scores = self._scores(texts, directions, likeness) * self.sharpness
        if OUT_OF_SCOPE in self.names:
            # What is like nothing we know is more likely none of our business than it looks.
            place = self.names.index(OUT_OF_SCOPE)
            gap = self.settings.familiar - self.kernel.familiarity(likeness, place)
            scores[:, place] += self.settings.strangeness * np.maximum(gap, 0)
        return _softmax(scores)

    def _scores(
        self, texts: Sequence[str], directions: np.ndarray, likeness: np.ndarray
    ) -> np.ndarray:
        ridge = SCORE_SCALE * self.kernel.scores(likeness, self._ngrams(texts))
        share = self.settings.net_share
        mixed = (1 - share) * _log_softmax(ridge)
        mixed += share * self.net.log_probabilities(directions)
        return mixed

    def _fit_all(self, texts: Sequence[str], vectors: np.ndarray, truth: np.ndarray) -> None:
        self.words.fit(texts)
        self.letters.fit(texts)
        self.center = vectors.mean(axis=0)
        directions = self._directions(vectors)
        self.kernel.fit(directions, self._ngrams(texts), truth)
        self.net.fit(directions, truth)

    def _rehearse(self, texts: Sequence[str], vectors: np.ndarray, truth: np.ndarray) -> float:
        """The sharpness under which text that was not trained on is the least surprising."""
        held_out = _every_class_stays(truth)
        rest = np.setdiff1d(np.arange(len(truth)), held_out)
        if not len(held_out):
            return 1.0
        rehearsal = CatalogueHead(self.settings)
        rehearsal._fit_all([texts[i] for i in rest], vectors[rest], truth[rest])
        directions = rehearsal._directions(vectors[held_out])
        likeness = rehearsal.kernel.likeness(directions)
        scores = rehearsal._scores([texts[i] for i in held_out], directions, likeness)
        losses = [_surprise(scores * s, truth[held_out]) for s in SHARPNESSES]
        return float(SHARPNESSES[int(np.argmin(losses))])

    def _ngrams(self, texts: Sequence[str]) -> csr_matrix:
        """Weighted n-grams of words and letters, one row a text."""
        both = hstack([self.words.transform(texts), self.letters.transform(texts)]).tocsr()
        return both * np.float32((self.settings.sparse_share / 2) ** 0.5)

    def _directions(self, vectors: np.ndarray) -> np.ndarray:
        """Each layer's part centred and scaled to the same length; rows have length one."""
        parts = (vectors - self.center).reshape(len(vectors), -1, WIDTH)
        parts = parts / np.maximum(np.linalg.norm(parts, axis=2, keepdims=True), 1e-6)
        return (parts / parts.shape[1] ** 0.5).reshape(len(vectors), -1).astype(np.float32)


def _every_class_stays(truth: np.ndarray) -> np.ndarray:
    """Places of the examples to hold out, the same share of every class."""
    dice = np.random.default_rng(SEED)
    chosen = []
    for number in np.unique(truth):
        places = dice.permutation(np.flatnonzero(truth == number))
        chosen.append(places[: int(len(places) * HELD_OUT)])
    return np.concatenate(chosen)


def _surprise(scores: np.ndarray, truth: np.ndarray) -> float:
    return float(-_log_softmax(scores)[np.arange(len(truth)), truth].mean())


def _softmax(scores: np.ndarray) -> np.ndarray:
    return np.exp(_log_softmax(scores))


def _log_softmax(scores: np.ndarray) -> np.ndarray:
    scores = scores - scores.max(axis=1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
