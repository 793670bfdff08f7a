"""The classifier's kernel: what is rounded and done in one run says what the plain way says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from engine.understanding.directions import Directions
from engine.understanding.kernel import KernelRidge
from engine.understanding.likeness import NEAREST, Likeness
from engine.understanding.mpnet import VECTOR_WIDTH

STRANGE = 1


@pytest.fixture(scope="module")
def learnt() -> tuple[Directions, KernelRidge, np.ndarray]:
    """What five hundred vectors of chance in three classes teach, and the vectors."""
    vectors = np.random.default_rng(5).normal(size=(500, VECTOR_WIDTH)).astype(np.float32)
    directions, kernel = Directions(), KernelRidge(nearness=2.0, ridge=0.05)
    directions.fit(vectors)
    nothing = csr_matrix((len(vectors), 7), dtype=np.float32)
    kernel.fit(directions.of(vectors), nothing, np.arange(len(vectors)) % 3)
    return directions, kernel, vectors


def test_scores_are_those_of_the_plain_way(learnt) -> None:
    """Off by a hundredth at most, whatever the number of texts."""
    directions, kernel, vectors = learnt
    near = np.exp(kernel.nearness * (directions.of(vectors) @ kernel.examples.T - 1))
    quick = Likeness(directions, kernel, STRANGE)
    for some in (slice(0, 1), slice(3, 6), slice(None)):
        scores, _ = quick.of(vectors[some])
        apart = np.abs(scores - near[some] @ kernel.pull)
        assert apart.mean() < 0.002 and apart.max() < 0.015


def test_familiarity_is_that_of_the_nearest_examples_of_other_classes(learnt) -> None:
    """The three nearest, those of the class that is asked about left out."""
    directions, kernel, vectors = learnt
    cosines = directions.of(vectors) @ kernel.examples.T
    for strange in (STRANGE, -1):
        known = cosines[:, kernel.truth != strange]
        plainly = np.sort(known, axis=1)[:, -NEAREST:].mean(axis=1)
        _, familiarity = Likeness(directions, kernel, strange).of(vectors)
        assert np.abs(familiarity - plainly).max() < 0.003


def test_a_vector_that_tells_nothing_is_like_no_example(learnt) -> None:
    """It lies where all examples have their middle, and is no division by nothing."""
    directions, kernel, _ = learnt
    scores, familiarity = Likeness(directions, kernel, STRANGE).of(directions.center[None])
    assert np.isfinite(scores).all() and familiarity == pytest.approx(0, abs=1e-3)
