"""Calling an action: over kept connections, with no more than actions read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from rasa.utils.endpoints import ClientResponseError

from engine.action_server import ActionFailures, ActionServer

CALL = {
    "next_action": "action_ask",
    "domain": {"forms": {"f": {}}, "slots": {"s": {}}, "responses": {"utter_x": [{"text": "x"}]}},
}


class _Actions:
    """An action server that keeps what it was asked, and from which connections."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.ports: set[int] = set()
        self.tokens: set[str | None] = set()
        self.status = 200

    async def answer(self, request: web.Request) -> web.Response:
        self.calls.append(await request.json())
        self.ports.add(request.transport.get_extra_info("peername")[1])  # type: ignore[union-attr]
        self.tokens.add(request.headers.get("Authorization"))
        return web.json_response({"events": [], "responses": []}, status=self.status)


@asynccontextmanager
async def _served(failures: ActionFailures) -> AsyncIterator[tuple[_Actions, ActionServer]]:
    actions, app = _Actions(), web.Application()
    app.router.add_post("/webhook", actions.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    server = ActionServer(f"http://127.0.0.1:{port}/webhook", "secret", failures)
    try:
        yield actions, server
    finally:
        await server.close()
        await runner.cleanup()


async def test_actions_one_after_the_other_share_a_connection(failures) -> None:
    """A form asks three actions in a turn; each shows the token."""
    async with _served(failures) as (actions, server):
        for _ in range(3):
            assert await server.request(method="post", json=CALL) == {"events": [], "responses": []}
    assert len(actions.calls) == 3
    assert len(actions.ports) == 1
    assert actions.tokens == {"Bearer secret"}


async def test_no_answer_of_the_domain_is_sent_along(failures) -> None:
    """Actions read the forms and their slots; the answers would be most of every call."""
    async with _served(failures) as (actions, server):
        await server.request(json=CALL)
    assert actions.calls[0]["domain"] == {"forms": {"f": {}}, "slots": {"s": {}}}
    assert actions.calls[0]["next_action"] == "action_ask"
    assert "responses" in CALL["domain"]


async def test_how_earlier_messages_were_understood_is_not_sent_along(failures) -> None:
    """It would be a third of every call, and no action reads it; of the latest it stands apart."""
    understood = {"intent": {"name": "faq"}, "intent_ranking": [{"name": "faq"}] * 10}
    said = {"event": "user", "text": "words", "metadata": {"channel": "web"}, "message_id": "m1"}
    done = {"event": "action", "name": "action_listen"}
    events = [{**said, "parse_data": understood}, done]
    tracker = {"events": events, "latest_message": understood, "slots": {"s": 1}}
    async with _served(failures) as (actions, server):
        await server.request(json={**CALL, "tracker": tracker})
    assert actions.calls[0]["tracker"] == {**tracker, "events": [said, done]}
    assert "parse_data" in events[0]


@pytest.mark.parametrize(("status", "noted"), [(400, []), (500, ["ClientResponseError"])])
async def test_an_action_that_fails_is_noted_and_raised_as_rasa_expects(
    failures, status, noted
) -> None:
    """Rasa takes a 400 for an action that declines, which is no failure."""
    async with _served(failures) as (actions, server):
        actions.status = status
        with failures.watched() as seen, pytest.raises(ClientResponseError) as raised:
            await server.request(json=CALL)
    assert raised.value.status == status
    assert seen == noted
