"""The network of all-mpnet-base-v2 as an ONNX graph, built from its weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from engine.understanding.eight_bits import MIDDLE, place_ranges, rounded

LAYERS, HEADS, WIDTH = 12, 12, 768
HEAD_WIDTH = WIDTH // HEADS
USED_LAYERS = (8, 12)
VECTOR_WIDTH = WIDTH * len(USED_LAYERS)
MAX_WORD_PIECES = 128
BUCKETS, FARTHEST = 32, 128  # of the distances between two words that the network tells apart
RESERVED_PLACES = 2  # place numbers begin after the number of the padding sign


class _Graph:
    """Collects nodes and constants; every method returns the name of a result."""

    def __init__(self, weights: Mapping[str, np.ndarray]) -> None:
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

    def dense(self, x: str, names: Sequence[str], norm: str = "", by_word: bool = False) -> str:
        """Layers over one input, side by side, in eight bits (see `eight_bits`).

        Args:
            norm: the normalisation that `x` came out of, if it did.
            by_word: whether the words of `x` are to be brought to one range.
        """
        kernel = np.concatenate([self.weights[f"{n}.weight"].T for n in names], axis=1)
        bias = np.concatenate([self.weights[f"{n}.bias"] for n in names])
        name = names[0]
        if norm:
            ranges = place_ranges(self.weights, norm)
            kernel = kernel * ranges[:, None]
            x = self.op("Mul", x, self.constant(f"{name}.ranges", 1 / ranges))
        largest = self.op("ReduceMax", self.op("Abs", x), axes=[-1]) if by_word else ""
        product = self._product(self.op("Div", x, largest) if by_word else x, name, kernel)
        product = self.op("Mul", product, largest) if by_word else product
        return self.op("Add", product, self.constant(f"{name}.bias", bias))

    def _product(self, x: str, name: str, kernel: np.ndarray) -> str:
        numbers, scale = rounded(kernel)
        matrix = self.constant(f"{name}.matrix", numbers)
        middle = self.constant(f"{name}.middle", np.full(scale.shape, MIDDLE, np.uint8))
        whole, step, zero = (f"{part}_{len(self.nodes)}" for part in ("whole", "step", "zero"))
        self.nodes.append(helper.make_node("DynamicQuantizeLinear", [x], [whole, step, zero]))
        product = self.op("MatMulInteger", whole, matrix, zero, middle)
        scales = self.op("Mul", step, self.constant(f"{name}.scale", scale))
        return self.op("Mul", self.op("Cast", product, to=TensorProto.FLOAT), scales)

    def split(self, x: str, parts: int) -> list[str]:
        names = [f"part_{len(self.nodes)}_{part}" for part in range(parts)]
        self.nodes.append(helper.make_node("Split", [x], names, axis=1))
        return names

    def norm(self, x: str, name: str) -> str:
        scale, shift = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.op("LayerNormalization", x, scale, shift, axis=-1, epsilon=1e-5)


def _distance_buckets() -> np.ndarray:
    """The bucket of the distance between any two places, places x places."""
    places = np.arange(MAX_WORD_PIECES)
    distance = places[:, None] - places[None, :]
    half, exact = BUCKETS // 2, BUCKETS // 4
    far = np.abs(distance)
    steps = np.log(np.maximum(far, 1) / exact) / np.log(FARTHEST / exact) * (half - exact)
    bucket = np.where(far < exact, far, np.minimum(exact + steps.astype(int), half - 1))
    return bucket + np.where(distance < 0, half, 0)


def _distance_bias(g: _Graph, length: str) -> str:
    table = g.weights["encoder.relative_attention_bias.weight"]
    bias = table[_distance_buckets()].transpose(2, 0, 1)[None].astype(np.float32)
    rows = g.op("Slice", g.constant("distances", bias), "zero", length, "two")
    return g.op("Slice", rows, "zero", length, "three")


def _embed(g: _Graph, length: str) -> str:
    numbers, scale = rounded(g.weights["embeddings.word_embeddings.weight"].T)
    words = g.op("Gather", g.constant("words", np.ascontiguousarray(numbers.T)), "ids")
    words = g.op("Sub", g.op("Cast", words, to=TensorProto.FLOAT), "middle")
    words = g.op("Mul", words, g.op("Gather", g.constant("scales", scale[:, None]), "ids"))
    table = g.weights["embeddings.position_embeddings.weight"]
    places = g.constant("places", table[RESERVED_PLACES:][:MAX_WORD_PIECES].copy())
    placed = g.op("Add", words, g.op("Slice", places, "zero", length))
    return g.norm(placed, "embeddings.LayerNorm")


def _attend(g: _Graph, x: str, layer: str, norm: str, bias: str) -> str:
    joined = g.dense(x, [f"{layer}.attn.{part}" for part in "qkv"], norm)
    heads = g.op("Transpose", g.op("Reshape", joined, "to_heads"), perm=[0, 2, 1, 3])
    query, key, value = g.split(heads, 3)
    scores = g.op("MatMul", query, g.op("Transpose", key, perm=[0, 1, 3, 2]))
    scores = g.op("Add", g.op("Mul", scores, "scale"), bias)
    mixed = g.op("MatMul", g.op("Softmax", scores, axis=-1), value)
    joined = g.op("Reshape", g.op("Transpose", mixed, perm=[0, 2, 1, 3]), "from_heads")
    return g.dense(joined, [f"{layer}.attn.o"])


def _gelu(g: _Graph, x: str) -> str:
    half = g.op("Mul", x, "half")
    return g.op("Mul", half, g.op("Add", g.op("Erf", g.op("Mul", x, "root")), "unit"))


def _layer(g: _Graph, x: str, number: int, bias: str) -> str:
    layer = f"encoder.layer.{number}"
    before = f"encoder.layer.{number - 1}.output.LayerNorm" if number else "embeddings.LayerNorm"
    attended = g.op("Add", x, _attend(g, x, f"{layer}.attention", before, bias))
    norm = f"{layer}.attention.LayerNorm"
    x = g.norm(attended, norm)
    inner = _gelu(g, g.dense(x, [f"{layer}.intermediate.dense"], norm))
    out = g.dense(inner, [f"{layer}.output.dense"], by_word=True)
    return g.norm(g.op("Add", x, out), f"{layer}.output.LayerNorm")


def _mean_of_words(g: _Graph, x: str) -> str:
    """Mean over the words of each text."""
    weights = g.op("Unsqueeze", "mask", "two")
    total = g.op("ReduceSum", g.op("Mul", x, weights), "one", keepdims=0)
    return g.op("Div", total, g.op("ReduceSum", weights, "one", keepdims=0))


def _numbers(g: _Graph) -> None:
    for name, value in {"zero": [0], "one": [1], "two": [2], "three": [3]}.items():
        g.constant(name, np.array(value, dtype=np.int64))
    g.constant("axes", np.array([1, 2], dtype=np.int64))
    g.constant("to_heads", np.array([0, 0, 3 * HEADS, HEAD_WIDTH], dtype=np.int64))
    g.constant("from_heads", np.array([0, 0, WIDTH], dtype=np.int64))
    floats = {"scale": HEAD_WIDTH**-0.5, "half": 0.5, "root": 2**-0.5, "unit": 1.0, "low": -1e9,
              "middle": MIDDLE}  # fmt: skip
    for name, number in floats.items():
        g.constant(name, np.array(number, dtype=np.float32))


def build_graph(weights: Mapping[str, np.ndarray]) -> bytes:
    """Serialised ONNX model: `ids` (int64, texts x words), `mask` (float) -> `vectors`.

    `vectors` (float, texts x 1536) holds the means of the eighth and the last layer: the lower one
    keeps more of the words, the higher one more of the meaning; together they tell the
    catalogue's entries apart better than either alone. At most `MAX_WORD_PIECES` words.
    """
    g = _Graph(weights)
    _numbers(g)
    length = g.op("Slice", g.op("Shape", "ids"), "one", "two")
    hidden = g.op("Mul", g.op("Sub", "unit", "mask"), "low")
    bias = g.op("Add", g.op("Unsqueeze", hidden, "axes"), _distance_bias(g, length))
    layers = [_embed(g, length)]
    for number in range(LAYERS):
        layers.append(_layer(g, layers[-1], number, bias))
    vectors = g.op("Concat", *(_mean_of_words(g, layers[n]) for n in USED_LAYERS), axis=1)
    return _model(g, vectors)


def _model(g: _Graph, vectors: str) -> bytes:
    shape = ["texts", "words"]
    graph = helper.make_graph(
        g.nodes,
        "mpnet",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, shape),
            helper.make_tensor_value_info("mask", TensorProto.FLOAT, shape),
        ],
        [helper.make_tensor_value_info(vectors, TensorProto.FLOAT, ["texts", VECTOR_WIDTH])],
        [numpy_helper.from_array(value, name) for name, value in g.constants.items()],
    )
    opset = [helper.make_opsetid("", 17)]
    return helper.make_model(graph, opset_imports=opset, ir_version=8).SerializeToString()
