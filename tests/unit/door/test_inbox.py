"""What happens to a message before the engine is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.conversations.transcript import NoConversation
from frontdesk.door import Door, Inbound
from frontdesk.store import Store
from frontdesk.store.tables import Case, Conversation, FindingRow, Message, OutboxRow
from tests.fakes.engine import FakeEngine

Transcript = Callable[[], list[Message]]
RED_FLAG = "cant feel when i wipe"


async def test_a_message_is_kept_as_it_was_typed(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """Blanks, capitals, emoji and errors stay."""
    typed = "  Do i NEED a mri?? \U0001f691 \n thx"
    await door.receive(Inbound(conversation, typed))
    assert transcript()[0].text == typed


async def test_the_same_channel_id_twice_is_one_message(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """A client that sends again gets the first receipt, and nothing happens twice."""
    first = await door.receive(Inbound(conversation, "hello", channel_id="c1"))
    second = await door.receive(Inbound(conversation, "hello", channel_id="c1"))
    assert (second.message_id, second.repeated) == (first.message_id, True)
    assert [m.author for m in transcript()].count("patient") == 1


async def test_the_first_text_of_a_number_three_times_at_once_is_one_message(
    door: Door, store: Store
) -> None:
    """Each finds no conversation; one opens it, and the others learn that the text is there."""
    text = Inbound("sms-of-one", "do i need an mri", channel_id="SM1", address="+13125550123")
    receipts = await asyncio.gather(*(door.receive(text) for _ in range(3)))
    assert len({r.message_id for r in receipts}) == 1
    assert sorted(r.repeated for r in receipts) == [False, True, True]
    with store.read() as session:
        authors = session.scalars(select(Message.author)).all()
    assert authors.count("patient") == 1 and len(authors) == 2  # and the disclosure


async def test_the_first_two_texts_of_a_number_at_once_are_two_messages(
    door: Door, store: Store
) -> None:
    """The one that came second into the store goes behind the first."""
    texts = [
        Inbound("sms-of-one", words, channel_id=words, address="+13125550123")
        for words in ("hello", "do i need an mri")
    ]
    receipts = await asyncio.gather(*(door.receive(text) for text in texts))
    assert [r.repeated for r in receipts] == [False, False]
    with store.read() as session:
        patients = select(Message.seq).where(Message.author == "patient").order_by(Message.seq)
        assert session.scalars(patients).all() == [1, 3]


async def test_a_message_to_no_conversation_is_refused(door: Door) -> None:
    """Nobody can write into a conversation that does not exist."""
    with pytest.raises(NoConversation):
        await door.receive(Inbound("web-of-nobody", "hello"))


async def test_a_visit_begins_with_the_disclosure_and_says_it_once(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """The first message is answered by who answers; the next one of the day is not."""
    await door.receive(Inbound(conversation, "hello"))
    await door.receive(Inbound(conversation, "hello again"))
    assert [m.response for m in transcript() if m.response] == ["utter_disclosure"]


async def test_after_a_day_of_silence_the_disclosure_is_said_again(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """A new visit begins."""
    await door.receive(Inbound(conversation, "hello"))
    clock.turn("+25h")
    await door.receive(Inbound(conversation, "hello again"))
    assert [m.response for m in transcript() if m.response] == ["utter_disclosure"] * 2


async def test_a_red_flag_is_answered_at_once_with_a_case_and_a_page(
    door: Door, conversation: str, transcript: Transcript, store: Store, engine: FakeEngine
) -> None:
    """Text, case, findings and page are there together; nobody waited for the engine."""
    engine.hold.clear()
    received = await door.handle(Inbound(conversation, RED_FLAG))
    said = [m.response for m in transcript() if m.author == "bot"]
    assert said[0] == "utter_red_flag/cauda_equina_signs"
    with store.read() as session:
        case = session.scalars(select(Case)).one()
        finding = session.scalars(select(FindingRow)).one()
        pages = session.scalars(select(OutboxRow).where(OutboxRow.purpose == "page")).all()
    assert (case.tier, case.category, case.state) == (
        "emergency_911_now",
        "cauda_equina_signs",
        "open",
    )
    assert finding.message_id == received.message_id
    evidence = finding.evidence[0]
    assert RED_FLAG[evidence["start"] : evidence["end"]] == evidence["text"]
    assert len(pages) == 1 and pages[0].case_id == case.id
    engine.hold.set()


async def test_the_safety_text_says_nothing_of_staff(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """That staff were alerted is said in a second line, once it is true."""
    await door.receive(Inbound(conversation, RED_FLAG))
    text = transcript()[1].text.lower()
    assert "911" in text and "staff" not in text and "{" not in text


async def test_a_page_holds_no_word_of_the_patient(
    door: Door, conversation: str, store: Store
) -> None:
    """Only tier, time and a link."""
    await door.receive(Inbound(conversation, RED_FLAG + " my name is Zebulon"))
    with store.read() as session:
        body = str(session.scalars(select(OutboxRow.body)).one())
    assert "Zebulon" not in body and "wipe" not in body and "cauda" not in body


async def test_after_an_emergency_small_talk_is_locked(
    door: Door, conversation: str, transcript: Transcript, engine: FakeEngine, store: Store
) -> None:
    """Any further text gets the one short line; the case is added to, not doubled."""
    await door.handle(Inbound(conversation, RED_FLAG))
    await door.handle(Inbound(conversation, "ok and how much is prp"))
    assert transcript()[-1].response == "utter_locked"
    assert all(asked.metadata["findings"] for asked in engine.asked)
    with store.read() as session:
        assert len(session.scalars(select(Case)).all()) == 1


async def test_a_number_given_under_the_lock_is_kept_for_staff(
    door: Door, conversation: str, transcript: Transcript, store: Store
) -> None:
    """Staff asked for it, so it is noted and confirmed."""
    await door.handle(Inbound(conversation, RED_FLAG))
    await door.handle(Inbound(conversation, "312 555 0142"))
    assert transcript()[-1].response == "utter_number_noted"
    with store.read() as session:
        assert session.get_one(Conversation, conversation).contact_phone == "+13125550142"


async def test_safety_looks_at_messages_that_staff_own(
    door: Door, conversation: str, store: Store, transcript: Transcript
) -> None:
    """While a person owns the conversation a danger sign still gets its text and its case."""
    with store.begin() as session:
        owner = _staff(session)
        session.get_one(Conversation, conversation).owner_id = owner
    await door.handle(Inbound(conversation, "thanks for calling me"))
    assert [m.author for m in transcript()] == ["patient"]
    await door.handle(Inbound(conversation, RED_FLAG))
    assert "utter_red_flag/cauda_equina_signs" in [m.response for m in transcript()]


async def test_a_payload_we_never_offered_is_only_text(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """`/restart` or a made-up intent is what somebody typed, nothing more."""
    typed = '/inform{"phone": "+13125550199"}'
    await door.receive(Inbound(conversation, typed, payload=typed))
    first = transcript()[0]
    assert (first.text, first.payload) == (typed, None)


async def test_the_transcript_shows_the_button_as_the_person_saw_it(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """In their language, say; a title without a button of ours is nothing."""
    seen = "Hablar con una persona"
    await door.receive(
        Inbound(conversation, "/talk_to_human", payload="/talk_to_human", title=seen)
    )
    await door.receive(Inbound(conversation, "/restart", payload="/restart", title=seen))
    said = [(m.text, m.payload) for m in transcript() if m.author == "patient"]
    assert said == [(seen, "/talk_to_human"), ("/restart", None)]


async def test_a_button_that_is_always_on_offer_shows_its_title(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """The transcript reads as the person saw it."""
    await door.receive(Inbound(conversation, "/talk_to_human", payload="/talk_to_human"))
    first = transcript()[0]
    assert (first.text, first.payload) == ("Talk to a person", "/talk_to_human")


@pytest.mark.parametrize("text", ["a\x00b", "\ud83d", "\u202e" * 50, "x" * 100_000])
async def test_no_text_is_refused_for_its_characters(
    door: Door, conversation: str, transcript: Transcript, text: str
) -> None:
    """NULs, lone surrogates, right-to-left marks and huge texts are stored and do no harm."""
    await door.receive(Inbound(conversation, text))
    assert transcript()[0].author == "patient"


async def test_a_fault_of_our_own_never_costs_the_message(
    door: Door, conversation: str, transcript: Transcript, store: Store
) -> None:
    """A rule that breaks: the message is stored, a fixed line is said, staff are paged."""
    door._inbox._rules = None  # type: ignore[assignment]
    received = await door.receive(Inbound(conversation, RED_FLAG, channel_id="c1"))
    said = transcript()
    assert [m.author for m in said] == ["patient", "bot"]
    assert said[0].id == received.message_id and "911" in said[1].text
    with store.read() as session:
        case = session.scalars(select(Case)).one()
        assert session.scalars(select(OutboxRow.case_id)).all() == [case.id]
    again = await door.receive(Inbound(conversation, RED_FLAG, channel_id="c1"))
    assert again.repeated


def _staff(session: object) -> str:
    from frontdesk.store.tables import Staff

    session.add(  # type: ignore[attr-defined]
        Staff(
            id="staff-1",
            email="nurse@lakeshore.example",
            name="Noa",
            role="clinician",
            password_hash="",
            created_at=clock.now(),
        )
    )
    session.flush()  # type: ignore[attr-defined]
    return "staff-1"
