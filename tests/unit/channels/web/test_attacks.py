"""What somebody tries who wants what is not theirs, or the server on its knees."""

from __future__ import annotations

import base64
import json

import aiohttp
import pytest
import socketio
from sqlalchemy import select

from frontdesk import clock
from frontdesk.conversations.transcript import add_message, locked_conversation
from frontdesk.settings import settings
from frontdesk.store.tables import Conversation, Message
from tests.unit.channels.web.conftest import Web
from tests.visitor import Visitor

SECRET = "my number is 312-555-0142"
POLLING = "/socket.io/?EIO=4&transport=polling"


def _messages(web: Web) -> list[Message]:
    with web.store.read() as session:
        return list(session.scalars(select(Message).order_by(Message.at)))


async def _owner(web: Web) -> Visitor:
    owner = Visitor(web.url)
    await owner.connect()
    await owner.writes_and_hears(SECRET, "utter_faq/mri_required")
    return owner


async def test_a_token_whose_inside_was_changed_opens_nothing(web: Web) -> None:
    """The conversation of another, under one's own signature."""
    owner = await _owner(web)
    async with Visitor(web.url) as thief:
        theirs = _messages(web)[0].conversation_id
        inside, _, signature = str(thief.token).partition(".")
        told = json.loads(base64.urlsafe_b64decode(inside + "=" * (-len(inside) % 4)))
        forged = base64.urlsafe_b64encode(json.dumps([theirs, *told[1:]]).encode()).rstrip(b"=")
        thief.token = f"{forged.decode()}.{signature}"
        await thief.disconnect()
        await thief.connect()
        assert (await thief.ask("history", {"after": 0}))["messages"] == []
    await owner.disconnect()


async def test_a_socket_stays_with_its_own_conversation(web: Web) -> None:
    """Another's token beside a message changes nothing; neither does its name in the data."""
    owner = await _owner(web)
    async with Visitor(web.url) as other:
        await other.write("hello")
        mine, theirs = str(other.token), str(owner.token)
        other.token = theirs
        assert (await other.write("is this yours?"))["ok"]
        other.token = mine
    talks = {m.text: m.conversation_id for m in _messages(web) if m.author == "patient"}
    assert talks["is this yours?"] == talks["hello"] != talks[SECRET]
    await owner.disconnect()


async def test_nobody_judges_anothers_message(web: Web) -> None:
    """And the answer does not tell whether there is such a message."""
    owner = await _owner(web)
    answer = next(m for m in _messages(web) if m.author == "bot")
    async with Visitor(web.url) as other:
        told = [
            await other.ask("feedback", {"id": id_, "value": "down"})
            for id_ in (answer.id, "msg-of-nobody")
        ]
    assert told[0] == told[1]
    assert "feedback" not in next(m for m in _messages(web) if m.id == answer.id).data
    await owner.disconnect()


async def test_who_was_there_before_the_chat_was_cleared_is_there_no_more(web: Web) -> None:
    """A second tab, or whoever had the token: sent away, and given nothing."""
    owner = await _owner(web)
    thief = Visitor(web.url)
    thief.token = owner.token
    await thief.connect()
    assert (await thief.ask("history", {"after": 0}))["messages"]
    assert (await owner.ask("clear"))["ok"]
    with pytest.raises(socketio.exceptions.SocketIOError):
        assert not (await thief.ask("history", {"after": 0}))["ok"]
        raise socketio.exceptions.DisconnectedError
    await owner.disconnect()


async def test_a_chat_cleared_elsewhere_is_closed_here(web: Web) -> None:
    """By another server, or by erasing it: found by looking."""
    owner = await _owner(web)
    with web.store.begin() as session:
        locked_conversation(session, _messages(web)[0].conversation_id).epoch += 1
    await owner.is_gone()


async def test_a_payload_counts_only_where_it_was_offered(web: Web) -> None:
    """In this conversation, by one of its last fifty messages."""
    offered = "/stale_offer"
    owner = await _owner(web)
    other = Visitor(web.url)
    await other.connect()
    await other.writes_and_hears("hello", "utter_faq/mri_required")
    with web.store.begin() as session:
        talk = locked_conversation(session, _messages(web)[0].conversation_id)
        data = {"buttons": [{"title": "Then", "payload": offered}]}
        add_message(session, talk, "bot", "Now?", clock.now(), data=data, delivery="sent")
    await other.writes_and_hears(offered, "utter_faq/mri_required")
    assert (web.engine.asked[-1].payload, web.engine.asked[-1].text) == (None, offered)
    await owner.writes_and_hears(offered, "utter_faq/mri_required")
    assert web.engine.asked[-1].payload == offered
    with web.store.begin() as session:
        talk = locked_conversation(session, talk.id)
        for n in range(51):
            add_message(session, talk, "bot", f"{n}", clock.now(), delivery="sent")
    await owner.writes_and_hears(offered, "utter_faq/mri_required")
    assert web.engine.asked[-1].payload is None
    for visitor in (owner, other):
        await visitor.disconnect()


async def test_what_a_client_says_beside_its_text_is_not_kept(web: Web) -> None:
    """However much, deep or cunning it is."""
    cunning = {"__proto__": {"admin": True}, "constructor": {"prototype": 1}, "author": "staff"}
    async with Visitor(web.url) as visitor:
        said = {"message": "hello", "metadata": {**cunning, "x": "y" * 30_000}, **cunning}
        assert (await visitor.ask("user_uttered", said))["ok"]
        await visitor.hears("utter_faq/mri_required")
    kept = next(m for m in _messages(web) if m.text == "hello")
    assert (kept.author, kept.staff_id, kept.data) == ("patient", None, {})


async def test_a_frame_that_is_too_large_costs_its_sender_the_line(web: Web) -> None:
    """And nobody else anything."""
    async with Visitor(web.url) as neighbour:
        huge = Visitor(web.url)
        await huge.connect()
        with pytest.raises((socketio.exceptions.SocketIOError, AssertionError)):
            await huge._io.call("user_uttered", {"message": "x" * 200_000}, timeout=3)
        assert (await neighbour.write("hello"))["ok"]
    with web.store.read() as session:
        assert all(len(t) < 3000 for t in session.scalars(select(Message.text)))


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"])
async def test_another_site_is_not_let_in(web: Web, origin: str) -> None:
    """Neither by polling nor by a socket, and its browser is not told that it may read."""
    headers = {"Origin": origin}
    async with aiohttp.ClientSession(headers=headers) as http:
        async with http.get(web.url + POLLING) as refused:
            assert refused.status in (400, 403)
            assert "Access-Control-Allow-Origin" not in refused.headers
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(web.url + POLLING.replace("polling", "websocket"))


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One other site carries the widget."""
    monkeypatch.setenv("ALLOWED_ORIGINS", "https://clinic.example")
    settings.cache_clear()


@pytest.mark.usefixtures("listed")
async def test_a_listed_site_is_let_in_and_no_other(web: Web) -> None:
    """`ALLOWED_ORIGINS` says which."""
    for origin, allowed in (("https://clinic.example", True), ("https://evil.example", False)):
        async with aiohttp.ClientSession(headers={"Origin": origin}) as http:
            async with http.get(web.url + POLLING) as answer:
                assert (answer.status == 200) is allowed
                assert (answer.headers.get("Access-Control-Allow-Origin") == origin) is allowed


async def test_polling_can_not_be_abused(web: Web) -> None:
    """Another's line, heaps of data, nonsense: refused, and the server answers on."""
    async with aiohttp.ClientSession() as http:
        for query, body in (
            ("&sid=not-a-line", "4hello"),
            ("&sid=../../etc", "\x1e" * 5000),
            ("", "40"),
        ):
            async with http.post(web.url + POLLING + query, data=body) as answer:
                assert answer.status == 400
        async with http.get(web.url + POLLING) as opened:
            sid = json.loads((await opened.text())[1:])["sid"]
        async with http.post(f"{web.url}{POLLING}&sid={sid}", data="4" * 300_000) as answer:
            assert answer.status in (400, 413)
        async with http.get(web.url + "/health/live") as live:
            assert live.status == 200


async def test_no_log_names_a_visitor(web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    """No text, number or token, whatever went wrong."""
    async with Visitor(web.url) as visitor:
        await visitor.write(SECRET)
        await visitor.ask("user_uttered", {"message": SECRET * 99, "id": SECRET})
        await visitor.ask("text_me", {"phone": "312-555-0142"})
        await visitor.ask("history", {"after": SECRET})
        token = str(visitor.token)
    told = "".join(capsys.readouterr())
    assert "0142" not in told and token not in told
    with web.store.read() as session:
        assert session.scalars(select(Conversation)).all()
