"""The second voice: a small linear model over letters and words, trained on our own phrases.

It may raise where no rule did; it never silences one. Training: `frontdesk.safety.train`.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

BUCKETS = 1 << 13
NOTHING = "none"
MOST_WORDS = 60
"""Of one sentence; what a danger sign needs is said in fewer."""


@lru_cache(maxsize=8192)
def _word_hashes(word: str) -> tuple[int, ...]:
    padded = f"<{word}>"
    grams = [padded[i:i + n] for n in (3, 4) for i in range(len(padded) - n + 1)]
    return tuple(zlib.crc32(g.encode("utf-8", "replace")) % BUCKETS for g in (*grams, padded))


def features(norm: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Hashed letters, words and pairs of words: bucket numbers and their weights."""
    words = [w for w in norm if w[0].isalnum()][:MOST_WORDS]
    buckets = [h for w in words for h in _word_hashes(w[:20])]
    for a, b in zip(words, words[1:], strict=False):
        buckets.append(zlib.crc32(f"{a[:20]} {b[:20]}".encode("utf-8", "replace")) % BUCKETS)
    if not buckets:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    index, counts = np.unique(np.array(buckets), return_counts=True)
    value = np.log1p(counts).astype(np.float32)
    return index, value / np.linalg.norm(value)


@dataclass(frozen=True)
class Classifier:
    """Weights by hashed feature and class.

    Attributes:
        threshold: The chance from which it speaks.
    """

    classes: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray
    threshold: float

    @staticmethod
    def load(path: Path) -> Classifier | None:
        """The model in `path`, or None where there is none yet."""
        if not path.exists():
            return None
        with np.load(path, allow_pickle=False) as data:
            return Classifier(
                tuple(str(c) for c in data["classes"]), data["weights"].astype(np.float32),
                data["bias"], float(data["threshold"]))

    def says(self, norm: tuple[str, ...]) -> tuple[str, float]:
        """The likeliest danger sign in these words, and its chance."""
        index, value = features(norm)
        if not len(index):
            return NOTHING, 0.0
        scores = value @ self.weights[index] + self.bias
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        chances[self.classes.index(NOTHING)] = 0.0
        best = int(chances.argmax())
        return self.classes[best], float(chances[best])
