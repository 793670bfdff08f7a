"""The upper half of the network: two layers that learnt to do what six did.

The first six layers are the published ones. What the other six make of a word, these two say nearly
alike, in a third of the time (`scripts/distil.py` made them; figures in `docs/understanding.md`).
As the network they learnt from, they are under the Apache License 2.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

FILE = Path(__file__).with_name("upper_layers.safetensors")


def with_upper_layers(published: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The published weights, the layers above the lower half replaced by the learnt ones."""
    learnt = {name: array.astype(np.float32) for name, array in load_file(FILE).items()}
    return {**published, **learnt}
