"""The network of all-mpnet-base-v2, its upper half learnt anew (`upper.py`), as an ONNX graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from engine.understanding.eight_bits import FARTHEST as STEPS
from engine.understanding.eight_bits import MIDDLE, place_ranges, rounded

LAYERS, HEADS, WIDTH = 8, 12, 768
HEAD_WIDTH = WIDTH // HEADS
USED_LAYERS = (6, 8)
VECTOR_WIDTH = WIDTH * len(USED_LAYERS)
MAX_WORD_PIECES = 128
BUCKETS, FARTHEST = 32, 128  # of the distances between two words that the network tells apart
LEAST_GELU = -0.17  # just below -0.16997, its smallest value
OTHER, UNSEEN = BUCKETS, -1e9  # words of another text are not seen
FUSED = "com.microsoft"  # onnxruntime's own: several steps in one
FUSED_KINDS = ("MatMulIntegerToFloat", "SkipLayerNormalization", "Gelu")
RESERVED_PLACES = 2  # place numbers begin after the number of the padding sign


class _Graph:
    """Collects nodes and constants; every method returns the name of a result."""

    def __init__(self, weights: Mapping[str, np.ndarray]) -> None:
        self.weights = weights
        self.nodes: list = []
        self.constants: dict[str, np.ndarray] = {
            "step": np.float32(1 / STEPS),
            "zero": np.array(MIDDLE, np.uint8),
            "step_up": np.float32(1 / (2 * STEPS + 1)),
            "zero_up": np.array(0, np.uint8),
        }

    def op(self, kind: str, *inputs: str, **attributes: object) -> str:
        name = f"{kind}_{len(self.nodes)}"
        domain = FUSED if kind in FUSED_KINDS else ""
        node = helper.make_node(kind, list(inputs), [name], domain=domain, **attributes)
        self.nodes.append(node)
        return name

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants[name] = value
        return name

    def tensors(self) -> list[TensorProto]:
        return [numpy_helper.from_array(np.asarray(c), n) for n, c in self.constants.items()]

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def dense(self, x: str, names: Sequence[str], norm: str = "", least: float = 0.0) -> str:
        """Layers over one input, side by side, in eight bits (see `eight_bits`).

        Each word is rounded by its own largest number, so that it is the same in any company.

        Args:
            norm: the normalisation that `x` came out of, if it did.
            least: what no number of `x` is less than, if that is known.
        """
        kernel = np.concatenate([self.weights[f"{n}.weight"].T for n in names], axis=1)
        bias = np.concatenate([self.weights[f"{n}.bias"] for n in names])
        name = names[0]
        if norm:
            ranges = place_ranges(self.weights, norm)
            kernel = kernel * ranges[:, None]
            x = self.op("Mul", x, self.constant(f"{name}.ranges", 1 / ranges))
        numbers, scale = rounded(kernel)
        if least:
            x = self.op("Add", x, self.constant(f"{name}.least", np.float32(-least)))
            bias = bias + least * (numbers.astype(np.float32) - MIDDLE).sum(axis=0) * scale
        largest = self.op("ReduceMax", x if least else self.op("Abs", x), axes=[-1])
        product = self._product(self.op("Div", x, largest), name, numbers, scale, bool(least))
        product = self.op("Mul", product, largest)
        return self.op("Add", product, self.constant(f"{name}.bias", bias.astype(np.float32)))

    def _product(
        self, x: str, name: str, numbers: np.ndarray, scale: np.ndarray, upwards: bool
    ) -> str:
        """Of numbers from -1 to 1, or `upwards` from 0, with a rounded matrix."""
        step, zero = ("step_up", "zero_up") if upwards else ("step", "zero")
        whole = self.op("QuantizeLinear", x, step, zero)
        matrix = self.constant(f"{name}.matrix", numbers)
        middle = self.constant(f"{name}.middle", np.full(scale.shape, MIDDLE, np.uint8))
        scales = self.constant(f"{name}.scale", scale)
        return self.op("MatMulIntegerToFloat", whole, matrix, step, scales, zero, middle)

    def split(self, x: str, parts: int) -> list[str]:
        names = [f"part_{len(self.nodes)}_{part}" for part in range(parts)]
        self.nodes.append(helper.make_node("Split", [x], names, axis=0))
        return names

    def norm(self, x: str, name: str, added: str) -> str:
        """The normalised sum."""
        scale, shift = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.op("SkipLayerNormalization", x, added, scale, shift, epsilon=1e-5)


def distance_buckets() -> np.ndarray:
    """The bucket of the distance between any two places of a text: int64, places x places."""
    places = np.arange(MAX_WORD_PIECES)
    distance = places[:, None] - places[None, :]
    half, exact = BUCKETS // 2, BUCKETS // 4
    far = np.abs(distance)
    steps = np.log(np.maximum(far, 1) / exact) / np.log(FARTHEST / exact) * (half - exact)
    bucket = np.where(far < exact, far, np.minimum(exact + steps.astype(int), half - 1))
    return bucket + np.where(distance < 0, half, 0)


def _distance_bias(g: _Graph) -> str:
    table = g.weights["encoder.relative_attention_bias.weight"].astype(np.float32)
    table = np.concatenate([table, np.full((1, HEADS), UNSEEN, np.float32)])
    seen = g.op("Gather", g.constant("distances", table), "buckets")
    return g.op("Transpose", seen, perm=[2, 0, 1])


def _embed(g: _Graph) -> str:
    numbers, scale = rounded(g.weights["embeddings.word_embeddings.weight"].T)
    words = g.op("Gather", g.constant("words", np.ascontiguousarray(numbers.T)), "ids")
    words = g.op("Sub", g.op("Cast", words, to=TensorProto.FLOAT), "middle")
    words = g.op("Mul", words, g.op("Gather", g.constant("scales", scale[:, None]), "ids"))
    table = g.weights["embeddings.position_embeddings.weight"]
    table = g.constant("table", table[RESERVED_PLACES:][:MAX_WORD_PIECES].copy())
    return g.norm(words, "embeddings.LayerNorm", g.op("Gather", table, "places"))


def _attend(g: _Graph, x: str, layer: str, norm: str, bias: str) -> str:
    joined = g.dense(x, [f"{layer}.attn.{part}" for part in "qkv"], norm)
    heads = g.op("Transpose", g.op("Reshape", joined, "to_heads"), perm=[1, 0, 2])
    query, key, value = g.split(heads, 3)
    scores = g.op("MatMul", query, g.op("Transpose", key, perm=[0, 2, 1]))
    scores = g.op("Add", g.op("Mul", scores, "scale"), bias)
    mixed = g.op("MatMul", g.op("Softmax", scores, axis=-1), value)
    joined = g.op("Reshape", g.op("Transpose", mixed, perm=[1, 0, 2]), "from_heads")
    return g.dense(joined, [f"{layer}.attn.o"])


def _layer(g: _Graph, x: str, number: int, bias: str) -> str:
    layer = f"encoder.layer.{number}"
    before = f"encoder.layer.{number - 1}.output.LayerNorm" if number else "embeddings.LayerNorm"
    norm = f"{layer}.attention.LayerNorm"
    x = g.norm(x, norm, _attend(g, x, f"{layer}.attention", before, bias))
    inner = g.op("Gelu", g.dense(x, [f"{layer}.intermediate.dense"], norm))
    out = g.dense(inner, [f"{layer}.output.dense"], least=LEAST_GELU)
    return g.norm(x, f"{layer}.output.LayerNorm", out)


def _numbers(g: _Graph) -> None:
    g.constant("to_heads", np.array([0, 3 * HEADS, HEAD_WIDTH], dtype=np.int64))
    g.constant("from_heads", np.array([0, WIDTH], dtype=np.int64))
    floats = {"scale": HEAD_WIDTH**-0.5, "middle": MIDDLE}
    for name, number in floats.items():
        g.constant(name, np.array(number, dtype=np.float32))


def build_graph(weights: Mapping[str, np.ndarray]) -> bytes:
    """Serialised ONNX model of several texts at once, their words one after the other.

    Inputs: `ids` (int64, words); `places` of the words in their texts (int64, words); `buckets`
    (int64, words x words): of the distance of two words, `OTHER` where they are of two texts;
    `shares` (float, texts x words): what each word adds to the mean of its text. Output:
    `vectors` (float, texts x 1536), the means of the sixth and the last layer: the lower one
    keeps more of the words, the higher one more of the meaning; together they tell the
    catalogue's entries apart better than either alone.
    """
    g = _Graph(weights)
    _numbers(g)
    bias = _distance_bias(g)
    layers = [_embed(g)]
    for number in range(LAYERS):
        layers.append(_layer(g, layers[-1], number, bias))
    vectors = g.op("Concat", *(g.op("MatMul", "shares", layers[n]) for n in USED_LAYERS), axis=1)
    return _model(g, vectors)


def _model(g: _Graph, vectors: str) -> bytes:
    inputs = {"ids": ["words"], "places": ["words"], "buckets": ["words", "words"]}
    graph = helper.make_graph(
        g.nodes,
        "mpnet",
        [
            *(helper.make_tensor_value_info(n, TensorProto.INT64, s) for n, s in inputs.items()),
            helper.make_tensor_value_info("shares", TensorProto.FLOAT, ["texts", "words"]),
        ],
        [helper.make_tensor_value_info(vectors, TensorProto.FLOAT, ["texts", VECTOR_WIDTH])],
        g.tensors(),
    )
    sets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(graph, opset_imports=sets, ir_version=8).SerializeToString()
