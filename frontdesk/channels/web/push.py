"""Carry the transcript to the browsers: what grew is sent to the sockets of its conversation.

Our own process says when a transcript grew; what the console, the worker and other servers write
is found by looking every fraction of a second, for connected conversations only. Each server tells
its own sockets alone, so that with several of them nothing comes twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import socketio
import structlog
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from frontdesk import clock
from frontdesk.channels.web.standing import Look, Standing, look, status
from frontdesk.channels.web.wire import bot_uttered, history_line
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import gained, messages_after
from frontdesk.promises.text_back import withdraw
from frontdesk.store import Store
from frontdesk.store.tables import Conversation, Message
from frontdesk.store.threads import StoreThreads

log = structlog.get_logger()

#: seconds between two looks at what other processes wrote
LOOK_EVERY = 0.3
#: and until what was sent is written down as sent
_NOTED_WITHIN = 0.2
#: ids in one statement
_MOST_AT_ONCE = 400


class Push:
    """Knows which sockets watch which conversation, and what each has been sent."""

    def __init__(
        self,
        io: socketio.AsyncServer,
        store: Store,
        clinic: Clinic,
        threads: StoreThreads,
        texts: bool = False,
    ) -> None:
        self._io = io
        self._store = store
        self._clinic = clinic
        self._threads = threads
        self._texts = texts
        self._watchers: dict[str, dict[str, None]] = {}  # in order of coming
        self._of: dict[str, str] = {}
        self._sent: dict[str, int] = {}
        self._told: dict[str, Standing] = {}
        self._typed: dict[str, datetime] = {}
        self._epoch: dict[str, int] = {}
        self._pushing: dict[str, asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._unnoted: list[str] = []
        #: how many messages of a conversation wait here for their answers
        self.waiting: Callable[[str], int] = lambda conversation_id: 0
        self._noting = False

    async def join(self, sid: str, conversation_id: str, epoch: int) -> None:
        """A socket begins to watch; what it missed it asks for itself (`history`)."""
        await self.leave(sid)
        self._of[sid] = conversation_id
        watchers = self._watchers.setdefault(conversation_id, {})
        if not watchers:
            self._sent[conversation_id] = await self._threads.run(self._newest, conversation_id)
        watchers[sid] = None
        # The oldest proof counts: if the chat was cleared since, the next look sends all away.
        self._epoch[conversation_id] = min(epoch, self._epoch.get(conversation_id, epoch))
        self._told.pop(conversation_id, None)
        self.grew(conversation_id)

    def oldest(self, conversation_id: str, beyond: int) -> list[str]:
        """The sockets of a conversation that came first, where it has more than `beyond`."""
        watchers = list(self._watchers.get(conversation_id, ()))
        return watchers[: max(0, len(watchers) - beyond)]

    async def leave(self, sid: str, *_reason: Any) -> None:
        """A socket is gone."""
        conversation_id = self._of.pop(sid, None)
        watchers = self._watchers.get(conversation_id or "", {})
        watchers.pop(sid, None)
        if conversation_id and not watchers:
            self._forget(conversation_id)

    def _forget(self, conversation_id: str) -> None:
        sent: dict[str, Any] = self._sent
        for known in (self._watchers, sent, self._told, self._typed, self._epoch, self._pushing):
            known.pop(conversation_id, None)

    @staticmethod
    def within(
        session: Session, conversation: Conversation, message: Message, _at: datetime
    ) -> Sequence[Message] | None:
        """The lines that a turn adds, in the transaction that writes them: see `grew`."""
        said = gained(session, conversation, message)
        return None if said is None else [message, *said]

    def grew(self, conversation_id: str, written: Sequence[Any] | None = None) -> None:
        """A transcript grew in this process: send what is new.

        Args:
            written: the newest lines, in order, where whoever wrote them has them at hand. How the
                conversation stands since is then found by the next look.
        """
        if conversation_id in self._watchers:
            task = asyncio.create_task(self._push(conversation_id, written))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def look_forever(self) -> None:
        """Find what other processes wrote, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                await self.look_once()
            except SQLAlchemyError as error:
                log.error("web.look_failed", error=type(error).__name__)

    async def look_once(self) -> None:
        """Find it once. Raises `SQLAlchemyError`."""
        watched = list(self._watchers)
        looks = await self._threads.run(self._looks, watched)
        for conversation_id in watched:
            await self._look_at(conversation_id, looks.get(conversation_id))

    async def send_away(self, conversation_id: str, but: str | None = None) -> None:
        """The chat was cleared, or erased: no socket is bound to it any more."""
        for sid in list(self._watchers.get(conversation_id, ())):
            if sid != but:
                await self._io.save_session(sid, {})
                await self._io.disconnect(sid)

    async def _look_at(self, conversation_id: str, found: Look | None) -> None:
        if found is None or found.epoch > self._epoch.get(conversation_id, found.epoch):
            return await self.send_away(conversation_id)
        await self._tell_typing(conversation_id, found.typed_at)
        if self._is_news(conversation_id, found):
            await self._push(conversation_id)

    def history(self, conversation_id: str, after: int) -> list[dict[str, Any]]:
        """The lines after `after`."""
        with self._store.begin() as session:
            lines = [m for m in messages_after(session, conversation_id, after) if _shown(m)]
            if waiting := [m.id for m in lines if m.delivery == "waiting"]:
                self._mark(session, waiting)
            return [history_line(m) for m in lines]

    def note_seen(self, conversation_id: str, seq: int) -> None:
        """Everything up to `seq` was shown to the visitor: no text needs to tell of it."""
        with self._store.begin() as session:
            session.execute(
                update(Message)
                .where(
                    Message.conversation_id == conversation_id,
                    Message.seq <= seq,
                    Message.delivery.in_(("waiting", "sent")),
                )
                .values(delivery="delivered")
            )
            withdraw(session, conversation_id)

    def note_feedback(self, conversation_id: str, message_id: str, value: str) -> None:
        """Keep a thumb with its message, if the message is of this conversation."""
        with self._store.begin() as session:
            message = session.get(Message, message_id)
            if message is not None and message.conversation_id == conversation_id:
                message.data = {**(message.data or {}), "feedback": value}

    async def _push(
        self, conversation_id: str, written: Sequence[Message] | None = None
    ) -> None:
        lock = self._pushing.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            after = self._sent.get(conversation_id)
            if after is None:
                return
            messages, standing = _next(written or (), after), self._told.get(conversation_id)
            if not messages:
                messages, standing = await self._threads.run(self._news, conversation_id, after)
            if standing and self._told.get(conversation_id) != standing:
                self._told[conversation_id] = standing
                told = status(standing, self._clinic, self._texts, clock.now())
                await self._tell("status", told, conversation_id)
            for message in messages:
                if message.author == "patient":
                    await self._tell("user_message", history_line(message), conversation_id)
                elif _shown(message):
                    await self._tell("bot_uttered", bot_uttered(message), conversation_id)
                self._sent[conversation_id] = message.seq
            self._note_sent_soon(messages)

    async def _tell(self, event: str, told: Any, conversation_id: str) -> None:
        """To the sockets that are here; the other servers see for themselves."""
        await self._io.emit(event, told, room=conversation_id, ignore_queue=True)

    async def _tell_typing(self, conversation_id: str, typed_at: datetime | None) -> None:
        """The member of staff who answers is writing; told again with each sign of it."""
        if typed_at and typed_at != self._typed.get(conversation_id):
            self._typed[conversation_id] = typed_at
            await self._tell("typing", {"author": "staff"}, conversation_id)

    def _news(self, conversation_id: str, after: int) -> tuple[Sequence[Message], Standing]:
        with self._store.read() as session:
            messages = messages_after(session, conversation_id, after)
            found = look(session, [conversation_id], clock.now()).get(conversation_id)
        return messages, found.standing if found else Standing()

    def _note_sent_soon(self, messages: Sequence[Message]) -> None:
        """What is on its way is written down a moment later, for all conversations together."""
        self._unnoted.extend(m.id for m in messages if m.delivery == "waiting")
        if self._unnoted and not self._noting:
            self._noting = True
            task = asyncio.create_task(self._note_sent())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _note_sent(self) -> None:
        try:
            while self._unnoted:
                await asyncio.sleep(_NOTED_WITHIN)
                sent, self._unnoted = self._unnoted, []
                await self._threads.run(self._write_sent, sent)
        except SQLAlchemyError as error:  # they stay "waiting", as if the socket had just gone
            log.error("web.sent_not_noted", error=type(error).__name__)
        finally:
            self._noting = False

    def _write_sent(self, ids: Sequence[str]) -> None:
        with self._store.begin() as session:
            for start in range(0, len(ids), _MOST_AT_ONCE):
                self._mark(session, ids[start : start + _MOST_AT_ONCE])

    def _looks(self, watched: Sequence[str]) -> dict[str, Look]:
        at = clock.now()
        found: dict[str, Look] = {}
        for start in range(0, len(watched), _MOST_AT_ONCE):
            with self._store.read() as session:
                found |= look(session, watched[start : start + _MOST_AT_ONCE], at)
        return found

    def _is_news(self, conversation_id: str, found: Look) -> bool:
        # Who has one window knows what they wrote; other windows are shown it before its answer.
        alone = len(self._watchers.get(conversation_id, ())) == 1
        known = self.waiting(conversation_id) if alone else 0
        grown = found.seq > self._sent.get(conversation_id, found.seq) + known
        return grown or self._told.get(conversation_id, found.standing) != found.standing

    def _newest(self, conversation_id: str) -> int:
        with self._store.read() as session:
            row = session.get(Conversation, conversation_id)
            return row.last_seq if row else 0

    @staticmethod
    def _mark(session: Session, ids: Sequence[str]) -> None:
        session.execute(
            update(Message)
            .where(Message.id.in_(ids), Message.delivery == "waiting")
            .values(delivery="sent")
        )


def _next(written: Sequence[Message], after: int) -> Sequence[Message]:
    """What of it was not sent yet; nothing where something else comes between."""
    news = [message for message in written if message.seq > after]
    follows = [message.seq for message in news] == [after + 1 + n for n in range(len(news))]
    return news if follows else []


def _shown(message: Message) -> bool:
    return message.delivery != "unsent"
