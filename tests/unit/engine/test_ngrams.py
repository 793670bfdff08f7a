"""N-grams of one text are those that the matrix of many holds."""

from __future__ import annotations

import numpy as np
import pytest

from engine.understanding.ngrams import Ngrams

LEARNT = ["do i need an mri", "how much is an mri", "do you take medicare", "how long is it"]


@pytest.mark.parametrize(
    "text", ["do i need an mri", "mri mri how much", "xyzzy", "", "does medicare take-it long?"]
)
def test_a_row_is_what_the_matrix_holds(text: str) -> None:
    """Learnt with matrices, read without: both must mean the same."""
    ngrams = Ngrams(0.3)
    ngrams.fit(LEARNT)
    whole = ngrams.matrix([text]).toarray()[0]
    places, weights = ngrams.row(text)
    row = np.zeros_like(whole)
    row[places] = weights
    assert len(set(places)) == len(places)
    np.testing.assert_allclose(row, whole, atol=1e-6)
