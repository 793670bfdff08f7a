"""Many write in the same moment: their messages share transactions, and nothing else."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.conversations.transcript import NoConversation, open_conversation
from frontdesk.door import Door, Inbound
from frontdesk.store import Store
from frontdesk.store.tables import Case, Message

MRI, RED_FLAG, FAULT = "do i need an mri", "cant feel when i wipe", "what breaks us"


@pytest.fixture
def conversations(store: Store) -> list[str]:
    """Forty visitors."""
    with store.begin() as session:
        return [open_conversation(session, "web", clock.now()).id for _ in range(40)]


@pytest.fixture
def shared(door: Door, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The conversations of which something was written together with others."""
    seen, within = list[str](), door._inbox.take_in_within

    def noted(session, inbound, at):  # type: ignore[no-untyped-def]
        seen.append(inbound.conversation_id)
        return within(session, inbound, at)

    monkeypatch.setattr(door._inbox, "take_in_within", noted)
    return seen


async def test_everybody_of_a_crowd_is_answered_once(
    door: Door, store: Store, conversations: list[str], shared: list[str]
) -> None:
    """Each in their own conversation, after their own words."""
    await asyncio.gather(*(door.handle(Inbound(c, MRI)) for c in conversations))
    with store.read() as session:
        said = session.execute(select(Message.conversation_id, Message.response)).all()
    answered = Counter(c for c, response in said if response == "utter_faq/mri_required")
    assert answered == Counter(conversations)
    assert bool(shared) is store.is_sqlite


async def test_in_a_crowd_each_message_has_its_own_fate(
    door: Door,
    store: Store,
    conversations: list[str],
    shared: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Danger is seen, a repeat known, a stranger refused; a fault of ours costs one person."""
    assess = door._inbox._assess

    def broken(session, message, said, inbound):  # type: ignore[no-untyped-def]
        if message.text == FAULT:
            raise KeyError("a fault of ours")
        return assess(session, message, said, inbound)

    monkeypatch.setattr(door._inbox, "_assess", broken)
    danger, again, fault, *others = conversations
    crowd = [Inbound(c, MRI) for c in others]
    crowd[10:10] = [Inbound(danger, RED_FLAG), Inbound(again, MRI, "c1"), Inbound(fault, FAULT)]
    crowd[25:25] = [Inbound("web-of-nobody", MRI), Inbound(again, MRI, "c1")]
    came = await asyncio.gather(*map(door.receive, crowd), return_exceptions=True)
    assert [type(one) for one in came if isinstance(one, Exception)] == [NoConversation]
    assert sum(getattr(one, "repeated", False) for one in came) == 1
    with store.read() as session:
        written = session.scalars(
            select(Message.conversation_id).where(Message.author == "patient")
        )
        assert Counter(written) == Counter(conversations)
        assert set(session.execute(select(Case.conversation_id, Case.kind))) == {
            (danger, "red_flag"), (fault, "unread")
        }  # fmt: skip
    assert bool(shared) is store.is_sqlite
