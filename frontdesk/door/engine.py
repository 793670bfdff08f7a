"""The engine, seen from the desk: a function with a time limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx


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
    """What the engine made of one message."""

    replies: tuple[Reply, ...]
    understanding: Mapping[str, Any]


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
        self._client = httpx.AsyncClient(
            base_url=f"{url}/webhooks/desk",
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(seconds, connect=1.0),
            limits=httpx.Limits(max_connections=50, max_keepalive_connections=20),
            trust_env=False,
        )

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
            return Answer(replies, content.get("understanding") or {})
        except (KeyError, TypeError) as error:
            raise EngineGone("garbage") from error

    async def reset(self, conversation: str) -> None:
        """Leave every form. Raises `EngineGone`."""
        await self._post("/reset", {"conversation": conversation})

    async def forget(self, conversation: str) -> None:
        """Erase what it remembers. Raises `EngineGone`."""
        await self._post("/forget", {"conversation": conversation})

    async def ready(self) -> bool:
        """Whether it would answer."""
        try:
            return (await self._client.get("/", timeout=2.0)).status_code == 200
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        try:
            response = await self._client.post(path, json=body)
            response.raise_for_status()
            content = response.json()
        except httpx.TimeoutException as error:
            raise EngineGone("timeout") from error
        except httpx.HTTPStatusError as error:
            raise EngineGone(f"status_{error.response.status_code}") from error
        except (httpx.HTTPError, ValueError) as error:
            raise EngineGone("unreachable") from error
        if not isinstance(content, dict):
            raise EngineGone("garbage")
        return content
