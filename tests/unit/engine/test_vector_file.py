"""Vectors kept between trainings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from engine.understanding.vector_file import with_vectors_kept


class _Encoder:
    """Remembers what it was asked; the vector of a text is its length."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked.append(list(texts))
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)


def test_only_new_examples_are_encoded(tmp_path: Path) -> None:
    """Each gets its own vector, also when the order changed or one comes twice."""
    encoder, path = _Encoder(), tmp_path / "vectors.npz"
    with_vectors_kept(encoder.encode, ["a", "bb", "a"], path)
    found = with_vectors_kept(encoder.encode, ["ccc", "bb", "a"], path)
    assert encoder.asked == [["a", "bb"], ["ccc"]]
    assert found.tolist() == [[3, 1], [2, 1], [1, 1]]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", b"anything"])
def test_a_damaged_file_is_no_file(tmp_path: Path, content: bytes) -> None:
    """The examples are encoded again."""
    encoder, path = _Encoder(), tmp_path / "vectors.npz"
    path.write_bytes(content)
    assert with_vectors_kept(encoder.encode, ["a"], path).tolist() == [[1, 1]]


def test_a_file_that_cannot_be_written_stops_no_training(tmp_path: Path) -> None:
    """The next one takes longer."""
    path = tmp_path / "gone" / "vectors.npz"
    assert with_vectors_kept(_Encoder().encode, ["a"], path).tolist() == [[1, 1]]
