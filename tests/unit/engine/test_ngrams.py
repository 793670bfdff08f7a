"""N-grams of one text are those that the matrix of many holds."""

from __future__ import annotations

import numpy as np
import pytest

from engine.understanding.ngrams import Ngrams, letters_of

LEARNT = ["do i need an mri", "how much is an mri", "do you take medicare", "how long is it"]


@pytest.mark.parametrize(
    "text",
    ["do i need an mri", "mri mri how much", "xyzzy", "", "does medicare take-it long?", "NEED"],
)
def test_a_row_is_what_the_matrix_holds(text: str) -> None:
    """Learnt with matrices, read without: both must mean the same."""
    ngrams = Ngrams(0.3)
    ngrams.fit(LEARNT)
    whole = ngrams.matrix([text]).toarray()[0]
    places, weights = ngrams.row(text)
    again = ngrams.row(text)
    assert (places == again[0]).all() and (weights == again[1]).all()
    row = np.zeros_like(whole)
    row[places] = weights
    assert len(set(places)) == len(places)
    np.testing.assert_allclose(row, whole, atol=1e-6)


def test_letters_of_a_word_are_those_that_were_learnt() -> None:
    """Gram for gram what scikit-learn takes out, of words of any length."""
    grams_of = Ngrams(0.3).letters.build_analyzer()
    for word in ("a", "of", "mri", "disc", "discs", "l5-s1?", "niño", "electromyography"):
        assert letters_of(word, range(2, 6)) == grams_of(word)


def test_only_words_of_the_examples_are_kept() -> None:
    """What people write is not."""
    ngrams = Ngrams(0.3)
    ngrams.fit(LEARNT)
    ngrams.row("medicare for johnny? need johnny")
    assert set(ngrams._rows._of_word) == {"medicare", "need"}
