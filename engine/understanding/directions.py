"""Vectors made comparable: centred, each layer's part of the same length, turned and cut short."""

from __future__ import annotations

import numpy as np

from engine.understanding.mpnet import WIDTH

SHORTEST = 1e-6  # what is shorter tells nothing, and does not divide
KEPT = 384  # of the 1,536 numbers; all of them are no more often right, and four times slower


class Directions:
    """Learns where the examples lie and along which axes they differ most."""

    def __init__(self) -> None:
        self.center = np.zeros(0, np.float32)
        self.axes = np.zeros((0, 0), np.float32)

    def fit(self, vectors: np.ndarray) -> None:
        """Learns from the vectors of the examples."""
        self.center = vectors.mean(axis=0)
        parts = self._parts(vectors)
        _, axes = np.linalg.eigh(parts.T @ parts)
        self.axes = np.ascontiguousarray(axes[:, -KEPT:])

    def of(self, vectors: np.ndarray) -> np.ndarray:
        """Directions, rows of length one: float32, texts x 384."""
        return _unit(self._parts(vectors) @ self.axes)

    def _parts(self, vectors: np.ndarray) -> np.ndarray:
        parts = (vectors - self.center).reshape(len(vectors), -1, WIDTH)
        return _unit(parts).reshape(len(vectors), -1)


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), SHORTEST)
