"""Sentence vectors: all-mpnet-base-v2 through onnxruntime, without torch."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from engine.understanding.mpnet import MAX_WORD_PIECES, VECTOR_WIDTH
from engine.understanding.network_file import network, tokenizer

AT_ONCE = 2  # texts, of many; each on a thread of its own


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

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of the texts: float32, texts x 1536.

        Each text is run alone: in eight bits its vector would depend on who else is in the batch.
        """
        if len(texts) <= 2 * AT_ONCE:
            return np.array([self._vector(text) for text in texts]).reshape(-1, VECTOR_WIDTH)
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return np.array(list(threads.map(self._vector, texts)))

    def pieces(self, word: str) -> int:
        """Into how many pieces a word is taken apart: common ones stay whole."""
        return len(self._tokenizer.encode(word, add_special_tokens=False).ids)

    def _vector(self, text: str) -> np.ndarray:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        mask = np.ones(ids.shape, dtype=np.float32)
        return self._session.run(None, {"ids": ids, "mask": mask})[0][0]
