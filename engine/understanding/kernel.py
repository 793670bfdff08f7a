"""Kernel ridge regression on directions (radial kernel) and n-grams (linear kernel)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from scipy.linalg.lapack import spotrf, spotrs
from scipy.sparse import csr_matrix

from engine.understanding.likeness import Likeness
from engine.understanding.ngrams import Row

NEAREST = 3
BLOCK = 1000
REHEARSED = 1000  # examples whose own weight is taken out again, to learn how sure to be
SEED = 7
FEW = 8


class KernelRidge:
    """Solved exactly, in seconds; keeps the examples, for the radial kernel compares with them."""

    def __init__(self, nearness: float, ridge: float) -> None:
        """Args: nearness: how fast the kernel falls with distance; ridge: the regularisation."""
        self.nearness = nearness
        self.ridge = ridge
        self.examples = np.zeros((0, 0), np.float32)
        self.pull = np.zeros((0, 0), np.float32)
        self.weights = np.zeros((0, 0), np.float32)
        self.prior = np.zeros(0, np.float32)
        self.truth = np.zeros(0, np.int16)

    def fit(
        self, directions: np.ndarray, ngrams: csr_matrix, truth: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Learns numbered classes.

        Returns:
            Places of some examples, and the scores each would have got had it been left out.

        Raises:
            ValueError: the examples cannot be told apart numerically; `ridge` is too small.
        """
        self.examples, self.truth = directions, truth.astype(np.int16)
        kernel = self._near(directions @ directions.T)
        for start in range(0, len(kernel), BLOCK):
            rows = slice(start, start + BLOCK)
            kernel[rows] += (ngrams[rows] @ ngrams.T).toarray()
        kernel[np.diag_indices_from(kernel)] += np.float32(self.ridge)
        wanted = np.eye(truth.max() + 1, dtype=np.float32)[truth]
        self.prior = wanted.mean(axis=0)
        factor, failed = spotrf(kernel.T, lower=1, overwrite_a=1)
        if failed:
            raise ValueError("the examples contradict each other numerically: raise `ridge`")
        self.pull, _ = spotrs(factor, wanted - self.prior, lower=1)
        self.weights = np.asarray(ngrams.T @ self.pull)
        some = np.random.default_rng(SEED).permutation(len(truth))[:REHEARSED]
        unit = np.zeros((len(truth), len(some)), np.float32)
        unit[some, np.arange(len(some))] = 1
        own = spotrs(factor, unit, lower=1)[0][some, np.arange(len(some))]
        return some, wanted[some] - self.pull[some] / own[:, None]

    def likeness(self, directions: np.ndarray) -> np.ndarray:
        """Cosines between texts and examples, texts x examples."""
        return self._likeness.of(directions)

    def scores(self, likeness: np.ndarray, ngrams: Iterable[Row]) -> np.ndarray:
        """About 1 for the right class and 0 for the others, texts x classes."""
        weighed = np.array([weights @ self.weights[places] for places, weights in ngrams])
        return _product(self._near(likeness), self.pull) + weighed + self.prior

    @cached_property
    def _likeness(self) -> Likeness:
        """Made when the first text is read, not while the examples are learnt."""
        return Likeness(self.examples)

    def familiarity(self, likeness: np.ndarray, but: int) -> np.ndarray:
        """Mean cosine of each text's three nearest examples, those of class `but` left out."""
        others = np.where(self.truth == but, np.float32(-1), likeness)
        rows, total = np.arange(len(others)), np.zeros(len(others), np.float32)
        for _ in range(NEAREST):  # three looks for the largest: quicker than sorting them out
            places = others.argmax(axis=1)
            total += others[rows, places]
            others[rows, places] = -1
        return total / NEAREST

    def _near(self, likeness: np.ndarray) -> np.ndarray:
        near = likeness - np.float32(1)
        near *= np.float32(self.nearness)
        return np.exp(near, out=near)


def _product(rows: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """The matrix product; of few rows one by one, for else the matrix is copied first."""
    if len(rows) < FEW:
        return np.array([row @ matrix for row in rows]).reshape(len(rows), matrix.shape[1])
    return rows @ matrix
