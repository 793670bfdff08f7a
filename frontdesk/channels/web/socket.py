"""The socket: Rasa's events (`session_request`, `user_uttered`, `bot_uttered`) and a few of ours.

A socket is bound to the session it was given; what a client says of itself counts for nothing.
Every event is answered with `{ok: true, …}` or `{ok: false, error: {code, message}}`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import socketio
import structlog
from sanic import Request
from sqlalchemy.exc import SQLAlchemyError

from frontdesk.channels.web.events import (
    LONGEST,
    BadEvent,
    failure,
    link_in,
    parse_uttered,
    seq_in,
)
from frontdesk.channels.web.limits import (
    SOCKETS_PER_SESSION,
    WAITING_PER_SESSION,
    WebLimits,
    address_of,
    too_fast,
)
from frontdesk.channels.web.push import Push
from frontdesk.channels.web.sessions import Sessions, WebSession
from frontdesk.channels.web.text_me import TextMe
from frontdesk.channels.web.wire import spoken_now
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import NoConversation
from frontdesk.correlation import correlated, current
from frontdesk.door import Door, Inbound

log = structlog.get_logger()

#: events of one socket that are refused before it is hung up on
REFUSALS_PER_SOCKET = 200
#: and those of them that are logged
_TOLD_OF = 5
Handler = Callable[..., Awaitable[dict[str, Any] | None]]


class WebSocketChannel:
    """Binds sockets to sessions and carries messages between them and the door."""

    def __init__(
        self,
        io: socketio.AsyncServer,
        sessions: Sessions,
        door: Door,
        push: Push,
        clinic: Clinic,
        limits: WebLimits,
        text_me: TextMe,
    ) -> None:
        self._io = io
        self._sessions = sessions
        self.door = door
        self._push = push
        self._clinic = clinic
        self._limits = limits
        self._text_me = text_me
        self._turns: set[asyncio.Task[Any]] = set()
        self._waiting: Counter[str] = Counter()
        push.waiting = self._waiting.__getitem__
        self._refused: Counter[str] = Counter()
        handlers: dict[str, Handler] = {
            "session_request": self.session_request,
            "user_uttered": self.user_uttered,
            "history": self.history,
            "clear": self.clear,
            "feedback": self.feedback,
            "seen": self.seen,
            "text_me": self.text_me,
            "text_me_code": self.text_me_code,
            "text_me_stop": self.text_me_stop,
        }
        for event, handler in handlers.items():
            io.on(event, self._guarded(event, handler))
        io.on("*", self._unknown)
        io.on("connect", self._connect)
        io.on("disconnect", self._disconnect)

    async def session_request(self, sid: str, data: Any) -> dict[str, Any]:
        """Resume the session of a link or of a token that holds, or mint one; confirm it."""
        session = await self._resumed(sid, data)
        if session is None:
            token = data.get("session_id") if isinstance(data, dict) else None
            session = await asyncio.to_thread(self._sessions.check, token)
        if session is None:
            await self._limits.session(sid)
            session = await asyncio.to_thread(self._sessions.mint)
        await self._bind(sid, session)
        await self._io.emit("session_confirm", session.token, to=sid)
        return {"ok": True, "session_id": session.token}

    async def user_uttered(self, sid: str, data: Any) -> dict[str, Any]:
        """Store a message; the receipt means that it is stored."""
        uttered = parse_uttered(data)
        conversation_id = await self._bound(sid, uttered.token)
        refused = await self._refusal(conversation_id, uttered.text)
        if refused and not await self.door.alarming(uttered.text):
            raise refused
        received = await self.door.receive(
            Inbound(
                conversation_id,
                uttered.text,
                uttered.client_id,
                uttered.payload,
                title=uttered.title,
                origin=self._limits.origin(sid),
                message_id=current(),
            )
        )
        for n, spoken in enumerate(received.spoken):
            said = spoken_now(spoken, f"{received.message_id}-{n}")
            await self._io.emit("bot_uttered", said, room=conversation_id)
        if received.wants_turn:
            await self._io.emit("typing", {"author": "bot"}, room=conversation_id)
            self._start_turn(conversation_id, received.message_id)
        return {"ok": True, "id": received.message_id, "seq": received.seq or None}

    async def history(self, sid: str, data: Any) -> dict[str, Any]:
        """What the client has missed, both sides, in order."""
        conversation_id = await self._bound(sid, None)
        after = seq_in(data, "after")
        lines = await asyncio.to_thread(self._push.history, conversation_id, after)
        return {"ok": True, "messages": lines}

    async def clear(self, sid: str, _data: Any = None) -> dict[str, Any]:
        """Revoke the session on every device; what was said stays with the clinic."""
        conversation_id = await self._bound(sid, None)
        await asyncio.to_thread(self._sessions.revoke, conversation_id)
        await self._push.send_away(conversation_id, but=sid)
        await self._push.leave(sid)
        await self._io.leave_room(sid, conversation_id)
        await self._io.save_session(sid, {})
        return {"ok": True}

    async def feedback(self, sid: str, data: Any) -> dict[str, Any]:
        """Keep a thumb up or down with the message it is for."""
        conversation_id = await self._bound(sid, None)
        value = data.get("value") if isinstance(data, dict) else None
        message_id = data.get("id") if isinstance(data, dict) else None
        if value not in ("up", "down") or not isinstance(message_id, str) or _odd(message_id):
            raise BadEvent("bad_request", "Say which message, and up or down.")
        await asyncio.to_thread(self._push.note_feedback, conversation_id, message_id, value)
        return {"ok": True}

    async def seen(self, sid: str, data: Any) -> dict[str, Any]:
        """The visitor was shown everything up to a place."""
        conversation_id = await self._bound(sid, None)
        seq = seq_in(data, "seq")
        await asyncio.to_thread(self._push.note_seen, conversation_id, seq)
        return {"ok": True}

    async def text_me(self, sid: str, data: Any) -> dict[str, Any]:
        """A number to be texted at when staff answer."""
        conversation_id = await self._bound(sid, None)
        await self._limits.code(sid)
        return await self._text_me.ask(conversation_id, data)

    async def text_me_code(self, sid: str, data: Any) -> dict[str, Any]:
        """The code that was texted to it."""
        return await self._text_me.prove(await self._bound(sid, None), data)

    async def text_me_stop(self, sid: str, _data: Any = None) -> dict[str, Any]:
        """No text after all."""
        return await self._text_me.end(await self._bound(sid, None))

    async def _resumed(self, sid: str, data: Any) -> WebSession | None:
        """The session of a link, where one is shown. It counts like a new chat of its address."""
        link = link_in(data)
        if link is None:
            return None
        await self._limits.session(sid)
        session = await asyncio.to_thread(self._sessions.resume, *link)
        if session is None:
            raise BadEvent("link_used", "This link was used before, or is too old.")
        return session

    async def _refusal(self, conversation_id: str, text: str) -> BadEvent | None:
        """Why a message would be refused; safety is to read it before it is."""
        if len(text) > LONGEST:
            return BadEvent("too_long", f"Please write at most {LONGEST} characters.")
        waiting = self._waiting[conversation_id] >= WAITING_PER_SESSION
        if waiting or not await self._limits.message(conversation_id):
            return too_fast()
        return None

    async def _connect(self, sid: str, environ: Any = None, *_auth: Any) -> Any:
        # A client may send an event of this name too: then there is no request behind it.
        request = environ.get("sanic.request") if isinstance(environ, dict) else None
        if not isinstance(request, Request):
            return await self._unknown(sid)
        return self._limits.opened(sid, address_of(request))

    async def _disconnect(self, sid: str, *_reason: Any) -> Any:
        # And of this one: its socket would no longer count for its address, nor its alarms.
        if self._io.manager.is_connected(sid, "/"):
            return await self._unknown(sid)
        self._limits.closed(sid)
        self._refused.pop(sid, None)
        await self._push.leave(sid)

    async def _unknown(self, *given: Any) -> dict[str, Any]:
        # Name and socket; of an event that a client calls "*" the socket and whatever it sent.
        named_so = self._io.manager.is_connected(given[0], "/")
        sid = given[0] if named_so else given[1]
        await self._note_refusal(sid, "unknown", "unknown_event")
        return failure("unknown_event", "This event is not known here.")

    async def _note_refusal(self, sid: str, event: str, code: str) -> None:
        """A few are told of; who goes on and on is hung up on, and fills no log."""
        self._refused[sid] += 1
        count = self._refused[sid]
        if count <= _TOLD_OF or count == REFUSALS_PER_SOCKET:
            log.info("web.bad_event", event_name=event, code=code, count=count)
        if count >= REFUSALS_PER_SOCKET:
            # After the answer to this one, which may be a receipt.
            asyncio.get_running_loop().call_soon(self._hang_up, sid)

    def _hang_up(self, sid: str) -> None:
        task = asyncio.create_task(self._io.disconnect(sid))
        self._turns.add(task)
        task.add_done_callback(self._turns.discard)

    def _guarded(self, event: str, handler: Handler) -> Handler:
        async def guarded(sid: str, data: Any = None, *_more: Any) -> dict[str, Any] | None:
            with correlated():
                return await caught(sid, data)

        async def caught(sid: str, data: Any) -> dict[str, Any] | None:
            try:
                if event != "user_uttered":  # safety reads every message, however many there are
                    await self._limits.event(sid)
                return await handler(sid, data)
            except BadEvent as bad:
                await self._note_refusal(sid, event, bad.code)
                return bad.told()
            except NoConversation:
                return failure("no_session", "Please start the chat again.")
            except KeyError:
                # python-socketio no longer knows the socket: it left while we were busy for it.
                return failure("no_session", "Please start the chat again.")
            except SQLAlchemyError as error:
                log.error("web.not_stored", event_name=event, error=type(error).__name__)
                return self._not_taken()
            except Exception as error:  # whatever it is, the visitor is told
                log.error("web.event_failed", event_name=event, error=type(error).__name__)
                return self._not_taken()

        return guarded

    def _not_taken(self) -> dict[str, Any]:
        phone = self._clinic.clinic.phone
        return failure(
            "not_stored",
            f"We could not take your message. Call {phone}. In an emergency call 911.",
        )

    async def _bind(self, sid: str, session: WebSession) -> None:
        await self._io.save_session(sid, {"conversation": session.conversation_id})
        await self._io.enter_room(sid, session.conversation_id)
        await self._push.join(sid, session.conversation_id, session.epoch)
        for old in self._push.oldest(session.conversation_id, SOCKETS_PER_SESSION):
            await self._io.disconnect(old)

    async def _bound(self, sid: str, token: str | None) -> str:
        """The conversation of this socket; a token opens one for clients that skip the request."""
        bound = (await self._io.get_session(sid)).get("conversation")
        if bound:
            return str(bound)
        session = await asyncio.to_thread(self._sessions.check, token)
        if session is None:
            raise BadEvent("no_session", "Please start the chat again.")
        await self._bind(sid, session)
        return session.conversation_id

    def _start_turn(self, conversation_id: str, message_id: str) -> None:
        task = asyncio.create_task(self.door.turn(conversation_id, message_id))
        self._turns.add(task)
        self._waiting[conversation_id] += 1

        def done(_task: asyncio.Task[Any]) -> None:
            self._turns.discard(task)
            self._waiting[conversation_id] -= 1
            if not self._waiting[conversation_id]:
                del self._waiting[conversation_id]

        task.add_done_callback(done)

    async def finish(self, seconds: float = 9.0) -> None:
        """Wait for the turns under way, so that a stop loses no answer."""
        if self._turns:
            await asyncio.wait(self._turns, timeout=seconds)


def _odd(given: str) -> bool:
    """Whether it can be no id of ours; databases refuse to look for some signs."""
    return not (given.isascii() and given.isprintable())
