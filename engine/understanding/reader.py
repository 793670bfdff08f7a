"""Reading a message: probabilities of the whole, and of each way to cut it in two."""

from __future__ import annotations

from engine.understanding.clauses import two_parts
from engine.understanding.decide import Reading
from engine.understanding.encoder import SentenceEncoder
from engine.understanding.gibberish import is_gibberish
from engine.understanding.head import CatalogueHead


class Reader:
    """Reads normalised texts with a sentence model and a trained head."""

    def __init__(self, encoder: SentenceEncoder, head: CatalogueHead) -> None:
        self.encoder = encoder
        self.head = head

    def read(self, text: str) -> tuple[Reading, list[tuple[Reading, Reading]]]:
        """The reading of a message, and of both parts for every way to cut it."""
        cuts = two_parts(text)
        texts = [text, *(part for cut in cuts for part in cut)]
        rows = self.head.probabilities(texts, self.encoder.encode(texts))
        whole, *parts = (Reading.of(self.head.names, row) for row in rows)
        return whole, list(zip(parts[::2], parts[1::2], strict=True))

    def is_noise(self, text: str) -> bool:
        """Whether a normalised message holds nothing that could be read."""
        return is_gibberish(text, self.head.vocabulary, self.encoder.pieces)
