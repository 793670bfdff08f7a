"""Messages that come at the same time are read together, and each but once.

One run of the sentence model costs its passing through the processor, and a little for each word.
Where many people write at once, several messages share a run; who writes alone waits for nobody.
The desk tells of a message while it stores it: then it is read when its turn comes.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rasa.core.processor import MessageProcessor

from engine.components.classifier import CatalogueClassifier
from engine.understanding.language import recognise
from engine.understanding.normalise import normalise
from engine.understanding.reader import Reader
from engine.understanding.shortcuts import plainly

log = logging.getLogger("engine.gathered")

#: messages of one run: more would make the first of them wait too long
TOGETHER = 6
#: the latest ones, which the reader still knows; each as it was typed and as it is read
KNOWN = 600


#: whether a normalised message, in its language and with its metadata, needs no reading
Certain = Callable[[str, str, Mapping[str, Any]], bool]


class Gathered:
    """Reads what waits, a few messages at a time, before they are parsed one by one."""

    def __init__(self, read: Callable[[Sequence[str]], None], certain: Certain) -> None:
        """Args: read: reads normalised texts, and remembers; certain: whether one is not read."""
        self._read = read
        self._certain = certain
        self._waiting: list[tuple[str, asyncio.Future[None]]] = []
        self._known: OrderedDict[bytes, asyncio.Future[None]] = OrderedDict()

    async def ready(self, text: str, metadata: Mapping[str, Any]) -> None:
        """Wait until the message was read, with those that came with it."""
        reading = self.ahead(text, metadata)
        if reading is not None:
            await asyncio.shield(reading)  # others may wait for the same

    def ahead(self, text: str, metadata: Mapping[str, Any]) -> asyncio.Future[None] | None:
        """Begin to read a message; None where it needs no reading."""
        before = metadata.get("language") or "en"
        typed = _digest(f"{before} {text}")
        if typed in self._known:
            return self._known[typed]
        language = recognise(text, before)
        normalised = normalise(text, language)
        if self._certain(normalised, language, metadata):
            return None
        key = _digest(normalised)
        self._known[typed] = self._known.get(key) or self._begin(key, normalised)
        while len(self._known) > KNOWN:
            self._known.popitem(last=False)
        return self._known[typed]

    def _begin(self, key: bytes, normalised: str) -> asyncio.Future[None]:
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._work)  # after those whose requests came in with this one
        future: asyncio.Future[None] = loop.create_future()
        self._waiting.append((normalised, future))
        self._known[key] = future
        return future

    def _work(self) -> None:
        some, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._work)
        try:
            self._read([text for text, _ in some])
        except Exception as error:
            # Each is read once more where it is parsed, and fails there for itself.
            log.exception("reading together failed: %s", type(error).__name__)
        for _, future in some:
            future.set_result(None)


def _digest(text: str) -> bytes:
    """In place of the words: what people wrote is not kept."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def gathered(processor: MessageProcessor) -> Gathered:
    """For the reader of the model in use."""
    nodes = processor.graph_runner._instantiated_nodes.values()
    reader = next(
        node._component.reader
        for node in nodes
        if isinstance(node._component, CatalogueClassifier)
    )
    return Gathered(reader.prepare, _certain(reader))


def _certain(reader: Reader) -> Certain:
    def certain(text: str, language: str, metadata: Mapping[str, Any]) -> bool:
        return bool(plainly(text, language, metadata)) or reader.is_noise(text)

    return certain
