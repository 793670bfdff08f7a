"""A small network with one hidden layer: the second opinion beside the kernel regression."""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

HIDDEN = 256
ROUNDS = 25
SEED = 7


class HiddenNet:
    """Probabilities from directions; trained by scikit-learn, run by numpy."""

    def __init__(self) -> None:
        self.layers: list[np.ndarray] = []

    def fit(self, directions: np.ndarray, truth: np.ndarray) -> None:
        """Learns numbered classes (0, 1, ...; each must occur) from directions."""
        net = MLPClassifier(
            (HIDDEN,), alpha=1e-3, learning_rate_init=2e-3, max_iter=ROUNDS, batch_size=128,
            random_state=SEED,
        )  # fmt: skip
        with warnings.catch_warnings():
            # It is stopped early on purpose: more rounds learn the examples by heart.
            warnings.simplefilter("ignore", ConvergenceWarning)
            net.fit(directions, truth)
        self.layers = [net.coefs_[0], net.intercepts_[0], net.coefs_[1], net.intercepts_[1]]

    def log_probabilities(self, directions: np.ndarray) -> np.ndarray:
        """Log probabilities, texts x classes."""
        inner, inner_shift, outer, outer_shift = self.layers
        hidden = np.maximum(directions @ inner + inner_shift, 0)
        scores = hidden @ outer + outer_shift
        scores = scores - scores.max(axis=1, keepdims=True)
        return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
