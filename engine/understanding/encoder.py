"""Sentence vectors: all-mpnet-base-v2 through onnxruntime, without torch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from engine.understanding.mpnet import MAX_WORD_PIECES, VECTOR_WIDTH
from engine.understanding.network_file import network, tokenizer

PADDING = {"pad_id": 1, "pad_token": "<pad>"}
BATCH = 32


class SentenceEncoder:
    """Turns texts into vectors that lie close when the texts mean the same."""

    def __init__(self) -> None:
        """Loads the model (a second, 0.5 GB; half a minute the first time)."""
        self._tokenizer = Tokenizer.from_file(str(tokenizer()))
        self._tokenizer.enable_truncation(MAX_WORD_PIECES)
        self._tokenizer.enable_padding(**PADDING)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        options.log_severity_level = 3
        providers = ["CPUExecutionProvider"]
        self._session = onnxruntime.InferenceSession(str(network()), options, providers)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of the texts: float32, texts x 1536."""
        vectors = np.zeros((len(texts), VECTOR_WIDTH), dtype=np.float32)
        pieces = self._tokenizer.encode_batch(list(texts))
        by_length = sorted(range(len(texts)), key=lambda i: sum(pieces[i].attention_mask))
        for start in range(0, len(texts), BATCH):
            rows = by_length[start : start + BATCH]
            vectors[rows] = self._run([pieces[i] for i in rows])
        return vectors

    def pieces(self, word: str) -> int:
        """Into how many pieces a word is taken apart: common ones stay whole."""
        return len(self._tokenizer.encode(word, add_special_tokens=False).ids)

    def _run(self, pieces: list) -> np.ndarray:
        words = max(sum(p.attention_mask) for p in pieces)
        ids = np.array([p.ids[:words] for p in pieces], dtype=np.int64)
        mask = np.array([p.attention_mask[:words] for p in pieces], dtype=np.float32)
        return self._session.run(None, {"ids": ids, "mask": mask})[0]
