"""Kernel ridge regression on directions (radial kernel) and n-grams (linear kernel)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy.linalg.lapack import spotrf, spotrs
from scipy.sparse import csr_matrix

from engine.understanding.ngrams import Row

BLOCK = 1000
REHEARSED = 1000  # examples whose own weight is taken out again, to learn how sure to be
SEED = 7


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

    def of_ngrams(self, rows: Iterable[Row]) -> np.ndarray:
        """What n-grams add to the scores (`likeness.py` makes the rest), texts x classes."""
        said = [weights @ self.weights.take(places, axis=0) for places, weights in rows]
        return np.array(said) + self.prior

    def _near(self, likeness: np.ndarray) -> np.ndarray:
        near = likeness - np.float32(1)
        near *= np.float32(self.nearness)
        return np.exp(near, out=near)
