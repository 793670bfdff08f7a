"""The patient server in this process, on a free port, with an engine made by hand."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from sanic import Sanic

from frontdesk.channels.web.app import create_app
from frontdesk.house import House
from frontdesk.settings import settings
from frontdesk.store import Store
from tests.fakes.engine import FakeEngine


class _Engine(FakeEngine):
    async def close(self) -> None:
        """Nothing to close."""


@dataclass
class Web:
    """A running patient server."""

    url: str
    engine: FakeEngine
    store: Store


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Limits small enough to reach in a test."""
    monkeypatch.setenv("MESSAGES_PER_SESSION", "5/minute")
    monkeypatch.setenv("SESSIONS_PER_ADDRESS", "3/minute")
    monkeypatch.setenv("SOCKETS_PER_ADDRESS", "4")
    monkeypatch.setenv("LINES_PER_ADDRESS", "100/minute")
    settings.cache_clear()
    yield


@pytest_asyncio.fixture
async def web(
    request: pytest.FixtureRequest, sqlite_store: Store, house: House
) -> AsyncIterator[Web]:
    """The server; ask for `strict` before it to have small limits."""
    if "strict" in request.fixturenames:
        request.getfixturevalue("strict")
    rooms = House(settings())
    engine = _Engine()
    known: dict[str, Any] = rooms.__dict__
    shared = {name: getattr(house, name) for name in ("rules", "speaker", "catalogue")}
    known.update(shared, engine=engine)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app: Sanic = create_app(rooms)
    app.config.TOUCHUP = False  # it rewrites Sanic itself, once a process
    server: Any = await app.create_server(
        host="127.0.0.1",
        port=port,
        return_asyncio_server=True,
        access_log=False,
        asyncio_server_kwargs={"start_serving": False},
    )
    await server.startup()
    await server.before_start()
    await server.start_serving()
    yield Web(f"http://127.0.0.1:{port}", engine, sqlite_store)
    await server.before_stop()
    server.close()
    for connection in list(server.connections):
        connection.abort()
    await server.after_stop()
    Sanic.unregister_app(app)
