"""Reading a message: probabilities of the whole, and of its parts where they are asked for."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
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

    def prepare(self, texts: Sequence[str]) -> None:
        """Read messages together, each with those of its parts that are asked for first.

        One run of the network is dear, a few more words in it are not.
        """
        self._learn([part for text in texts for part in (text, *self._first_asked(text))])

    def read(self, text: str) -> tuple[Reading, list[Cut]]:
        """The reading of a message, and both parts for every way to cut it."""
        if _key(text) not in self._recent:
            self.prepare([text])
        cuts = two_parts(text)
        parts = [(Part(self, before), Part(self, after)) for before, after in cuts]
        return self.reading(text), parts

    def _first_asked(self, text: str) -> Iterator[str]:
        """The shorter part of every cut; the longer one where the shorter sounds like a request."""
        for cut in two_parts(text):
            shorter, longer = sorted(cut, key=len)
            yield shorter
            if self.head.sounds_like_request(shorter):
                yield longer

    def reading(self, text: str) -> Reading:
        """The reading of one text."""
        key = _key(text)
        if key not in self._recent:
            self._learn([text])
        self._recent.move_to_end(key)
        return self._recent[key]

    def _learn(self, texts: Sequence[str]) -> None:
        fresh = {k: t for t in texts if (k := _key(t)) not in self._recent}
        if not fresh:
            return
        unread = list(fresh.values())
        rows = self.head.probabilities(unread, self.encoder.encode(unread))
        for key, row in zip(fresh, rows, strict=True):
            self._recent[key] = Reading.of(self.head.names, row)
        while len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)

    def is_noise(self, text: str) -> bool:
        """Whether a normalised message holds nothing that could be read."""
        return is_gibberish(text, self.head.vocabulary, self.encoder.pieces)


def _key(text: str) -> bytes:
    """A digest: what people wrote is not kept."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


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
