"""The engine as the door sees it: a function that answers in time, or is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from aiohttp import web

from frontdesk.door.engine import EngineGone, HttpEngine, Reply, TurnRequest

REQUEST = TurnRequest("web-1", "msg-1", "do i need an mri", None, {"channel": "web"})
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[[Handler], Awaitable[HttpEngine]]


@pytest_asyncio.fixture
async def serve() -> AsyncIterator[Serve]:
    """Begins an engine on loopback that answers everything with one handler."""
    begun: list[tuple[web.AppRunner, HttpEngine]] = []

    async def begin(handler: Handler) -> HttpEngine:
        app = web.Application()
        app.router.add_route("*", "/webhooks/desk/{verb:.*}", handler)
        # A handler that hangs is not waited for.
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        engine = HttpEngine(f"http://127.0.0.1:{port}", "the-token", 0.3)
        begun.append((runner, engine))
        return engine

    yield begin
    for runner, engine in begun:
        await engine.close()
        await runner.cleanup()


async def test_a_turn_carries_the_message_and_the_token_and_brings_the_replies(
    serve: Serve,
) -> None:
    """The contract between the two houses."""
    seen: list[tuple[str, str, dict]] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append((request.path, request.headers["Authorization"], await request.json()))
        replies = [{"response": "utter_faq/mri_required", "buttons": None, "data": {"x": 1}}]
        return web.json_response({"replies": replies, "understanding": {"intent": "faq"}})

    got = await (await serve(answer)).turn(REQUEST)
    assert got.replies == (Reply("utter_faq/mri_required", (), {"x": 1}),)
    path, token, body = seen[0]
    assert (path, token) == ("/webhooks/desk/turn", "Bearer the-token")
    assert body == {
        "conversation": "web-1", "message_id": "msg-1", "text": "do i need an mri",
        "payload": None, "metadata": {"channel": "web"},
    }


@pytest.mark.parametrize(("sent", "why"), [
    (web.Response(status=500), "status_500"),
    (web.Response(status=302, headers={"Location": "/elsewhere"}), "status_302"),
    (web.Response(text="no json"), "unreachable"),
    (web.json_response(["a list"]), "garbage"),
    (web.json_response({"replies": [{"no": "response"}]}), "garbage"),
], ids=["failed", "moved", "no-json", "a-list", "no-response"])
async def test_what_can_not_be_used_is_an_engine_that_is_gone(
    serve: Serve, sent: web.Response, why: str
) -> None:
    """With a tag and nothing of what was said."""

    async def answer(_request: web.Request) -> web.Response:
        return sent

    with pytest.raises(EngineGone) as gone:
        await (await serve(answer)).turn(REQUEST)
    assert gone.value.why == why


async def test_an_engine_that_hangs_is_given_up_in_time(serve: Serve) -> None:
    """Nobody waits for it longer than the turn's limit."""

    async def hang(_request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    with pytest.raises(EngineGone, match="timeout"):
        await (await serve(hang)).turn(REQUEST)


async def test_an_engine_that_is_not_there_is_not_ready(unused_tcp_port: int) -> None:
    """And says so of a turn."""
    engine = HttpEngine(f"http://127.0.0.1:{unused_tcp_port}", "the-token", 0.3)
    assert not await engine.ready()
    with pytest.raises(EngineGone, match="unreachable"):
        await engine.turn(REQUEST)
    await engine.close()


def test_one_engine_serves_one_loop_after_another(unused_tcp_port: int) -> None:
    """The command line asks it from a loop of its own each time."""
    engine = HttpEngine(f"http://127.0.0.1:{unused_tcp_port}", "the-token", 0.3)

    async def ask() -> bool:
        try:
            return await engine.ready()
        finally:
            await engine.close()

    for _ in range(2):
        assert not asyncio.run(ask())
