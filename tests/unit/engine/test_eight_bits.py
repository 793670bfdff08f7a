"""The network in eight bits: rounded where it does no harm, and never by who else is in a batch."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper

from engine.understanding.eight_bits import place_ranges, rounded
from engine.understanding.mpnet import FUSED, WIDTH, _Graph

NORM, LAYER = "norm", "layer"


@pytest.fixture
def dice() -> np.random.Generator:
    """Chance that is always the same."""
    return np.random.default_rng(3)


def test_every_column_is_rounded_by_its_own_largest_number(dice) -> None:
    """A column a thousand times larger costs its neighbours nothing."""
    matrix = dice.normal(size=(64, 8)) * np.geomspace(0.01, 10, 8)
    numbers, scale = rounded(matrix)
    again = (numbers.astype(np.float32) - 128) * scale
    assert np.abs(again - matrix).max(axis=0) == pytest.approx(scale / 2, rel=0.2)


def test_a_column_of_nothing_stays_nothing() -> None:
    """And is no division by zero."""
    numbers, scale = rounded(np.zeros((4, 2)))
    assert (numbers == 128).all()
    assert np.isfinite(scale).all()


def test_a_place_that_is_often_large_does_not_drown_the_others(dice) -> None:
    """Its range is known from the normalisation's weights; plainly rounded, the rest is lost."""
    scale = np.ones(WIDTH, np.float32)
    scale[5] = 300
    x = (dice.normal(size=(6, WIDTH)) * scale).astype(np.float32)
    assert _error(dice, x, scale, norm=NORM) < 0.02 < _error(dice, x, scale)


def test_a_word_is_rounded_the_same_in_any_company(dice) -> None:
    """One that is three hundred times larger does not drown the others."""
    x = dice.normal(size=(6, WIDTH)).astype(np.float32)
    graph = _Graph(_weights(dice))
    result = graph.dense("x", [LAYER])
    alone = np.concatenate([_run(graph, result, word[None]) for word in x])
    assert (_run(graph, result, x) == alone).all()
    x[2] *= 300
    assert (_run(graph, result, x)[[0, 1, 3, 4, 5]] == alone[[0, 1, 3, 4, 5]]).all()
    assert _error(dice, x) < 0.03


def test_what_is_hardly_ever_negative_is_rounded_more_finely(dice) -> None:
    """All steps lie where the numbers are."""
    x = np.maximum(dice.normal(size=(6, WIDTH)), -0.17).astype(np.float32)
    assert _error(dice, x, least=-0.17) < 0.7 * _error(dice, x)


def test_ranges_are_relative() -> None:
    """So that they change the weights' scale as little as can be."""
    norm = {f"{NORM}.weight": np.full(4, 2.0), f"{NORM}.bias": np.zeros(4)}
    assert place_ranges(norm, NORM) == pytest.approx(1)


def _error(dice, x: np.ndarray, scale: np.ndarray | None = None, **how) -> float:
    """The largest error of any word, relative to how large the word is, unusual place left out."""
    weights = _weights(dice, scale)
    graph = _Graph(weights)
    got, wanted = _run(graph, graph.dense("x", [LAYER], **how), x), x @ weights[f"{LAYER}.weight"].T
    return float((np.linalg.norm(got - wanted, axis=1) / np.linalg.norm(wanted, axis=1)).max())


def _weights(dice, scale: np.ndarray | None = None) -> dict[str, np.ndarray]:
    kernel = dice.normal(size=(16, WIDTH)).astype(np.float32)
    kernel[:, 5] /= 300
    return {
        f"{LAYER}.weight": kernel,
        f"{LAYER}.bias": np.zeros(16, np.float32),
        f"{NORM}.weight": np.ones(WIDTH, np.float32) if scale is None else scale,
        f"{NORM}.bias": np.zeros(WIDTH, np.float32),
    }


def _run(graph: _Graph, result: str, x: np.ndarray) -> np.ndarray:
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "layer",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, x.shape)],
            [helper.make_tensor_value_info(result, TensorProto.FLOAT, None)],
            graph.tensors(),
        ),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)],
        ir_version=8,
    )
    session = onnxruntime.InferenceSession(model.SerializeToString())
    return session.run(None, {"x": x})[0]
