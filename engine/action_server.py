"""The desk's action server, as Rasa calls it: with our token, our time limit, and no silence."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from engine.correlation import headers
from engine.rests import Rests
from engine.tracker_row import plain

ACTION_SECONDS = 5.0
#: seconds for which a server that let an action hang is left alone
_REST = 5.0
#: an action that rejects to run says so with this status: no failure
_REJECTED = 400
#: seconds a connection is kept; the action server closes its own later
_KEPT = 3.0
#: actions on the way at once; more wait for one of them
_MOST = 50
#: all that actions read of the domain; the answers in it are a hundred times as long
_READ = ("forms", "slots")
#: what no action reads of a message but the latest, which stands apart: how it was understood
_UNREAD = "parse_data"


class ActionFailures:
    """Rasa swallows the failure of an action; here it is written down for the turn."""

    def __init__(self) -> None:
        self._current: ContextVar[list[str] | None] = ContextVar("failures", default=None)

    @contextmanager
    def watched(self) -> Iterator[list[str]]:
        """Kinds of failures that happen inside the block, in the same task."""
        failures: list[str] = []
        token = self._current.set(failures)
        try:
            yield failures
        finally:
            self._current.reset(token)

    def add(self, kind: str) -> None:
        """Notes a failure."""
        failures = self._current.get()
        if failures is not None:
            failures.append(kind)


class ActionServer(EndpointConfig):
    """Where custom actions run."""

    def __init__(self, url: str, token: str, failures: ActionFailures) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        super().__init__(url=url, headers=headers)
        self._failures = failures
        self._rests = Rests(_REST, ACTION_SECONDS)
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """Calls an action. A failure is noted, and raised as the parent class does."""
        try:
            with self._rests.call():
                return await self._post(_shortened(kwargs["json"]))
        except Exception as error:
            if getattr(error, "status", None) != _REJECTED:
                self._failures.add(type(error).__name__)
            raise

    async def close(self) -> None:
        """Lets go of the connections."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, body: dict[str, Any]) -> Any:
        sending = self._connected().post(str(self.url), json=body, headers=headers())
        async with sending as response:
            if response.status >= 400:
                content = await response.content.read()
                raise ClientResponseError(response.status, str(response.reason), content)
            return await response.json()

    def _connected(self) -> aiohttp.ClientSession:
        """Connections that are kept: opening one for each action costs as much as the action."""
        loop = asyncio.get_running_loop()
        if self._session is None or self._session.closed or self._loop is not loop:
            self._loop = loop
            self._session = aiohttp.ClientSession(
                headers=self.headers,
                timeout=aiohttp.ClientTimeout(total=ACTION_SECONDS),
                connector=aiohttp.TCPConnector(limit=_MOST, keepalive_timeout=_KEPT),
            )
        return self._session


def _shortened(call: dict[str, Any]) -> dict[str, Any]:
    """The call with no more of the domain and of what was said before than actions read."""
    short = dict(call)
    if domain := call.get("domain"):
        short["domain"] = {key: domain.get(key) for key in _READ}
    if tracker := call.get("tracker"):
        events = [plain({**event, _UNREAD: None}) for event in tracker["events"]]
        short["tracker"] = {**tracker, "events": events}
    return short
