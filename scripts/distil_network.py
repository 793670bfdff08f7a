"""Layers of the sentence network in TensorFlow, unrounded: published ones, and learning ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import tensorflow as tf

from engine.understanding.mpnet import HEAD_WIDTH, HEADS, RESERVED_PLACES, WIDTH, distance_buckets

ATTENTION = "attention.attn"
NORMS = ("attention.LayerNorm", "output.LayerNorm")
PARTS = (*(f"{ATTENTION}.{part}" for part in "qkvo"), "intermediate.dense", "output.dense", *NORMS)
BUCKETS = distance_buckets()
UNSEEN = -1e9

Weights = Mapping[str, np.ndarray]
Layer = dict[str, tf.Variable]


def layer_of(weights: Weights, number: int) -> Layer:
    """The layer's weights as variables, matrices turned so that words stand in rows."""
    found = {}
    for part in PARTS:
        weight = weights[f"encoder.layer.{number}.{part}.weight"].astype(np.float32)
        found[f"{part}.weight"] = tf.Variable(weight.T)
        bias = weights[f"encoder.layer.{number}.{part}.bias"]
        found[f"{part}.bias"] = tf.Variable(bias.astype(np.float32))
    return found


def apply(layer: Layer, x: tf.Tensor, bias: tf.Tensor) -> tf.Tensor:
    """What comes out of a layer: texts x words x width, as what goes in."""
    texts, words = tf.shape(x)[0], tf.shape(x)[1]
    flat = tf.reshape(x, [-1, WIDTH])

    def heads(part: str) -> tf.Tensor:
        split = tf.reshape(_dense(layer, f"{ATTENTION}.{part}", flat), [texts, words, HEADS, -1])
        return tf.transpose(split, [0, 2, 1, 3])

    seen = tf.matmul(heads("q"), heads("k"), transpose_b=True) * HEAD_WIDTH**-0.5 + bias
    mixed = tf.transpose(tf.matmul(tf.nn.softmax(seen), heads("v")), [0, 2, 1, 3])
    attended = _dense(layer, f"{ATTENTION}.o", tf.reshape(mixed, [-1, WIDTH]))
    flat = _norm(layer, NORMS[0], flat + attended)
    inner = _dense(layer, "output.dense", tf.nn.gelu(_dense(layer, "intermediate.dense", flat)))
    return tf.reshape(_norm(layer, NORMS[1], flat + inner), [texts, words, WIDTH])


def embedded(weights: Weights, ids: np.ndarray) -> np.ndarray:
    """What goes into the first layer: float32, texts x words x width."""
    places = weights["embeddings.position_embeddings.weight"][RESERVED_PLACES:]
    x = weights["embeddings.word_embeddings.weight"][ids] + places[: ids.shape[1]]
    x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)
    norm = "embeddings.LayerNorm"
    return (x * weights[f"{norm}.weight"] + weights[f"{norm}.bias"]).astype(np.float32)


def attention_bias(weights: Weights, there: np.ndarray) -> np.ndarray:
    """By distance; words that are not `there` (texts x words) are not seen."""
    table = weights["encoder.relative_attention_bias.weight"].astype(np.float32)
    words = there.shape[1]
    near = table[BUCKETS[:words, :words]].transpose(2, 0, 1)[None]
    return near + np.where(there, 0, UNSEEN)[:, None, None, :].astype(np.float32)


def padded(ids: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """The ids of several texts in one table, and where there are any."""
    table = np.ones((len(ids), max(map(len, ids))), np.int64)
    there = np.zeros(table.shape, bool)
    for row, some in enumerate(ids):
        table[row, : len(some)], there[row, : len(some)] = some, True
    return table, there


def _dense(layer: Layer, part: str, x: tf.Tensor) -> tf.Tensor:
    return tf.matmul(x, layer[f"{part}.weight"]) + layer[f"{part}.bias"]


def _norm(layer: Layer, part: str, x: tf.Tensor) -> tf.Tensor:
    mean, variance = tf.nn.moments(x, [-1], keepdims=True)
    scale = tf.math.rsqrt(variance + 1e-5) * layer[f"{part}.weight"]
    return (x - mean) * scale + layer[f"{part}.bias"]
