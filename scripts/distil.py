"""Learn the network's upper layers anew: `.venv-engine/bin/python -m scripts.distil GENERAL`.

The lower six layers of all-mpnet-base-v2 stay as they were published. The upper six are replaced by
fewer, which learn to say of every word what the sixth last one said. GENERAL is a file of everyday
sentences, one a line. Takes an hour on two cores, and 8 GB. Writes
`engine/understanding/upper_layers.safetensors`; train and measure afterwards
(`python -m benchmarks.nlu`). Only who changes the network needs this.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tensorflow as tf
from safetensors.numpy import load, save_file
from tokenizers import Tokenizer

from engine.understanding import upper, weights
from engine.understanding.network_file import tokenizer
from scripts.distil_network import (
    Layer,
    Weights,
    apply,
    attention_bias,
    embedded,
    layer_of,
    padded,
)
from scripts.distil_text import texts

PUBLISHED, LOWER = 12, 6
#: one layer first, then two, the second beginning as the first ended; epochs of each
STAGES = ((1, 5), (2, 3))
LONGEST, WORDS_AT_ONCE = 48, 1400
RATE, WARM_UP, MEANS_WEIGH = 3e-4, 100, 4.0


@dataclass(frozen=True)
class Lesson:
    """Texts of about one length: what goes into the upper layers, and what shall come out."""

    given: np.ndarray
    wanted: np.ndarray
    there: np.ndarray


def main(general: str) -> None:
    """Learns and writes the layers."""
    published = load(weights.read_file(weights.WEIGHTS))
    cut = Tokenizer.from_file(str(tokenizer()))
    cut.enable_truncation(LONGEST)
    cut.no_padding()
    lessons = list(_lessons(published, [cut.encode(text).ids for text in texts(Path(general))]))
    layers: list[Layer] = []
    for number, epochs in STAGES:
        begun = layer_of(published, LOWER)
        layers = [begun, *layers][:number] if layers else [begun]
        _learn(layers, lessons, epochs, published)
    save_file(_named(layers), upper.FILE)


def _lessons(published: Weights, ids: list[list[int]]) -> Iterator[Lesson]:
    layers = [layer_of(published, number) for number in range(PUBLISHED)]
    for some in _of_a_length(ids):
        table, there = padded(some)
        x, bias = tf.constant(embedded(published, table)), attention_bias(published, there)
        given = x
        for number, layer in enumerate(layers):
            given = x if number == LOWER else given
            x = apply(layer, x, bias)
        yield Lesson(given.numpy().astype(np.float16), x.numpy().astype(np.float16), there)


def _of_a_length(ids: list[list[int]]) -> Iterator[list[list[int]]]:
    some: list[list[int]] = []
    for one in sorted(ids, key=len):
        if some and len(one) * (len(some) + 1) > WORDS_AT_ONCE:
            yield some
            some = []
        some.append(one)
    yield some


def _learn(
    layers: Sequence[Layer], lessons: Sequence[Lesson], epochs: int, published: Weights
) -> None:
    variables = [variable for layer in layers for variable in layer.values()]
    total, dice = epochs * len(lessons), np.random.default_rng(0)
    adam = tf.keras.optimizers.Adam(global_clipnorm=1.0)
    center = np.mean([_means(tf.cast(x.wanted, tf.float32), x.there).numpy().mean(0)
                      for x in lessons], axis=0)  # fmt: skip
    for epoch in range(epochs):
        lost = []
        for place in dice.permutation(len(lessons)):
            lesson, done = lessons[place], int(adam.iterations) / total
            warm = min(1.0, (1 + int(adam.iterations)) / WARM_UP)
            adam.learning_rate.assign(RATE * warm * (0.51 + 0.5 * np.cos(np.pi * done)))
            with tf.GradientTape() as tape:
                loss = _loss(layers, lesson, attention_bias(published, lesson.there), center)
            adam.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
            lost.append(float(loss))
        print(f"{len(layers)} layers, epoch {epoch + 1}: {np.mean(lost):.3f}", flush=True)


def _loss(
    layers: Sequence[Layer], lesson: Lesson, bias: np.ndarray, center: np.ndarray
) -> tf.Tensor:
    """How far the words are from what they should be, and the directions of the texts' means."""
    x, wanted = tf.cast(lesson.given, tf.float32), tf.cast(lesson.wanted, tf.float32)
    for layer in layers:
        x = apply(layer, x, bias)
    apart = tf.boolean_mask(tf.square(x - wanted), lesson.there)
    means = [tf.math.l2_normalize(_means(y, lesson.there) - center, -1) for y in (x, wanted)]
    unlike = 1 - tf.reduce_sum(means[0] * means[1], -1)
    spread = tf.math.reduce_variance(tf.boolean_mask(wanted, lesson.there))
    return tf.reduce_mean(apart) / spread + MEANS_WEIGH * tf.reduce_mean(unlike)


def _means(x: tf.Tensor, there: np.ndarray) -> tf.Tensor:
    share = there / there.sum(1, keepdims=True)
    return tf.einsum("tw,twd->td", tf.cast(share, tf.float32), x)


def _named(layers: Sequence[Layer]) -> dict[str, np.ndarray]:
    """As published weights are named, in half precision."""
    named = {}
    for number, layer in enumerate(layers, start=LOWER):
        for name, variable in layer.items():
            turned = np.ascontiguousarray(variable.numpy().T, np.float16)
            named[f"encoder.layer.{number}.{name}"] = turned
    return named


if __name__ == "__main__":
    main(sys.argv[1])
