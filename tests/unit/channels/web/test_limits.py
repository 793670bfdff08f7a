"""Nobody sends too much, nobody else notices, and no danger sign is refused."""

from __future__ import annotations

import asyncio

import httpx
import pytest
import socketio

from frontdesk.channels.web.socket import REFUSALS_PER_SOCKET
from tests.unit.channels.web.conftest import Web
from tests.visitor import Visitor


@pytest.mark.usefixtures("strict")
async def test_a_flood_is_refused_and_a_danger_sign_in_it_is_not(web: Web) -> None:
    """Safety reads what the limit would refuse."""
    async with Visitor(web.url) as flooder:
        receipts = [await flooder.write(f"do i need an mri {i}") for i in range(7)]
        assert [r["ok"] for r in receipts] == [True] * 5 + [False] * 2
        assert receipts[-1]["error"]["code"] == "rate_limited"
        danger = await flooder.write("since today i cant feel when i wipe")
        assert danger["ok"]
        heard = await flooder.hears(lambda m: m["metadata"].get("tier") == "emergency_911_now")
        assert "911" in heard["text"]


@pytest.mark.usefixtures("strict")
async def test_another_visitor_does_not_notice_a_flood(web: Web) -> None:
    """The limit is the flooder's own."""
    async with Visitor(web.url) as flooder, Visitor(web.url) as neighbour:
        for i in range(9):
            await flooder.write(f"hello {i}")
        assert (await neighbour.write("do i need an mri"))["ok"]
        await neighbour.hears("utter_faq/mri_required")


@pytest.mark.usefixtures("strict")
async def test_one_address_can_not_start_chats_without_end(web: Web) -> None:
    """The fourth chat of the minute is refused, in words."""
    visitors = [Visitor(web.url) for _ in range(4)]
    for visitor in visitors:
        await visitor.connect()
    refused = await visitors[-1].ask("session_request", {})
    assert refused["error"]["code"] == "rate_limited"
    for visitor in visitors:
        await visitor.disconnect()


@pytest.mark.usefixtures("strict")
async def test_one_address_can_not_open_sockets_without_end(web: Web) -> None:
    """The fifth is turned away; when one leaves, there is room again."""
    clients = [socketio.AsyncClient(reconnection=False) for _ in range(6)]
    for client in clients[:4]:
        await client.connect(web.url, transports=["websocket"])
    with pytest.raises(socketio.exceptions.ConnectionError):
        await clients[4].connect(web.url, transports=["websocket"])
    await clients[0].disconnect()
    await asyncio.sleep(0)
    for _ in range(50):
        try:
            await clients[5].connect(web.url, transports=["websocket"])
            break
        except socketio.exceptions.ConnectionError:
            clients[5] = socketio.AsyncClient(reconnection=False)
    assert clients[5].connected
    for client in clients:
        await client.disconnect()


@pytest.mark.usefixtures("strict")
async def test_one_address_can_not_begin_lines_without_end(web: Web) -> None:
    """Each costs memory before it is a socket that counts; what is open goes on."""
    address = f"{web.url}/socket.io/?EIO=4&transport=polling"
    async with Visitor(web.url) as visitor, httpx.AsyncClient() as client:
        told = [(await client.get(address)).status_code for _ in range(110)]
        assert set(told[:90]) == {200} and set(told[-5:]) == {429}
        assert (await client.get(f"{web.url}/health/live")).status_code == 200
        assert (await visitor.write("do i need an mri"))["ok"]


@pytest.mark.usefixtures("strict")
async def test_no_event_of_a_client_takes_its_socket_off_its_address(web: Web) -> None:
    """Nor is one named like the library's own an event at all: they are not known here."""
    clients = [socketio.AsyncClient(reconnection=False) for _ in range(4)]
    for client in clients:
        await client.connect(web.url, transports=["websocket"])
        for event in ("disconnect", "connect", "*"):
            for data in ({}, {"sanic.request": {}}, "client disconnect"):
                told = await client.call(event, data, timeout=15)
                assert told["error"]["code"] == "unknown_event"
    late = socketio.AsyncClient(reconnection=False)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await late.connect(web.url, transports=["websocket"])
    for client in clients:
        await client.disconnect()


async def test_who_sends_nonsense_on_and_on_is_hung_up_on_and_fills_no_log(
    web: Web, capsys: pytest.CaptureFixture[str]
) -> None:
    """A few lines tell of it; the next socket is served."""
    async with Visitor(web.url) as flooder:
        for n in range(REFUSALS_PER_SOCKET):
            await flooder.ask(f"nonsense-{n}")
        await flooder.is_gone(within=15)
    assert capsys.readouterr().out.count("web.bad_event") < 10
    async with Visitor(web.url) as visitor:
        assert (await visitor.write("do i need an mri"))["ok"]


async def test_answers_that_wait_are_bounded(web: Web) -> None:
    """With the engine held, the twenty-first message is refused until one was answered."""
    web.engine.hold.clear()
    async with Visitor(web.url) as visitor:
        receipts = [await visitor.write(f"question {i}") for i in range(21)]
        assert [r["ok"] for r in receipts] == [True] * 20 + [False]
        web.engine.hold.set()
        await visitor.hears("utter_faq/mri_required")


async def test_an_eleventh_tab_ends_the_first(web: Web) -> None:
    """The newest tabs work."""
    first = Visitor(web.url)
    await first.connect()
    tabs = []
    for _ in range(10):
        tab = Visitor(web.url)
        tab.token = first.token
        await tab.connect()
        tabs.append(tab)
    assert (await tabs[-1].write("hello"))["ok"]
    await tabs[-1].hears("utter_faq/mri_required")
    assert not first._io.connected
    for tab in tabs:
        await tab.disconnect()
