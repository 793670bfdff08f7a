"""What was made ready for the engine while a message was stored, as long as it still holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from frontdesk.door.inbound import Prepared, Received

#: more are never waiting for their turns to begin; what is forgotten is read from the store
_MOST = 1000


class Crossings:
    """Who is on the way through the door of this process, by conversation.

    What a message means to the engine depends on what was said before it. So what was made ready
    with it is good only where no other message of its conversation was on its way meanwhile.
    """

    def __init__(self) -> None:
        self._here: Counter[str] = Counter()
        self._crowded: set[str] = set()
        self._ready: dict[str, tuple[str, Prepared]] = {}

    @contextmanager
    def coming(self, conversation_id: str) -> Iterator[None]:
        """A message is taken in."""
        self._ready.pop(conversation_id, None)
        with self.answering(conversation_id):
            yield

    @contextmanager
    def answering(self, conversation_id: str) -> Iterator[None]:
        """A message is answered."""
        if self._here[conversation_id]:
            self._crowded.add(conversation_id)
        self._here[conversation_id] += 1
        try:
            yield
        finally:
            self._here[conversation_id] -= 1
            if not self._here[conversation_id]:
                del self._here[conversation_id]
                self._crowded.discard(conversation_id)

    def keep(self, conversation_id: str, received: Received) -> None:
        """Keep what is ready, while its message is `coming` and alone."""
        if received.ready is None or conversation_id in self._crowded:
            return
        if len(self._ready) >= _MOST:
            self._ready.clear()
        self._ready[conversation_id] = (received.message_id, received.ready)

    def take(self, conversation_id: str, message_id: str) -> Prepared | None:
        """What is ready for this message, once; None: it must be read from the store."""
        whose, ready = self._ready.pop(conversation_id, ("", None))
        return ready if whose == message_id else None
