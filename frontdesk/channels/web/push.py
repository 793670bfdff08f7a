"""Carry the transcript to the browsers: what grew is sent to the sockets of its conversation.

Our own process says when a transcript grew; what the console and the worker write is found by
looking every fraction of a second, for connected conversations only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import socketio
import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from frontdesk.channels.web.wire import bot_uttered, history_line
from frontdesk.conversations.transcript import messages_after
from frontdesk.store import Store
from frontdesk.store.tables import Conversation, Message, Staff

log = structlog.get_logger()

#: seconds between two looks at what other processes wrote
LOOK_EVERY = 0.3


class Push:
    """Knows which sockets watch which conversation, and what each has been sent."""

    def __init__(self, io: socketio.AsyncServer, store: Store) -> None:
        self._io = io
        self._store = store
        self._watchers: dict[str, dict[str, None]] = {}  # in order of coming
        self._of: dict[str, str] = {}
        self._sent: dict[str, int] = {}
        self._owner: dict[str, str | None] = {}
        self._pushing: dict[str, asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def join(self, sid: str, conversation_id: str) -> None:
        """A socket begins to watch; what it missed it asks for itself (`history`)."""
        await self.leave(sid)
        self._of[sid] = conversation_id
        watchers = self._watchers.setdefault(conversation_id, {})
        if not watchers:
            seq, _ = await asyncio.to_thread(self._newest, conversation_id)
            self._sent[conversation_id] = seq
        watchers[sid] = None
        self._owner.pop(conversation_id, None)
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
            for known in (self._watchers, self._sent, self._owner, self._pushing):
                known.pop(conversation_id, None)

    def grew(self, conversation_id: str) -> None:
        """A transcript grew in this process: send what is new."""
        if conversation_id in self._watchers:
            task = asyncio.create_task(self._push(conversation_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def look_forever(self) -> None:
        """Find what other processes wrote, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                for conversation_id in await asyncio.to_thread(self._changed):
                    await self._push(conversation_id)
            except SQLAlchemyError as error:
                log.error("web.look_failed", error=type(error).__name__)

    def history(self, conversation_id: str, after: int) -> list[dict[str, Any]]:
        """The lines after `after`; everything up to it the client has, so it is delivered."""
        with self._store.begin() as session:
            session.execute(
                update(Message)
                .where(
                    Message.conversation_id == conversation_id,
                    Message.seq <= after,
                    Message.delivery.in_(("waiting", "sent")),
                )
                .values(delivery="delivered")
            )
            lines = [m for m in messages_after(session, conversation_id, after) if _shown(m)]
            self._mark_sent(session, lines)
            return [history_line(m) for m in lines]

    def note_feedback(self, conversation_id: str, message_id: str, value: str) -> None:
        """Keep a thumb with its message, if the message is of this conversation."""
        with self._store.begin() as session:
            message = session.get(Message, message_id)
            if message is not None and message.conversation_id == conversation_id:
                message.data = {**(message.data or {}), "feedback": value}

    async def _push(self, conversation_id: str) -> None:
        lock = self._pushing.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            after = self._sent.get(conversation_id)
            if after is None:
                return
            messages, owner = await asyncio.to_thread(self._news, conversation_id, after)
            if self._owner.get(conversation_id, "") != owner:
                self._owner[conversation_id] = owner
                status = {"owner": "staff" if owner else "bot", "staff_name": owner, "online": True}
                await self._io.emit("status", status, room=conversation_id)
            for message in messages:
                if message.author == "patient":
                    await self._io.emit("user_message", history_line(message), room=conversation_id)
                elif _shown(message):
                    await self._io.emit("bot_uttered", bot_uttered(message), room=conversation_id)
                self._sent[conversation_id] = message.seq

    def _news(self, conversation_id: str, after: int) -> tuple[Sequence[Message], str | None]:
        with self._store.read() as session:
            messages = messages_after(session, conversation_id, after)
            owner = session.scalars(
                select(Staff.name)
                .join(Conversation, Conversation.owner_id == Staff.id)
                .where(Conversation.id == conversation_id)
            ).one_or_none()
        if any(m.delivery == "waiting" for m in messages):
            with self._store.begin() as session:
                self._mark_sent(session, messages)
        return messages, owner

    def _changed(self) -> list[str]:
        watched = list(self._watchers)
        changed = []
        for start in range(0, len(watched), 400):
            query = (
                select(Conversation.id, Conversation.last_seq, Staff.name)
                .outerjoin(Staff, Conversation.owner_id == Staff.id)
                .where(Conversation.id.in_(watched[start : start + 400]))
            )
            with self._store.read() as session:
                for conversation_id, seq, owner in session.execute(query):
                    grown = seq > self._sent.get(conversation_id, seq)
                    if grown or self._owner.get(conversation_id, owner) != owner:
                        changed.append(conversation_id)
        return changed

    def _newest(self, conversation_id: str) -> tuple[int, str | None]:
        with self._store.read() as session:
            row = session.get(Conversation, conversation_id)
            return (row.last_seq, row.owner_id) if row else (0, None)

    @staticmethod
    def _mark_sent(session: Session, messages: Sequence[Message]) -> None:
        waiting = [m.id for m in messages if m.delivery == "waiting"]
        if waiting:
            session.execute(
                update(Message)
                .where(Message.id.in_(waiting), Message.delivery == "waiting")
                .values(delivery="sent")
            )


def _shown(message: Message) -> bool:
    return message.delivery != "unsent"
