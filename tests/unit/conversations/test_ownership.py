"""Who speaks for the clinic is a row, and one member of staff at a time has it."""

from __future__ import annotations

import threading

import pytest

from frontdesk import clock
from frontdesk.conversations.ownership import AlreadyOwned, NotOwner, hand_back, reply, take
from frontdesk.conversations.transcript import messages_after, open_conversation
from frontdesk.house import House
from frontdesk.store import Store
from frontdesk.store.tables import Conversation, Message, OutboxRow, Staff


@pytest.fixture
def staff(store: Store) -> list[Staff]:
    """Two members of staff."""
    people = [
        Staff(
            id=f"staff-{name}",
            email=f"{name}@lakeshore.example",
            name=name.title(),
            role="front_desk",
            password_hash="",
            created_at=clock.now(),
        )
        for name in ("noa", "kim")
    ]
    with store.begin() as session:
        session.add_all(people)
    return people


@pytest.fixture
def conversation(store: Store) -> str:
    """A conversation of the assistant's."""
    with store.begin() as session:
        return open_conversation(session, "web", clock.now()).id


def _messages(store: Store, conversation: str) -> list[Message]:
    with store.read() as session:
        return list(messages_after(session, conversation))


def test_the_person_is_told_when_staff_join_and_leave(
    store: Store, house: House, staff: list[Staff], conversation: str
) -> None:
    """By name, and the disclosure will be said again."""
    with store.begin() as session:
        take(session, house.speaker, conversation, staff[0], clock.now())
        reply(session, house.speaker, conversation, staff[0], "Hello, I am here.", clock.now())
        hand_back(session, house.speaker, conversation, staff[0], clock.now())
    said = _messages(store, conversation)
    assert [m.response for m in said] == ["utter_staff_joined", None, "utter_staff_left"]
    assert "Noa" in said[0].text
    assert (said[1].author, said[1].text) == ("staff", "Hello, I am here.")
    with store.read() as session:
        row = session.get_one(Conversation, conversation)
        assert (row.owner_id, row.locked_by, row.engine_stale) == (None, None, True)


def test_a_conversation_that_somebody_has_can_not_be_taken(
    store: Store, house: House, staff: list[Staff], conversation: str
) -> None:
    """The second is told who has it."""
    with store.begin() as session:
        take(session, house.speaker, conversation, staff[0], clock.now())
    with store.begin() as session, pytest.raises(AlreadyOwned) as caught:
        take(session, house.speaker, conversation, staff[1], clock.now())
    assert caught.value.owner_id == staff[0].id


def test_of_two_who_take_at_once_one_has_it(
    store: Store, house: House, staff: list[Staff], conversation: str
) -> None:
    """On both databases."""
    outcomes: list[str] = []

    def try_it(person: Staff) -> None:
        try:
            with store.begin() as session:
                take(session, house.speaker, conversation, person, clock.now())
            outcomes.append("taken")
        except AlreadyOwned:
            outcomes.append("refused")

    threads = [threading.Thread(target=try_it, args=(p,)) for p in staff]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "taken"]
    assert [m.response for m in _messages(store, conversation)] == ["utter_staff_joined"]


def test_only_the_owner_may_write(
    store: Store, house: House, staff: list[Staff], conversation: str
) -> None:
    """Nobody else's words go out."""
    with store.begin() as session, pytest.raises(NotOwner):
        reply(session, house.speaker, conversation, staff[1], "hello", clock.now())
    assert _messages(store, conversation) == []


def test_a_reply_to_a_phone_goes_into_the_outbox_with_the_message(
    store: Store, house: House, staff: list[Staff]
) -> None:
    """Both are there or neither."""
    with store.begin() as session:
        row = open_conversation(session, "sms", clock.now(), address="+13125550123")
        take(session, house.speaker, row.id, staff[0], clock.now())
        sent = reply(session, house.speaker, row.id, staff[0], "We can see you.", clock.now())
    with store.read() as session:
        out = session.query(OutboxRow).where(OutboxRow.message_id == sent.id).one()
    assert (out.address, out.body["text"], out.state) == (
        "+13125550123",
        "We can see you.",
        "waiting",
    )
