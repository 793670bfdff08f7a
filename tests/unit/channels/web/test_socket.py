"""The socket takes whatever it is sent, and gives nobody what is another's."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from frontdesk.store.tables import Message
from tests.unit.channels.web.conftest import Web
from tests.visitor import Visitor

DEEP: Any = []
for _ in range(100):
    DEEP = [DEEP]

HOSTILE: list[tuple[str, Any]] = [
    ("user_uttered", None),
    ("user_uttered", 7),
    ("user_uttered", ["message"]),
    ("user_uttered", {"message": 5}),
    ("user_uttered", {"message": b"\x00\xff"}),
    ("user_uttered", {"message": " \n\t"}),
    ("user_uttered", {"message": "hello", "id": "x" * 65}),
    ("user_uttered", {"message": "hello", "id": {"$gt": ""}}),
    ("user_uttered", {"message": "a" * 2001}),
    ("user_uttered", DEEP),
    ("history", {"after": -1}),
    ("history", {"after": "0; drop table messages"}),
    ("history", {"after": True}),
    ("history", {"after": 2**40}),
    ("feedback", {"id": "msg-1", "value": "sideways"}),
    ("feedback", {"id": 9, "value": "up"}),
    ("action_listen", {}),
    ("__proto__", {"a": 1}),
    ("admin", b"\x00"),
]


@pytest.mark.parametrize(("event", "data"), HOSTILE, ids=[f"{i}" for i in range(len(HOSTILE))])
async def test_what_does_not_fit_gets_a_typed_error(web: Web, event: str, data: Any) -> None:
    """And the socket still works afterwards."""
    async with Visitor(web.url) as visitor:
        receipt = await visitor.ask(event, data)
        assert receipt["ok"] is False and receipt["error"]["code"] and receipt["error"]["message"]
        assert (await visitor.write("do i need an mri"))["ok"]
        await visitor.hears("utter_faq/mri_required")


async def test_a_stranger_gets_nothing_of_a_conversation(web: Web) -> None:
    """Neither with its id for a token, nor by asking for its history."""
    async with Visitor(web.url) as owner:
        await owner.write("my number is 312-555-0142")
        await owner.hears("utter_faq/mri_required")
        with web.store.read() as session:
            conversation_id = session.scalars(select(Message.conversation_id)).first()
        stranger = Visitor(web.url)
        stranger.token = conversation_id
        await stranger.connect()
        history = await stranger.ask("history", {"after": 0, "session_id": conversation_id})
        assert history == {"ok": True, "messages": []}
        assert stranger.token != owner.token
        await stranger.disconnect()


async def test_a_message_sent_twice_is_stored_and_answered_once(web: Web) -> None:
    """The client's own id makes sending safe to repeat."""
    async with Visitor(web.url) as visitor:
        first = await visitor.write("do i need an mri", client_id="one")
        again = await visitor.write("do i need an mri", client_id="one")
        assert first["id"] == again["id"]
        await visitor.hears("utter_faq/mri_required")
        history = (await visitor.ask("history", {"after": 0}))["messages"]
        assert [m["author"] for m in history].count("user") == 1
    assert len(web.engine.asked) == 1


async def test_a_slash_is_only_a_payload_where_we_offered_it(web: Web) -> None:
    """Text that begins with one is text."""
    async with Visitor(web.url) as visitor:
        await visitor.write("/restart")
        await visitor.hears("utter_faq/mri_required")
        assert (web.engine.asked[-1].payload, web.engine.asked[-1].text) == (None, "/restart")
        await visitor.writes_and_hears("/talk_to_human", "utter_faq/mri_required")
    assert web.engine.asked[-1].payload == "/talk_to_human"


async def test_two_tabs_show_the_same(web: Web) -> None:
    """Each message once, in order, in both."""
    async with Visitor(web.url) as one:
        other = Visitor(web.url)
        other.token = one.token
        await other.connect()
        await one.write("do i need an mri")
        await other.hears("utter_faq/mri_required")
        lines = [(await tab.ask("history", {"after": 0}))["messages"] for tab in (one, other)]
        assert [m["id"] for m in lines[0]] == [m["id"] for m in lines[1]]
        assert [m["seq"] for m in lines[0]] == sorted(m["seq"] for m in lines[0])
        await other.disconnect()


async def test_a_cleared_chat_is_closed_everywhere(web: Web) -> None:
    """The token opens nothing any more."""
    async with Visitor(web.url) as visitor:
        await visitor.write("do i need an mri")
        old = visitor.token
        assert (await visitor.ask("clear"))["ok"]
    again = Visitor(web.url)
    again.token = old
    await again.connect()
    assert again.token != old
    assert (await again.ask("history", {"after": 0}))["messages"] == []
    await again.disconnect()
