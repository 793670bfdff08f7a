"""The sentence model: only the reviewed one is used, and it is built once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.understanding import network_file, weights
from engine.understanding.directions import KEPT, Directions
from engine.understanding.mpnet import WIDTH
from engine.understanding.weights import TOKENIZER, WeightsError, read_file


def test_a_model_that_is_not_the_reviewed_one_is_refused(monkeypatch) -> None:
    """One other checksum is enough, whoever packed it."""
    monkeypatch.setitem(weights.SHA256, TOKENIZER, "0" * 64)
    with pytest.raises(WeightsError, match="unexpected checksum"):
        read_file(TOKENIZER)


def test_a_missing_package_is_named(monkeypatch) -> None:
    """So that whoever set the engine up knows what to install."""
    monkeypatch.setattr(weights, "PACKAGE", "no-such-model-part")
    with pytest.raises(WeightsError, match="'no-such-model-part-001' is not installed"):
        read_file(TOKENIZER)


def test_a_damaged_file_is_made_again(tmp_path: Path, monkeypatch) -> None:
    """What a crash left half written is not read."""
    monkeypatch.setattr(weights, "read_file", lambda name: b"whole")
    path = network_file.tokenizer(tmp_path)
    path.write_bytes(b"who")
    assert network_file.tokenizer(tmp_path).read_bytes() == b"whole"


def test_a_new_network_takes_the_place_of_the_old(tmp_path: Path, monkeypatch) -> None:
    """They are half a gigabyte each."""
    monkeypatch.setattr(weights, "read_file", lambda name: b"")
    monkeypatch.setattr(network_file, "load", lambda content: {})
    monkeypatch.setattr(network_file.mpnet, "build_graph", lambda read: b"graph")
    (tmp_path / "mpnet-old.onnx").write_bytes(b"old")
    path = network_file.network(tmp_path)
    assert [p.name for p in tmp_path.glob("*.onnx")] == [path.name]


def test_directions_have_length_one_whatever_the_vectors_have() -> None:
    """Also a vector that tells nothing does not divide by nothing."""
    dice = np.random.default_rng(1)
    vectors = dice.normal(size=(500, 2 * WIDTH)).astype(np.float32)
    directions = Directions()
    directions.fit(vectors)
    found = directions.of(np.vstack([vectors[:3] * 9, vectors.mean(axis=0)[None]]))
    assert found.shape == (4, KEPT)
    assert np.linalg.norm(found[:3], axis=1) == pytest.approx(1, abs=1e-4)
    assert np.isfinite(found).all()
