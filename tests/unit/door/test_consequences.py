"""What an answer brings with it: an estimate, a gap that staff fill, a nurse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.cases.cases import resolve
from frontdesk.clinic import Clinic
from frontdesk.conversations.speaker import Speaker
from frontdesk.door import Door, Inbound
from frontdesk.door.engine import Answer, Reply
from frontdesk.door.turn import TurnLog
from frontdesk.house import House
from frontdesk.store import Store
from frontdesk.store.tables import Case, Conversation, Message
from tests.fakes.engine import FakeEngine, says

Transcript = Callable[[], list[Message]]
MONDAY = "2026-04-06T09:00:00-05:00"


@pytest.fixture(autouse=True)
def _monday(clock_at: Callable[[str], None]) -> None:
    clock_at(MONDAY)


def _cases(store: Store) -> list[Case]:
    with store.read() as session:
        return list(session.scalars(select(Case).order_by(Case.opened_at)))


def _said(transcript: Transcript) -> list[str | None]:
    return [m.response for m in transcript() if m.author == "bot"]


async def test_asking_what_it_costs_asks_for_a_written_estimate_once(
    door: Door, conversation: str, transcript: Transcript, engine: FakeEngine, store: Store
) -> None:
    """With its legal clock of three business days, told to the person, and never a number."""
    engine.answer = says("utter_faq/cost")
    await door.handle(Inbound(conversation, "how much is it"))
    await door.handle(Inbound(conversation, "just a ballpark?"))
    (case,) = _cases(store)
    assert case.kind == "cost_estimate"
    assert timedelta(days=2) < case.due_at - case.opened_at < timedelta(days=4)
    for said in (m for m in transcript() if m.response == "utter_faq/cost"):
        assert "due by" in said.text and "April" in said.text


async def test_after_the_estimate_was_sent_another_one_is_offered(
    door: Door, conversation: str, transcript: Transcript, engine: FakeEngine, store: Store
) -> None:
    """It is not opened a second time by a mere question."""
    engine.answer = says("utter_faq/cost")
    await door.handle(Inbound(conversation, "how much is it"))
    with store.begin() as session:
        resolve(session, session.scalars(select(Case)).one(), clock.now(), None, "reached")
    await door.handle(Inbound(conversation, "what does prp cost"))
    assert len(_cases(store)) == 1
    last = transcript()[-1]
    assert "due by" not in last.text
    assert "/cost_estimate" in [b["payload"] for b in last.data["buttons"]]


async def test_what_the_clinic_has_not_said_is_given_to_staff_once_a_question(
    door: Door, conversation: str, transcript: Transcript, engine: FakeEngine, store: Store
) -> None:
    """The answer says so; the case names the answer and the value that is missing."""
    engine.answer = says("utter_faq/telehealth")
    await door.handle(Inbound(conversation, "video visits?"))
    await door.handle(Inbound(conversation, "so no video?"))
    assert _said(transcript) == [
        "utter_faq/telehealth", "utter_gap_noted", "utter_faq/telehealth",
    ]
    engine.answer = says("utter_faq/age")
    await door.handle(Inbound(conversation, "am i too old"))
    assert _said(transcript)[-1] == "utter_gap_noted"
    (case,) = _cases(store)
    assert case.kind == "content_gap"


async def test_yes_to_an_offer_is_understood(
    door: Door, conversation: str, engine: FakeEngine
) -> None:
    """The wording says what yes means; other words go to the engine as they are."""
    engine.answer = says("utter_faq/telehealth")
    await door.handle(Inbound(conversation, "video visits?"))
    await door.handle(Inbound(conversation, "Yes please!"))
    assert engine.asked[-1].payload == "/talk_to_human"
    await door.handle(Inbound(conversation, "yes but what about parking"))
    assert engine.asked[-1].text == "yes but what about parking"


async def test_the_title_of_a_button_may_be_typed(
    door: Door, conversation: str, engine: FakeEngine
) -> None:
    """Some write what they see instead of pressing it."""
    button = {"title": "Book a consultation", "payload": "/book_consultation"}
    engine.answer = Answer((Reply("utter_greet", (button,)),), {})
    await door.handle(Inbound(conversation, "hi"))
    await door.handle(Inbound(conversation, "book a consultation."))
    assert engine.asked[-1].payload == "/book_consultation"


async def test_a_pregnancy_that_is_mentioned_is_for_a_nurse_whatever_was_asked(
    door: Door, conversation: str, transcript: Transcript, engine: FakeEngine, store: Store
) -> None:
    """Said first and once; the question is answered too."""
    engine.answer = says("utter_faq/not_recommended")
    await door.handle(Inbound(conversation, "can i get prp if i'm pregnant"))
    await door.handle(Inbound(conversation, "i am 5 months pregnant btw"))
    assert _said(transcript) == [
        "utter_pregnancy_care_question", "utter_faq/not_recommended",
        "utter_faq/not_recommended",
    ]
    assert [c.kind for c in _cases(store)] == ["pregnancy_care_question"]


async def test_the_language_of_the_message_becomes_the_conversations(
    door: Door, conversation: str, engine: FakeEngine, store: Store
) -> None:
    """So that a safety text finds it; a name or a number that follows does not change it."""
    engine.answer = Answer((Reply("utter_spanish"),), {"language": "es"})
    await door.handle(Inbound(conversation, "necesito una cita"))
    with store.read() as session:
        assert session.get_one(Conversation, conversation).language == "es"
    engine.answer = Answer((Reply("utter_greet"),), {"intent": "inform", "language": "en"})
    await door.handle(Inbound(conversation, "Rosa Diaz"))
    await door.handle(Inbound(conversation, "312-555-0142"))
    assert engine.asked[-1].metadata["language"] == "es"


async def test_with_spanish_approved_what_is_only_there_in_english_brings_a_person(
    door: Door, conversation: str, transcript: Transcript, clinic: Clinic, house: House,
    store: Store,
) -> None:
    """The common answers are Spanish; another one comes with a promise of help, once."""
    approved = clinic.model_copy(update={"languages_approved": ("es",)})
    turns = TurnLog(store, approved, Speaker(house.catalogue, approved))
    for words, key in (("cuanto cuesta", "cost"), ("exosomas", "exosomes"), ("y prp", "prp")):
        received = await door.receive(Inbound(conversation, words))
        answer = Answer((Reply(f"utter_faq/{key}"),), {"language": "es"})
        turns.answered(received.message_id, answer, clock.now())
    assert _said(transcript) == [
        "utter_faq/cost", "utter_faq/exosomes", "utter_spanish_here", "utter_faq/prp",
    ]
    assert "presupuesto" in transcript()[2].text
    assert [c.kind for c in _cases(store)] == ["cost_estimate", "change_language"]


async def test_what_was_said_of_the_criteria_stays_with_the_message_and_from_clients(
    door: Door, conversation: str, transcript: Transcript, engine: FakeEngine, store: Store
) -> None:
    """A booking or a case takes it along; a browser is not shown it."""
    from frontdesk.channels.web.wire import bot_uttered
    from frontdesk.conversations.criteria import criteria_said

    said = {"candidacy_imaging": "recent"}
    reply = Reply("utter_candidacy_summary", (), {"criteria": said})
    engine.answer = Answer((reply,), {})
    await door.handle(Inbound(conversation, "none of these"))
    with store.read() as session:
        assert criteria_said(session, conversation) == said
    assert "criteria" not in bot_uttered(transcript()[-1])["metadata"]


async def test_an_unsent_answer_opens_nothing(
    door: Door, conversation: str, engine: FakeEngine, store: Store
) -> None:
    """What was never said promises nothing."""

    def silence() -> None:
        with store.begin() as session:
            session.get_one(Conversation, conversation).silent = True

    engine.answer, engine.meanwhile = says("utter_faq/cost"), silence
    await door.handle(Inbound(conversation, "how much is it, i am pregnant"))
    assert _cases(store) == []


async def test_two_gaps_in_one_message_are_passed_on_with_one_line_at_the_end(
    door: Door, conversation: str, transcript: Transcript, engine: FakeEngine, store: Store
) -> None:
    """Nothing stands between the two answers; both are in the case."""
    engine.answer = says("utter_faq/telehealth", "utter_faq/referral")
    await door.handle(Inbound(conversation, "video visits? and a referral?"))
    assert _said(transcript)[-3:] == [
        "utter_faq/telehealth", "utter_faq/referral", "utter_gap_noted",
    ]
    assert [c.kind for c in _cases(store)] == ["content_gap"]
