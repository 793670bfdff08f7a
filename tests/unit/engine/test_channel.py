"""The channel over real HTTP on loopback, with a fake agent behind it."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from rasa.shared.exceptions import RasaException
from sanic import Sanic

from engine import serve
from engine.action_server import ActionFailures
from engine.bodies import MAX_HINTS, MAX_TEXT
from engine.channel import DeskChannel
from engine.log_filter import WordlessFormatter
from engine.tracker_cut import KEPT_TURNS
from engine.turns import Turns

TOKEN = "a-token-for-tests"
CANARY = "zanzibarcanary"


class Desk:
    """The desk's side: posts to the channel."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session, self.url = session, url

    async def post(
        self, verb: str, body: Any = None, token: str | None = TOKEN, raw: str | None = None
    ) -> tuple[int, Any]:
        """Status and JSON of the answer."""
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        sent = {"data": raw} if raw is not None else {"json": body}
        url = f"{self.url}/webhooks/desk/{verb}"
        async with self.session.post(url, headers=headers, **sent) as response:
            return response.status, await response.json(content_type=None)

    async def get(self, path: str) -> int:
        """Status of the answer."""
        async with self.session.get(self.url + path) as response:
            return response.status


def a_turn(text: str | None = "hello", **changes: Any) -> dict[str, Any]:
    """A body as the desk sends it."""
    metadata = {"channel": "web", "language": "en", "findings": [], "asked": None}
    body = {"conversation": "web-1", "message_id": "m1", "text": text, "payload": None}
    return {**body, "metadata": metadata, **changes}


@pytest_asyncio.fixture
async def desk(agent, failures: ActionFailures, monkeypatch) -> AsyncIterator[Desk]:
    """The real application, whose model is the fake agent."""

    async def load(app: Sanic, _model: Path) -> None:
        app.ctx.turns = Turns(agent, failures)

    monkeypatch.setattr(serve, "_load", load)
    monkeypatch.setattr(Sanic, "test_mode", True)
    app = serve.make_app(Path("no-model"), TOKEN)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = await app.create_server(
            sock=listening, return_asyncio_server=True, access_log=False
        )
        await server.startup()
        await server.before_start()
        await server.start_serving()
        async with aiohttp.ClientSession() as session:
            yield Desk(session, f"http://127.0.0.1:{listening.getsockname()[1]}")
        await server.close()


@pytest.mark.parametrize("token", [None, "", "another", TOKEN[:-1], TOKEN + "x", "t\u00f6ken"])
@pytest.mark.parametrize("verb", ["turn", "read", "reset", "forget"])
async def test_nobody_without_the_token_is_served(desk: Desk, agent, verb, token) -> None:
    """No verb opens to a missing or wrong token, and the message goes nowhere."""
    status, answer = await desk.post(verb, a_turn(), token=token)
    assert status == 401
    assert answer["error"]["code"] == "unauthorised"
    assert agent.parsed == [] and agent.handled == []


@pytest.mark.parametrize("credentials", [None, {}, {"token_variable": "ANOTHER_TOKEN"}])
def test_a_channel_without_a_token_does_not_open(credentials, monkeypatch) -> None:
    """An empty token would let everybody in who shows "Bearer "."""
    monkeypatch.delenv("ENGINE_TOKEN", raising=False)
    monkeypatch.delenv("ANOTHER_TOKEN", raising=False)
    with pytest.raises(RasaException, match="ENGINE_TOKEN"):
        DeskChannel.from_credentials(credentials)


def test_the_token_comes_from_the_variable_that_the_credentials_name(monkeypatch) -> None:
    """So the secret itself stands in no file."""
    monkeypatch.setenv("ANOTHER_TOKEN", TOKEN)
    assert DeskChannel.from_credentials({"token_variable": "ANOTHER_TOKEN"})._token == TOKEN


@pytest.mark.parametrize("path", ["/", "/ready", "/webhooks/desk/"])
async def test_health_asks_for_no_token(desk: Desk, path: str) -> None:
    """The supervisor may ask whether the engine is there."""
    assert await desk.get(path) == 200


@pytest.mark.parametrize(
    "path",
    ["/webhooks/rest/webhook", "/model/parse", "/conversations/web-1/tracker", "/status",
     "/version", "/webhooks/desk/turn"],
)  # fmt: skip
async def test_nothing_else_can_be_read(desk: Desk, path: str) -> None:
    """Neither Rasa's own routes nor a verb by GET."""
    assert await desk.get(path) in (404, 405)


async def test_a_turn_gives_keys_and_what_was_understood(desk: Desk, agent) -> None:
    """The reply is whole: response, text, buttons, data, understanding."""
    status, answer = await desk.post("turn", a_turn("hello there"))
    assert status == 200
    assert answer["replies"] == [
        {"response": "utter_greet", "text": "words", "buttons": None, "data": {}}
    ]
    assert answer["understanding"] == {
        "intent": "greet", "confidence": 0.9, "answer": "utter_greet", "choices": [],
        "intents": ["greet"], "language": "en",
    }  # fmt: skip
    assert agent.parsed == ["hello there"]


async def test_a_hint_is_taken_and_answers_nothing(desk: Desk, agent) -> None:
    """It is read, if at all, without a turn."""
    hints = [{"text": "do i need an mri", "metadata": {"language": "en"}}]
    assert await desk.post("read", {"texts": hints}) == (200, {"ok": True})
    assert agent.parsed == [] and agent.handled == []


@pytest.mark.parametrize(
    "body",
    [None, [], {}, {"texts": "prp"}, {"texts": ["prp"]}, {"texts": [{"text": "prp"}]},
     {"texts": [{"text": 7, "metadata": {}}]}, {"texts": [{"text": "prp", "metadata": []}]},
     {"texts": [{"text": "p" * (MAX_TEXT + 1), "metadata": {}}]},
     {"texts": [{"text": "prp", "metadata": {}}] * (MAX_HINTS + 1)}],
)  # fmt: skip
async def test_a_hint_of_the_wrong_form_is_refused(desk: Desk, body: Any) -> None:
    """With what is wrong, and without the words."""
    status, answer = await desk.post("read", body)
    assert (status, answer["error"]["code"]) == (400, "bad_request")


async def test_reset_and_forget_answer_ok_with_and_without_a_conversation(desk: Desk) -> None:
    """Both may be sent twice."""
    await desk.post("turn", a_turn())
    for verb in ("reset", "reset", "forget", "forget", "reset"):
        assert await desk.post(verb, {"conversation": "web-1"}) == (200, {"ok": True})


@pytest.mark.parametrize(
    "body",
    [
        None, [], "hello", 7, {},
        a_turn(conversation=None), a_turn(conversation=""), a_turn(conversation="a b"),
        a_turn(conversation="x" * 129), a_turn(conversation="web-1\n"),
        a_turn(conversation="web-\x00"), a_turn(conversation="web-\ud83d"), a_turn(conversation=1),
        a_turn(message_id=None), a_turn(message_id=""), a_turn(message_id=5),
        a_turn(None), a_turn("hi", payload="/greet"), a_turn(7), a_turn([]), a_turn({"a": 1}),
        a_turn(None, payload=7), a_turn("x" * (MAX_TEXT + 1)),
        a_turn(metadata=None), a_turn(metadata=[]), a_turn(metadata={}),
        a_turn(metadata={"channel": "fax"}), a_turn(metadata={"channel": "web", "findings": "x"}),
        a_turn(None, payload=""), a_turn(None, payload="greet"),
        a_turn(None, payload="/none_such"), a_turn(None, payload="/restart"),
    ],
)  # fmt: skip
async def test_a_bad_body_is_refused_with_a_reason(desk: Desk, agent, body: Any) -> None:
    """Status 400 and a sentence for the engineer; nothing reaches the dialogue."""
    status, answer = await desk.post("turn", body)
    assert status == 400
    assert answer["error"]["code"] == "bad_request"
    assert len(answer["error"]["message"]) > 10
    assert agent.parsed == [] and agent.handled == []


@pytest.mark.parametrize("raw", ["", "{", '{"conversation": "web-1"', "a=b", "\x00"])
async def test_a_body_that_is_not_json_is_refused(desk: Desk, raw: str) -> None:
    """Also an empty one."""
    status, answer = await desk.post("turn", raw=raw)
    assert (status, answer["error"]["code"]) == (400, "bad_request")


def _words_of(caplog: pytest.LogCaptureFixture) -> str:
    """What the engine's own log handler would write of all that was logged."""
    return "\n".join(WordlessFormatter().format(record) for record in caplog.records)


@pytest.mark.parametrize(
    "sent",
    [
        {"body": a_turn(CANARY, conversation=f"{CANARY} x")},
        {"body": a_turn(CANARY, metadata={"channel": CANARY})},
        {"body": a_turn(CANARY, payload=f"/{CANARY}")},
        {"body": a_turn(None, payload=f"/{CANARY}")},
        {"body": a_turn(None, payload=f'/greet{{"{CANARY}')},
        {"body": a_turn(None, payload=f"/greet{{{CANARY}}}")},
        {"raw": f'{{"text": "{CANARY}'},
    ],
)
async def test_a_refusal_repeats_no_word_of_the_message(desk: Desk, sent, caplog) -> None:
    """Neither in the answer nor in the log."""
    caplog.set_level(logging.DEBUG)
    status, answer = await desk.post("turn", **sent)
    assert status == 400
    assert CANARY not in str(answer)
    assert CANARY not in _words_of(caplog)


async def test_a_failure_repeats_no_word_of_the_message(desk: Desk, agent, caplog) -> None:
    """An error's own text may quote the person; its kind is enough."""
    caplog.set_level(logging.DEBUG)
    agent.error = ValueError(f"cannot read '{CANARY}'")
    status, answer = await desk.post("turn", a_turn(CANARY))
    assert (status, answer["error"]["code"]) == (500, "failed")
    assert "ValueError" in answer["error"]["message"]
    assert "a turn failed: ValueError" in _words_of(caplog)
    assert CANARY not in str(answer) + _words_of(caplog)


async def test_a_value_error_in_a_turn_does_not_stop_the_engine(desk: Desk, agent) -> None:
    """The next message is served."""
    agent.error = ValueError("bad")
    assert (await desk.post("turn", a_turn()))[0] == 500
    agent.error = None
    assert (await desk.post("turn", a_turn()))[0] == 200


async def test_a_failed_action_with_nothing_said_is_an_error(desk: Desk, agent) -> None:
    """Silence is never an answer: the desk must know to use its own words."""
    agent.failing = {"greet"}
    status, answer = await desk.post("turn", a_turn())
    assert (status, answer["error"]["code"]) == (502, "action_failed")


async def test_simultaneous_turns_of_one_conversation_do_not_interleave(desk: Desk, agent) -> None:
    """Each ends before the next begins, and every message is stored."""
    agent.answers = {"greet": ["utter_a", "utter_b", "utter_c"]}
    # As many as are kept in full.
    turns = [desk.post("turn", a_turn(f"text {n}", message_id=f"m{n}")) for n in range(KEPT_TURNS)]
    answers = await asyncio.gather(*turns)
    assert [status for status, _ in answers] == [200] * KEPT_TURNS
    assert [len(answer["replies"]) for _, answer in answers] == [3] * KEPT_TURNS
    begun, ended = agent.steps[::2], agent.steps[1::2]
    assert [step[3:] for step in begun] == [step[4:] for step in ended]
    tracker = await agent.tracker_store.retrieve("web-1")
    said = {event.text for event in tracker.events if event.type_name == "user"}
    assert said == {f"text {n}" for n in range(KEPT_TURNS)}


LEADING = [
    "", "/", "//  /", " / / ", "\u200b", "\u200b/\u200b/", "\ufeff/", "\u00a0/", "\u2060/\u00ad/",
    "\x00/", "\n\t/", "\x1f/", "\ud83d/", "\u202e/", "\u3000/",
]  # fmt: skip


@pytest.mark.parametrize("leading", LEADING)
@pytest.mark.parametrize("rest", ["/restart", "/session_start", '/inform{"x":1}', "/greet"])
async def test_what_a_person_types_is_never_a_payload(desk: Desk, agent, leading, rest) -> None:
    """Rasa would obey a slash, also behind blanks and signs nobody sees."""
    status, _ = await desk.post("turn", a_turn(leading + rest))
    assert status == 200
    assert agent.parsed == [rest[1:]]


@pytest.mark.parametrize("text", ["", " ", "/", "\u200b", "\x00", "\ud83d"])
async def test_a_text_of_nothing_but_signs_is_read_as_empty(desk: Desk, agent, text) -> None:
    """It is a message without words, and no error."""
    status, _ = await desk.post("turn", a_turn(text))
    assert status == 200
    assert agent.parsed == [""]


async def test_a_slash_inside_a_text_stays(desk: Desk, agent) -> None:
    """Only the beginning is dangerous."""
    await desk.post("turn", a_turn("  24/7 and/or /greet "))
    assert agent.parsed == ["24/7 and/or /greet"]
