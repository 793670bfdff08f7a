"""The engine, seen from the desk: a function with a time limit."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp

from frontdesk.correlation import headers

#: turns on the way at once; more wait for one of them
_MOST = 50
#: seconds a connection is kept; the engine closes its own after five
_KEPT = 3.0


class EngineGone(RuntimeError):
    """The engine did not answer in time, or not in a form that can be used; carries a tag."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Reply:
    """One thing the engine wants said: a response key and what fills it."""

    response: str
    buttons: tuple[Mapping[str, str], ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What the engine made of one message; `failed`: an action failed on the way."""

    replies: tuple[Reply, ...]
    understanding: Mapping[str, Any]
    failed: bool = False


@dataclass(frozen=True)
class TurnRequest:
    """One message for the engine; `metadata` as the channel's contract tells."""

    conversation: str
    message_id: str
    text: str | None
    payload: str | None
    metadata: Mapping[str, Any]


class Engine(Protocol):
    """Understands and leads the dialogue."""

    async def turn(self, request: TurnRequest) -> Answer:
        """Answer one message. Raises `EngineGone`."""

    async def reset(self, conversation: str) -> None:
        """Leave every form. Raises `EngineGone`."""

    async def forget(self, conversation: str) -> None:
        """Erase what it remembers. Raises `EngineGone`."""

    async def ready(self) -> bool:
        """Whether it would answer."""


class HttpEngine:
    """The engine's channel on loopback."""

    def __init__(self, url: str, token: str, seconds: float) -> None:
        self._url = f"{url}/webhooks/desk"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=1.0)
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def turn(self, request: TurnRequest) -> Answer:
        """Answer one message. Raises `EngineGone`."""
        body = {
            "conversation": request.conversation,
            "message_id": request.message_id,
            "text": request.text,
            "payload": request.payload,
            "metadata": dict(request.metadata),
        }
        content = await self._post("/turn", body)
        try:
            replies = tuple(
                Reply(r["response"], tuple(r.get("buttons") or ()), r.get("data") or {})
                for r in content["replies"]
            )
            failed = bool(content.get("failed"))
            return Answer(replies, content.get("understanding") or {}, failed)
        except (KeyError, TypeError) as error:
            raise EngineGone("garbage") from error

    async def reset(self, conversation: str) -> None:
        """Leave every form. Raises `EngineGone`."""
        await self._post("/reset", {"conversation": conversation})

    async def forget(self, conversation: str) -> None:
        """Erase what it remembers. Raises `EngineGone`."""
        await self._post("/forget", {"conversation": conversation})

    async def read(self, hints: Sequence[Mapping[str, Any]]) -> None:
        """Read texts that a turn may bring: `{text, metadata}`. Raises `EngineGone`."""
        await self._post("/read", {"texts": [dict(hint) for hint in hints]})

    async def ready(self) -> bool:
        """Whether it would answer."""
        soon = aiohttp.ClientTimeout(total=2.0)
        try:
            async with self._connected().get(f"{self._url}/", timeout=soon) as response:
                return response.status == 200
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        sending = self._connected().post(
            self._url + path, json=body, headers=headers(), allow_redirects=False
        )
        try:
            async with sending as response:
                if response.status != 200:
                    raise EngineGone(f"status_{response.status}")
                content = await response.json(content_type=None)
        except asyncio.TimeoutError as error:
            raise EngineGone("timeout") from error
        except (aiohttp.ClientError, ValueError) as error:
            raise EngineGone("unreachable") from error
        if not isinstance(content, dict):
            raise EngineGone("garbage")
        return content

    def _connected(self) -> aiohttp.ClientSession:
        """The session of the loop that runs: it can not be made before one does."""
        loop = asyncio.get_running_loop()
        if self._session is None or self._session.closed or self._loop is not loop:
            self._loop = loop
            self._session = aiohttp.ClientSession(
                headers=self._headers,
                timeout=self._timeout,
                connector=aiohttp.TCPConnector(limit=_MOST, keepalive_timeout=_KEPT),
            )
        return self._session
