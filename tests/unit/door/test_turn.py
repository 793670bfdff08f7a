"""What happens when the engine is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.conversations.transcript import add_message
from frontdesk.door import Door, Inbound
from frontdesk.door.engine import Answer, Reply
from frontdesk.store import Store
from frontdesk.store.tables import Case, Conversation, Message, Staff
from tests.fakes.engine import FakeEngine

Transcript = Callable[[], list[Message]]


async def test_the_approved_words_of_a_key_are_said_with_their_source(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """The engine gives a key; the desk renders it and shows where it is from."""
    await door.handle(Inbound(conversation, "do i need an mri"))
    said = transcript()[-1]
    assert said.response == "utter_faq/mri_required"
    assert "MRI" in said.text and said.data["sources"] and said.data["source_line"]
    assert said.delivery == "waiting"


async def test_what_the_engine_understood_is_kept_with_the_message(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """Staff can see it."""
    await door.handle(Inbound(conversation, "do i need an mri"))
    assert transcript()[0].understanding["intent"] == "faq/mri_required"
    assert transcript()[0].turn == "answered"


async def test_an_engine_that_is_gone_leaves_an_honest_line_and_a_case(
    door: Door, conversation: str, transcript: Transcript, engine: FakeEngine, store: Store
) -> None:
    """Silence never looks like success."""
    engine.gone = True
    await door.handle(Inbound(conversation, "do i need an mri"))
    assert transcript()[-1].response == "utter_engine_down"
    with store.read() as session:
        assert session.scalars(select(Case.kind)).all() == ["engine_down"]


async def test_an_engine_that_hangs_is_given_up_in_time(
    door: Door, conversation: str, transcript: Transcript, engine: FakeEngine
) -> None:
    """The turn has a limit of its own."""
    engine.hold.clear()
    await asyncio.wait_for(door.handle(Inbound(conversation, "hello?")), timeout=5)
    assert transcript()[-1].response == "utter_engine_down"


async def test_who_waits_behind_an_engine_that_hangs_does_not_wait_as_long_again(
    door: Door, conversation: str, transcript: Transcript, engine: FakeEngine
) -> None:
    """After one turn that failed, the engine is asked whether it is there before the next."""
    engine.hold.clear()
    received = [await door.receive(Inbound(conversation, t)) for t in ("one", "two", "three")]
    await asyncio.gather(*(door.turn(conversation, r.message_id) for r in received))
    assert [m.response for m in transcript()][-3:] == ["utter_engine_down"] * 3
    assert [r.text for r in engine.asked] == ["one"]


async def test_an_engine_that_is_back_is_asked_again(
    door: Door, conversation: str, transcript: Transcript, engine: FakeEngine
) -> None:
    """Doubt costs a question, not a turn."""
    engine.gone = True
    await door.handle(Inbound(conversation, "one"))
    engine.gone = False
    await door.handle(Inbound(conversation, "two"))
    assert transcript()[-1].response == "utter_faq/mri_required"


async def test_an_engine_that_says_nothing_is_not_left_silent(
    door: Door, conversation: str, transcript: Transcript, engine: FakeEngine
) -> None:
    """An action that failed leaves no reply: the person is told."""
    engine.answer = Answer((), {})
    await door.handle(Inbound(conversation, "book me"))
    assert transcript()[-1].response == "utter_engine_down"


async def test_after_a_failed_turn_the_dialogue_starts_clean(
    door: Door, conversation: str, engine: FakeEngine
) -> None:
    """What the engine did after all is not known, so it leaves every form first."""
    engine.gone = True
    await door.handle(Inbound(conversation, "one"))
    engine.gone = False
    await door.handle(Inbound(conversation, "two"))
    await door.handle(Inbound(conversation, "three"))
    assert engine.resets == [conversation]


async def test_a_takeover_during_the_turn_keeps_the_answer_unsent(
    door: Door, conversation: str, transcript: Transcript, engine: FakeEngine, store: Store
) -> None:
    """The owner is looked at again before anything is sent."""

    def take_over() -> None:
        with store.begin() as session:
            session.add(
                Staff(
                    id="staff-1",
                    email="n@lakeshore.example",
                    name="Noa",
                    role="clinician",
                    password_hash="",
                    created_at=clock.now(),
                )
            )
            session.flush()
            session.get_one(Conversation, conversation).owner_id = "staff-1"

    engine.meanwhile = take_over
    await door.handle(Inbound(conversation, "do i need an mri"))
    said = transcript()[-1]
    assert (said.response, said.delivery) == ("utter_faq/mri_required", "unsent")


async def test_while_staff_own_a_conversation_the_bot_says_nothing(
    door: Door, conversation: str, transcript: Transcript, engine: FakeEngine, store: Store
) -> None:
    """Also after hours of quiet."""
    with store.begin() as session:
        session.add(
            Staff(
                id="staff-1",
                email="n@lakeshore.example",
                name="Noa",
                role="clinician",
                password_hash="",
                created_at=clock.now(),
            )
        )
        session.flush()
        session.get_one(Conversation, conversation).owner_id = "staff-1"
    await door.handle(Inbound(conversation, "are you there"))
    clock.turn("+30h")
    await door.handle(Inbound(conversation, "hello?"))
    assert [m.author for m in transcript()] == ["patient", "patient"]
    assert engine.asked == []


async def test_messages_of_one_person_are_answered_in_order(
    door: Door, conversation: str, engine: FakeEngine
) -> None:
    """The second waits for the first."""
    engine.hold.clear()
    received = [await door.receive(Inbound(conversation, t)) for t in ("one", "two", "three")]
    turns = [asyncio.create_task(door.turn(conversation, r.message_id)) for r in received]
    await asyncio.sleep(0)
    engine.hold.set()
    await asyncio.gather(*turns)
    assert [r.text for r in engine.asked] == ["one", "two", "three"]


async def test_a_message_whose_process_died_is_taken_up_again(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """Nothing accepted is lost: it was stored and waits."""
    await door.receive(Inbound(conversation, "do i need an mri"))
    clock.turn("+30s")
    assert await door.recover() == 1
    assert transcript()[-1].response == "utter_faq/mri_required"
    assert await door.recover() == 0


async def test_a_button_the_engine_offered_counts_when_it_comes_back(
    door: Door, conversation: str, engine: FakeEngine
) -> None:
    """Only payloads we minted reach the engine as payloads."""
    button = {"title": "Tuesday 9 am", "payload": '/inform{"opening": "x"}'}
    engine.answer = Answer((Reply("utter_greet", (button,)),), {})
    await door.handle(Inbound(conversation, "book"))
    await door.handle(Inbound(conversation, button["payload"], payload=button["payload"]))
    last = engine.asked[-1]
    assert (last.payload, last.text) == (button["payload"], None)


async def test_why_asks_for_the_last_answer_in_fewer_words(
    door: Door, conversation: str, transcript: Transcript, engine: FakeEngine
) -> None:
    """The engine is told what is wanted; the words are those written for texts."""
    await door.handle(Inbound(conversation, "do i need an mri"))
    long = transcript()[-1].text
    engine.answer = Answer((Reply("utter_faq/mri_required", data={"short": True}),), {})
    await door.handle(Inbound(conversation, "but why?"))
    asked = engine.asked[-1]
    assert (asked.payload, asked.metadata["wants"]) == ("/repeat", "words")
    assert len(transcript()[-1].text) < len(long) and transcript()[-1].text.startswith("Yes.")


@pytest.mark.parametrize(
    ("asks", "minutes", "text", "payload"),
    [
        (None, 1, "Yes please", "/book_consultation"),
        (None, 1, "no", "/check_appointment"),
        (None, 1, "i can't make it, sorry", "/check_appointment"),
        (None, 1, "what is prp", None),
        ("phone", 1, "yes", None),  # the question before it was asked a minute ago
        ("phone", 30, "yes", "/book_consultation"),
        ("safety", 30, "yes", None),
    ],
)
async def test_yes_answers_the_newest_reminder_or_offer(
    door: Door, conversation: str, engine: FakeEngine, store: Store,
    asks: str | None, minutes: int, text: str, payload: str | None,
) -> None:  # fmt: skip
    """But never in place of what safety asks, nor of a question asked a moment before."""
    data = {"asks_safety": "vague_alarm"} if asks == "safety" else {"asks_for": asks}
    offer = {"yes": "/book_consultation", "no": "/check_appointment"}
    with store.begin() as session:
        row, at = session.get_one(Conversation, conversation), clock.now()
        add_message(session, row, "bot", "?", at, data=data, delivery="delivered")
        at += timedelta(minutes=minutes)
        add_message(session, row, "system", "A time is free.", at, data=offer, delivery="sent")
    await door.handle(Inbound(conversation, text))
    asked = [r.payload for r in engine.asked]
    assert asked == [payload] or (asks == "safety" and not asked)


async def test_what_staff_took_before_its_turn_is_never_put_to_the_engine(
    door: Door, conversation: str, transcript: Transcript, engine: FakeEngine, store: Store
) -> None:
    """Between the receipt and the turn a person took over: the message is theirs."""
    received = await door.receive(Inbound(conversation, "do i need an mri"))
    with store.begin() as session:
        session.add(Staff(id="staff-1", email="r@lakeshore.example", name="Ruth", password_hash="",
                          role="front_desk", created_at=clock.now()))
        session.flush()
        session.get_one(Conversation, conversation).owner_id = "staff-1"
    await door.turn(conversation, received.message_id)
    assert engine.asked == []
    assert [m.turn for m in transcript() if m.author == "patient"] == ["owned"]
