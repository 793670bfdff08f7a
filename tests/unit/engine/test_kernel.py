"""The classifier's kernel: what is rounded or looked up quickly says what the plain way says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from engine.understanding.kernel import NEAREST, KernelRidge


@pytest.fixture
def learnt() -> tuple[KernelRidge, np.ndarray]:
    """A kernel that has learnt forty rows of chance in three classes, and the rows."""
    dice = np.random.default_rng(5)
    rows = dice.normal(size=(40, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    kernel = KernelRidge(nearness=2.0, ridge=0.05)
    kernel.fit(rows, csr_matrix((40, 7), dtype=np.float32), np.arange(40) % 3)
    return kernel, rows


def test_cosines_in_eight_bits_are_the_cosines(learnt) -> None:
    """Off by a thousandth at most times, whatever the number of texts."""
    kernel, rows = learnt
    for some in (rows[:1], rows[:3], rows):
        apart = np.abs(kernel.likeness(some) - some @ rows.T)
        assert apart.mean() < 0.001 and apart.max() < 0.006


def test_scores_of_few_texts_are_those_of_many(learnt) -> None:
    """Few are multiplied row by row, many at once."""
    kernel, rows = learnt
    nothing = [(np.zeros(0, int), np.zeros(0, np.float32))] * len(rows)
    likeness = kernel.likeness(rows)
    many = kernel.scores(likeness, nothing)
    few = [kernel.scores(likeness[i : i + 1], nothing[:1])[0] for i in range(len(rows))]
    assert np.allclose(many, few, atol=1e-5)


def test_familiarity_is_that_of_the_nearest_examples_of_other_classes(learnt) -> None:
    """The three nearest, those of the class that is asked about left out."""
    kernel, rows = learnt
    likeness = rows @ rows.T
    plainly = np.sort(likeness[:, kernel.truth != 1], axis=1)[:, -NEAREST:].mean(axis=1)
    assert np.allclose(kernel.familiarity(likeness, but=1), plainly, atol=1e-6)
