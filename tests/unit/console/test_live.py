"""Live pages: what changed is told within a second."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from frontdesk import clock
from frontdesk.cases.cases import acknowledge
from frontdesk.console.live import QUEUE, Hub
from frontdesk.conversations.transcript import add_message, locked_conversation
from frontdesk.staff.accounts import by_email
from frontdesk.store import Store
from frontdesk.store.tables import Case, Conversation


def _heard(watcher: Any) -> list[str]:
    heard = []
    while not watcher.changed.empty():
        heard.append(watcher.changed.get_nowait())
    return sorted(heard)


def _say(store: Store, case: Case, **fields: Any) -> str:
    with store.begin() as session:
        conversation = locked_conversation(session, case.conversation_id)
        return add_message(session, conversation, "patient", "and?", clock.now(), **fields).id


async def test_a_page_hears_of_its_own_conversation_and_of_the_queue(
    store: Store, alarm_in: Any
) -> None:
    """And only when something changed. On both databases."""
    case = alarm_in(store)
    hub = Hub(store)
    mine, queue = hub.watch(case.conversation_id), hub.watch()
    await hub.look()
    assert _heard(mine) == sorted([QUEUE, case.conversation_id])
    assert _heard(queue) == [QUEUE]
    await hub.look()
    assert _heard(mine) == _heard(queue) == []
    _say(store, case)
    await hub.look()
    assert _heard(mine) == [case.conversation_id] and _heard(queue) == []
    with store.begin() as session:
        session.get_one(Conversation, case.conversation_id).contact_phone = "+13125550142"
    await hub.look()
    assert _heard(mine) == [case.conversation_id]
    with store.begin() as session:
        acknowledge(session, session.get_one(Case, case.id), clock.now(), None)
    await hub.look()
    assert _heard(mine) == sorted([QUEUE, case.conversation_id])
    assert _heard(queue) == [QUEUE]


async def test_the_stream_tells_of_a_message_within_a_second(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """As a browser sees it; it says that something is new, never what."""
    browser = await signed_in("front_desk")
    async with browser.client.stream(
        "GET", f"/live?conversation={alarm.conversation_id}"
    ) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.aiter_lines()
        await asyncio.wait_for(_until(lines, "event: conversation"), 5)
        await asyncio.to_thread(_say, sqlite_store, alarm)
        began = time.monotonic()
        heard = await asyncio.wait_for(_until(lines, "event: conversation"), 5)
        assert time.monotonic() - began < 1.0
        assert "and?" not in heard


async def _until(lines: Any, wanted: str) -> str:
    heard = ""
    async for line in lines:
        heard += line
        if line == wanted:
            return heard
    raise AssertionError(f"the stream ended before {wanted}")


async def test_a_stream_of_somebody_signed_out_says_so_and_ends(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """Idle people do not keep listening."""
    browser = await signed_in("front_desk")
    async with browser.client.stream(
        "GET", f"/live?conversation={alarm.conversation_id}"
    ) as answer:
        lines = answer.aiter_lines()
        await asyncio.wait_for(_until(lines, "event: conversation"), 5)
        clock.turn("+20m")
        await asyncio.to_thread(_say, sqlite_store, alarm)
        await asyncio.wait_for(_until(lines, "event: signed_out"), 5)


async def test_a_stream_of_somebody_whose_account_was_disabled_ends(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """Nothing of the queue or the conversation is told any more."""
    browser = await signed_in("clinician")
    async with browser.client.stream(
        "GET", f"/live?conversation={alarm.conversation_id}"
    ) as answer:
        lines = answer.aiter_lines()
        await asyncio.wait_for(_until(lines, "event: conversation"), 5)
        with sqlite_store.begin() as session:
            staff = by_email(session, "clinician@lakeshore.example")
            assert staff is not None
            staff.disabled_at = clock.now()
        await asyncio.to_thread(_say, sqlite_store, alarm)
        heard = await asyncio.wait_for(_until(lines, "event: signed_out"), 5)
        assert "event: conversation" not in heard
