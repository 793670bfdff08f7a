"""Sentence vectors: all-MiniLM-L6-v2 through onnxruntime, without torch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from engine.understanding.minilm import VECTOR_WIDTH, model_folder
from engine.understanding.network_file import network

MAX_WORD_PIECES = 96
BATCH = 32


class SentenceEncoder:
    """Turns texts into vectors that lie close when the texts mean the same."""

    def __init__(self) -> None:
        """Loads the model (0.2 s, 130 MB; two seconds the first time)."""
        self._tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_WORD_PIECES)
        self._tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        options.log_severity_level = 3
        providers = ["CPUExecutionProvider"]
        self._session = onnxruntime.InferenceSession(network(), options, providers)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of the texts: float32, texts x 1536."""
        vectors = np.zeros((len(texts), VECTOR_WIDTH), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(texts), BATCH):
            rows = by_length[start : start + BATCH]
            vectors[rows] = self._run([texts[i] for i in rows])
        return vectors

    def _run(self, texts: list[str]) -> np.ndarray:
        pieces = self._tokenizer.encode_batch(texts)
        ids = np.array([p.ids for p in pieces], dtype=np.int64)
        mask = np.array([p.attention_mask for p in pieces], dtype=np.float32)
        return self._session.run(None, {"ids": ids, "mask": mask})[0]
