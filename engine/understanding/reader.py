"""Reading a message: probabilities of the whole, and of its parts where they are asked for."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from functools import cached_property

from engine.understanding.clauses import two_parts
from engine.understanding.decide import Cut, Reading
from engine.understanding.encoder import SentenceEncoder
from engine.understanding.gibberish import is_gibberish
from engine.understanding.head import CatalogueHead

REMEMBERED = 3000  # readings of the last texts: many say "yes", "thanks" or the same question


class Reader:
    """Reads normalised texts with a sentence model and a trained head."""

    def __init__(self, encoder: SentenceEncoder, head: CatalogueHead) -> None:
        self.encoder = encoder
        self.head = head
        self._recent: OrderedDict[bytes, Reading] = OrderedDict()

    def read(self, text: str) -> tuple[Reading, list[Cut]]:
        """The reading of a message, and both parts for every way to cut it, not yet read."""
        cuts = [(Part(self, before), Part(self, after)) for before, after in two_parts(text)]
        return self.reading(text), cuts

    def reading(self, text: str) -> Reading:
        """The reading of one text."""
        # By a digest: what people wrote is not kept.
        key = hashlib.blake2b(text.encode(), digest_size=16).digest()
        reading = self._recent.pop(key, None) or self._read(text)
        self._recent[key] = reading
        if len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)
        return reading

    def _read(self, text: str) -> Reading:
        row = self.head.probabilities([text], self.encoder.encode([text]))[0]
        return Reading.of(self.head.names, row)

    def is_noise(self, text: str) -> bool:
        """Whether a normalised message holds nothing that could be read."""
        return is_gibberish(text, self.head.vocabulary, self.encoder.pieces)


class Part:
    """A part of a message, read when somebody asks what it is: most never matter."""

    def __init__(self, reader: Reader, text: str) -> None:
        self._reader = reader
        self._text = text

    def __len__(self) -> int:
        """Characters: a short part is read in less time than a long one."""
        return len(self._text)

    @cached_property
    def best(self) -> tuple[str, float]:
        """The likeliest name with its probability."""
        return self._reader.reading(self._text).best
