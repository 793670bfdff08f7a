"""What sentence vectors say: how near they are to each class, and how familiar.

Twenty thousand examples in full precision are 31 MB, and all of them pass through the processor
for each message. Rounded, each example by its own largest number, they are a quarter of that, and
a cosine is off by 0.0005 in the mean: nothing beside what the sentence vectors are rounded by.
All steps are one graph of onnxruntime, which keeps its matrices as the processor takes them in:
texts that are read together share one passing through, and nothing is copied for them.
"""

from __future__ import annotations

import numpy as np
import onnxruntime
from onnx import NodeProto, TensorProto, helper, numpy_helper

from engine.understanding.directions import SHORTEST, Directions
from engine.understanding.eight_bits import FARTHEST, MIDDLE, rounded
from engine.understanding.kernel import KernelRidge
from engine.understanding.mpnet import FUSED, WIDTH

NEAREST = 3
#: result, operation, inputs, attributes
STEPS: tuple[tuple[str, str, str, dict[str, object]], ...] = (
    # as `Directions.of`, but for the length, which is left for the end
    ("centred", "Sub", "vectors center", {}),
    ("layers", "Reshape", "centred by_layer", {}),
    ("lengths", "ReduceL2", "layers", {"axes": [2]}),
    ("lengths_", "Max", "lengths shortest", {}),
    ("parts", "Div", "layers lengths_", {}),
    ("flat", "Reshape", "parts by_text", {}),
    ("turned", "MatMul", "flat axes", {}),
    # in whole numbers, each text by its own largest one
    ("sizes", "Abs", "turned", {}),
    ("largest", "ReduceMax", "sizes", {"axes": [1]}),
    ("largest_", "Max", "largest shortest", {}),
    ("even", "Div", "turned largest_", {}),
    ("whole", "QuantizeLinear", "even step zero", {}),
    ("product", "MatMulIntegerToFloat", "whole examples step scale zero middle", {}),
    ("length", "ReduceL2", "turned", {"axes": [1]}),
    ("length_", "Max", "length shortest", {}),
    ("share", "Div", "largest_ length_", {}),
    ("reach", "Mul", "share nearness", {}),
    # cosines, times `nearness`
    ("cosines", "Mul", "product reach", {}),
    ("near", "Exp", "cosines", {}),
    ("scores", "MatMul", "near pull", {}),
    ("known", "Slice", "cosines first last along", {}),
    ("nearest", "TopK", "known how_many", {"axis": 1, "sorted": 0}),
    ("familiarity", "ReduceMean", "nearest", {"axes": [1], "keepdims": 0}),
)


class Likeness:
    """Compares vectors of texts with those of the examples."""

    def __init__(self, directions: Directions, kernel: KernelRidge, strange: int) -> None:
        """Args: strange: the class whose examples make nothing familiar; -1: none."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        providers = ["CPUExecutionProvider"]
        graph = _graph(_constants(directions, kernel, strange), kernel.pull.shape[1])
        self._session = onnxruntime.InferenceSession(graph, options, providers)
        self._nearness = np.float32(kernel.nearness)

    def of(self, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What the kernel makes of vectors.

        Returns:
            Scores, texts x classes; and the mean cosine of each text's three nearest examples,
            those of the strange class left out.
        """
        scores, familiarity = self._session.run(None, {"vectors": vectors})
        return scores, familiarity / self._nearness


def _constants(directions: Directions, kernel: KernelRidge, strange: int) -> dict[str, np.ndarray]:
    order = np.argsort(kernel.truth == strange, kind="stable")  # the strange ones go last
    known = int((kernel.truth != strange).sum())
    numbers, scale = rounded(kernel.examples.T)
    layers = len(directions.center) // WIDTH
    floats = {
        "center": directions.center,
        "axes": directions.axes,
        "shortest": SHORTEST,
        "step": 1 / FARTHEST,
        "scale": scale[order],
        "nearness": kernel.nearness,
        # The kernel is exp(nearness * (cosine - 1)).
        "pull": kernel.pull[order] * np.exp(-kernel.nearness),
    }
    places = {
        "by_layer": [-1, layers, WIDTH],
        "by_text": [-1, layers * WIDTH],
        "first": [0],
        "last": [known],
        "along": [1],
        "how_many": [min(NEAREST, known)],
    }
    return {
        "examples": numbers[:, order],
        "zero": np.array(MIDDLE, np.uint8),
        "middle": np.full(scale.shape, MIDDLE, np.uint8),
        **{name: np.asarray(value, np.float32) for name, value in floats.items()},
        **{name: np.array(value, np.int64) for name, value in places.items()},
    }


def _graph(constants: dict[str, np.ndarray], classes: int) -> bytes:
    width = len(constants["center"])
    graph = helper.make_graph(
        [_node(*step) for step in STEPS],
        "likeness",
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", width])],
        [
            helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["texts", classes]),
            helper.make_tensor_value_info("familiarity", TensorProto.FLOAT, ["texts"]),
        ],
    )
    sets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
    model = helper.make_model(graph, opset_imports=sets, ir_version=8)
    for name, value in constants.items():  # last: each step before would copy them once more
        model.graph.initializer.append(numpy_helper.from_array(value, name))
    return model.SerializeToString()


def _node(result: str, kind: str, inputs: str, attributes: dict[str, object]) -> NodeProto:
    results = [result, "places"] if kind == "TopK" else [result]
    domain = FUSED if kind == "MatMulIntegerToFloat" else ""
    return helper.make_node(kind, inputs.split(), results, domain=domain, **attributes)
