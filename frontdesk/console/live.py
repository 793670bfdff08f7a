"""Live pages: one look at the store three times a second for all of them, not one for each.

What is sent says only that something changed (and counts); the page then asks for it by a route
of its own, with the same permission as the whole page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import SQLAlchemyError

from frontdesk.console.queries.pulse import Pulse, conversation_pulse, queue_pulse
from frontdesk.store import Store

log = structlog.get_logger()

EVERY_SECONDS = 0.3
QUEUE = "queue"


@dataclass(eq=False)
class Watcher:
    """One open page, and what it wants to hear of."""

    topics: frozenset[str]
    #: topic -> what it was when this page was last told; at first nothing, so it is told at once
    seen: dict[str, Pulse] = field(default_factory=dict)
    changed: asyncio.Queue[str | None] = field(default_factory=lambda: asyncio.Queue(64))

    def compare(self, found: Mapping[str, Pulse]) -> None:
        """Tell of each topic that is not what it was."""
        for topic in self.topics:
            if self.seen.get(topic) != found[topic]:
                self.seen[topic] = found[topic]
                self.tell(topic)

    def tell(self, topic: str | None) -> None:
        """Say that a topic changed; None: that the server goes away."""
        if self.changed.full():
            self.changed.get_nowait()
        self.changed.put_nowait(topic)


class Hub:
    """Looks for changes and tells those who watch."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._watchers: set[Watcher] = set()
        self._looking: asyncio.Task[None] | None = None

    def watch(self, conversation_id: str | None = None) -> Watcher:
        """Begin to watch the queue and, if given, a conversation."""
        watcher = Watcher(frozenset({QUEUE} | ({conversation_id} if conversation_id else set())))
        self._watchers.add(watcher)
        return watcher

    def leave(self, watcher: Watcher) -> None:
        """Watch no longer."""
        self._watchers.discard(watcher)

    def start(self) -> None:
        """Begin to look, in the event loop that runs."""
        self._looking = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Send everyone away: the server stops."""
        for watcher in self._watchers:
            watcher.tell(None)
        if self._looking:
            self._looking.cancel()
            await asyncio.wait([self._looking])

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
            except SQLAlchemyError as error:
                # The store will be back; the pages keep what they show.
                log.warning("console.live_failed", error=type(error).__name__)
            await asyncio.sleep(EVERY_SECONDS)

    async def look(self) -> None:
        """Look once at everything that is watched, and tell of each change."""
        watchers = tuple(self._watchers)
        topics = {topic for watcher in watchers for topic in watcher.topics}
        found = await asyncio.to_thread(self._pulses, topics) if topics else {}
        for watcher in watchers:
            watcher.compare(found)

    def _pulses(self, topics: set[str]) -> dict[str, Pulse]:
        with self._store.read() as session:
            return {
                t: queue_pulse(session) if t == QUEUE else conversation_pulse(session, t)
                for t in topics
            }
