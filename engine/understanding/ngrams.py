"""Weighted n-grams of words and letters: a matrix to learn from, single rows to read with.

A row is what the matrix would hold, made without a matrix: for one text, building sparse matrices
takes five times as long as counting.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from math import sqrt

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
        return self._rows.of(text)

    @cached_property
    def _rows(self) -> _Rows:
        return _Rows(self.words, self.letters, self._weight)


class _Rows:
    """Both vectorizers, once fitted, for one text at a time.

    After a run of the network nothing is left in the processor's caches: what counts is how many
    places of memory are touched. A word's n-grams of letters are therefore kept together, of words
    of the examples only: what people write is not kept.
    """

    def __init__(self, words: TfidfVectorizer, letters: TfidfVectorizer, weight: float) -> None:
        self._words: dict[str, int] = words.vocabulary_
        self._letters: dict[str, int] = letters.vocabulary_
        self._tokens: Callable[[str], list[str]] = re.compile(words.token_pattern).findall
        self._sizes = range(letters.ngram_range[0], letters.ngram_range[1] + 1)
        self._idf = np.concatenate([words.idf_, letters.idf_]).astype(np.float32)
        self._weight = weight
        self._of_word: dict[str, array[int]] = {}

    def of(self, text: str) -> Row:
        text = text.lower()
        tokens = self._tokens(text)
        grams = [*tokens, *(f"{one} {next_}" for one, next_ in zip(tokens, tokens[1:]))]
        counts = Counter([self._words[gram] for gram in grams if gram in self._words])
        words = len(counts)
        for word in text.split():
            counts.update(self._of_word.get(word) or self._letters_of(word))
        places = np.fromiter(counts, np.int64, len(counts))
        often = np.fromiter(counts.values(), np.float32, len(counts))
        weights = (np.log(often) + 1) * self._idf[places]
        for half in (weights[:words], weights[words:]):
            half *= self._weight / max(sqrt(half @ half), 1e-9)
        return places, weights

    def _letters_of(self, word: str) -> array[int]:
        first, letters = len(self._words), self._letters
        grams = letters_of(word, self._sizes)
        found = array("i", [first + letters[gram] for gram in grams if gram in letters])
        if word in self._words:
            self._of_word[word] = found
        return found


def letters_of(word: str, sizes: Iterable[int]) -> list[str]:
    """N-grams of a word's letters, blanks around it, as scikit-learn's `char_wb` makes them."""
    word = f" {word} "
    grams = []
    for size in sizes:
        if len(word) <= size:
            return [*grams, word]  # once, however many sizes are longer
        grams += [word[start : start + size] for start in range(len(word) - size + 1)]
    return grams
