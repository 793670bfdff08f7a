"""Weighted n-grams of words and letters: a matrix to learn from, single rows to read with.

A row is what the matrix would hold, made without a matrix: for one text, building sparse matrices
takes five times as long as counting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

#: places and weights of the n-grams that a text holds
Row = tuple[np.ndarray, np.ndarray]


class Ngrams:
    """Learns which n-grams there are; words count as much as letters."""

    def __init__(self, share: float) -> None:
        """Args: share: weight of all n-grams beside sentence vectors."""
        self._weight = np.float32((share / 2) ** 0.5)
        self.words = TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"[^\W_]+(?:-[^\W_]+)*",
            dtype=np.float32,
        )  # fmt: skip
        self.letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, dtype=np.float32
        )

    def fit(self, texts: Sequence[str]) -> None:
        """Learns from normalised texts, before the first row is made."""
        self.words.fit(texts)
        self.letters.fit(texts)

    def matrix(self, texts: Sequence[str]) -> csr_matrix:
        """One row a text."""
        both = hstack([self.words.transform(texts), self.letters.transform(texts)]).tocsr()
        return (both * self._weight).astype(np.float32)

    def row(self, text: str) -> Row:
        """The row of one text: places (int) and weights (float32)."""
        places, weights = zip(*(half.row(text) for half in self._halves), strict=True)
        return np.concatenate(places), np.concatenate(weights) * self._weight

    @cached_property
    def _halves(self) -> tuple[_Half, _Half]:
        return _Half(self.words, 0), _Half(self.letters, len(self.words.vocabulary_))


class _Half:
    """A vectorizer that was fitted, for one text at a time."""

    def __init__(self, vectorizer: TfidfVectorizer, first: int) -> None:
        self._grams_of: Callable[[str], Iterable[str]] = vectorizer.build_analyzer()
        self._places: dict[str, int] = vectorizer.vocabulary_
        self._idf = np.asarray(vectorizer.idf_, np.float32)
        self._first = first

    def row(self, text: str) -> Row:
        known = (self._places.get(gram) for gram in self._grams_of(text))
        counts = Counter(place for place in known if place is not None)
        places = np.fromiter(counts.keys(), np.int64, len(counts))
        often = np.fromiter(counts.values(), np.float32, len(counts))
        weights = (np.log(often) + 1) * self._idf[places]
        length = np.sqrt(weights @ weights)
        return places + self._first, weights / length if length else weights
