"""The second voice: a small linear model trained on our own phrases.

It reads letters, words, pairs of words and the concepts the rules found, so that it profits from
every word clinicians add to a concept. It may raise where no rule did; it never silences one.
Training: `frontdesk.safety.train`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

BUCKETS = 1 << 16
NOTHING = "none"
MOST_WORDS = 60
"""Of one passage; what a danger sign needs is said in fewer."""
WORD, PAIR, LETTERS = 1.0, 0.8, 0.35
"""How much a word, a pair of words and a run of letters weigh; a concept weighs as a word."""


@lru_cache(maxsize=8192)
def _bucket(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "replace")) % BUCKETS


@lru_cache(maxsize=8192)
def _letters(word: str) -> tuple[int, ...]:
    """The buckets of a word: first its own, then those of its runs of letters."""
    padded = f"<{word}>"
    return (_bucket(f"w{word}"), *(_bucket(f"g{padded[i:i + n]}") for n in (3, 4, 5)
                                   for i in range(len(padded) - n + 1)))


def features(norm: Iterable[str], concepts: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
    """Bucket numbers and their weights, of length one, for a passage and its concepts."""
    words = [w[:20] for w in norm if w[0].isalnum()][:MOST_WORDS]
    weights: dict[int, float] = {}
    get = weights.get
    for word in words:
        own, *letters = _letters(word)
        weights[own] = get(own, 0.0) + WORD
        for bucket in letters:
            weights[bucket] = get(bucket, 0.0) + LETTERS
    for pair in zip(words, words[1:], strict=False):
        bucket = _bucket("b" + " ".join(pair))
        weights[bucket] = weights.get(bucket, 0.0) + PAIR
    for name in concepts:
        bucket = _bucket("c" + name)
        weights[bucket] = weights.get(bucket, 0.0) + WORD
    if not weights:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    index = np.fromiter(weights, dtype=np.int64)
    value = np.log1p(np.fromiter(weights.values(), dtype=np.float32))
    return index, value / np.sqrt(value @ value)


@dataclass(frozen=True)
class Classifier:
    """Weights by hashed feature and class.

    Attributes:
        high: Chance of danger from which it speaks at emergency and crisis tier.
        urgent: The same for the urgent tier.
    """

    classes: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray
    high: float
    urgent: float

    @staticmethod
    def load(path: Path) -> Classifier | None:
        """The model in `path`, or None where there is none yet or it is of an older kind."""
        if not path.exists():
            return None
        with np.load(path, allow_pickle=False) as data:
            if "high" not in data or data["weights"].shape[0] != BUCKETS:
                return None
            return Classifier(
                tuple(str(c) for c in data["classes"]), data["weights"].astype(np.float32),
                data["bias"], float(data["high"]), float(data["urgent"]))

    def says(self, norm: Iterable[str], concepts: Iterable[str]) -> tuple[str, float]:
        """The likeliest danger sign in a passage, and the chance of any danger."""
        index, value = features(norm, concepts)
        if not len(index):
            return NOTHING, 0.0
        scores = value @ self.weights[index] + self.bias
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        nothing = self.classes.index(NOTHING)
        danger = 1.0 - float(chances[nothing])
        chances[nothing] = 0.0
        return self.classes[int(chances.argmax())], danger
