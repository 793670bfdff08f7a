"""The desk's action server, as Rasa calls it: with our token, our time limit, and no silence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from rasa.utils.endpoints import EndpointConfig

ACTION_SECONDS = 5.0


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

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """Calls an action. A failure is noted, and raised as the parent class does."""
        kwargs["timeout"] = ACTION_SECONDS
        try:
            return await super().request(*args, **kwargs)
        except Exception as error:
            self._failures.add(type(error).__name__)
            raise
