"""The learnt upper layers: they fit where the published ones stood, and touch nothing else."""

from __future__ import annotations

import numpy as np

from engine.understanding.mpnet import LAYERS, USED_LAYERS
from engine.understanding.upper import FILE, with_upper_layers

LOWER = USED_LAYERS[0]


def test_the_lower_half_stays_as_it_was_published() -> None:
    """Only what stands above it is replaced; the vectors take their lower part from there."""
    published = {name: np.zeros(3, np.float32) for name in _names(range(12))}
    together = with_upper_layers(published)
    replaced = {name for name in together if together[name] is not published.get(name)}
    assert replaced == _names(range(LOWER, LAYERS))


def test_the_learnt_numbers_are_numbers() -> None:
    """In half precision a weight that grew too large would be endless."""
    learnt = with_upper_layers({})
    assert learnt, FILE
    assert all(array.dtype == np.float32 and np.isfinite(array).all() for array in learnt.values())


def _names(layers: range) -> set[str]:
    parts = (*(f"attention.attn.{part}" for part in "qkvo"), "attention.LayerNorm",
             "intermediate.dense", "output.dense", "output.LayerNorm")  # fmt: skip
    return {
        f"encoder.layer.{layer}.{part}.{kind}"
        for layer in layers
        for part in parts
        for kind in ("weight", "bias")
    }
