"""Reading a message: probabilities of the whole, and of each way to cut it in two."""

from __future__ import annotations

import hashlib
from collections import OrderedDict

from engine.understanding.clauses import two_parts
from engine.understanding.decide import Reading
from engine.understanding.encoder import SentenceEncoder
from engine.understanding.gibberish import is_gibberish
from engine.understanding.head import CatalogueHead

Readings = tuple[Reading, list[tuple[Reading, Reading]]]
REMEMBERED = 1000  # readings of the last messages: many say "yes", "thanks" or the same question


class Reader:
    """Reads normalised texts with a sentence model and a trained head."""

    def __init__(self, encoder: SentenceEncoder, head: CatalogueHead) -> None:
        self.encoder = encoder
        self.head = head
        self._recent: OrderedDict[bytes, Readings] = OrderedDict()

    def read(self, text: str) -> Readings:
        """The reading of a message, and of both parts for every way to cut it."""
        # By a digest: what people wrote is not kept.
        key = hashlib.blake2b(text.encode(), digest_size=16).digest()
        readings = self._recent.pop(key, None) or self._read(text)
        self._recent[key] = readings
        if len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)
        return readings

    def _read(self, text: str) -> Readings:
        cuts = two_parts(text)
        texts = [text, *(part for cut in cuts for part in cut)]
        rows = self.head.probabilities(texts, self.encoder.encode(texts))
        whole, *parts = (Reading.of(self.head.names, row) for row in rows)
        return whole, list(zip(parts[::2], parts[1::2], strict=True))

    def is_noise(self, text: str) -> bool:
        """Whether a normalised message holds nothing that could be read."""
        return is_gibberish(text, self.head.vocabulary, self.encoder.pieces)
