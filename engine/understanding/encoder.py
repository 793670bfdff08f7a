"""Sentence vectors: all-mpnet-base-v2 through onnxruntime, without torch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from engine.understanding.mpnet import MAX_WORD_PIECES, OTHER, VECTOR_WIDTH, distance_buckets
from engine.understanding.network_file import network, tokenizer

AT_ONCE = 2  # packs, of many; each on a thread of its own
PACK = 96  # word pieces: with more, words of different texts cost more than passes they save

Ids = Sequence[int]


class SentenceEncoder:
    """Turns texts into vectors that lie close when the texts mean the same."""

    def __init__(self) -> None:
        """Loads the model (a second, 0.2 GB; half a minute the first time)."""
        self._tokenizer = Tokenizer.from_file(str(tokenizer()))
        self._tokenizer.enable_truncation(MAX_WORD_PIECES)
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        # A message is too short to be shared: a second thread costs twice the work for a tenth of
        # the wait, and takes it from whoever else is being served.
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        providers = ["CPUExecutionProvider"]
        self._session = onnxruntime.InferenceSession(str(network()), options, providers)
        self._buckets = distance_buckets()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of the texts: float32, texts x 1536.

        Short texts share a run, for each run passes the whole network through the processor. They
        see nothing of each other, so a vector is the same in any company, but for what the order
        of sums does to the last digits (cosine above 0.999).
        """
        packs = list(_packs([self._tokenizer.encode(text).ids for text in texts]))
        if len(packs) <= 2 * AT_ONCE:
            vectors = [self._vectors(pack) for pack in packs]
        else:
            with ThreadPoolExecutor(AT_ONCE) as threads:
                vectors = list(threads.map(self._vectors, packs))
        return np.concatenate([np.zeros((0, VECTOR_WIDTH), np.float32), *vectors])

    def pieces(self, word: str) -> int:
        """Into how many pieces a word is taken apart: common ones stay whole."""
        return len(self._tokenizer.encode(word, add_special_tokens=False).ids)

    def _vectors(self, pack: Sequence[Ids]) -> np.ndarray:
        words = sum(map(len, pack))
        buckets = np.full((words, words), OTHER, np.int64)
        shares = np.zeros((len(pack), words), np.float32)
        start = 0
        for row, ids in enumerate(pack):
            own = slice(start, start := start + len(ids))
            buckets[own, own] = self._buckets[: len(ids), : len(ids)]
            shares[row, own] = 1 / len(ids)
        given = {
            "ids": np.concatenate(pack).astype(np.int64),
            "places": np.concatenate([np.arange(len(ids)) for ids in pack]),
            "buckets": buckets,
            "shares": shares,
        }
        return self._session.run(None, given)[0]


def _packs(texts: Sequence[Ids]) -> Iterator[list[Ids]]:
    """The texts in order, as many together as fit."""
    pack: list[Ids] = []
    words = 0
    for ids in texts:
        if pack and words + len(ids) > PACK:
            yield pack
            pack, words = [], 0
        pack.append(ids)
        words += len(ids)
    if pack:
        yield pack
