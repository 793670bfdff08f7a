"""Consent, stops and what the programme says of itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.conversations import consent, segments
from frontdesk.conversations.transcript import add_message
from frontdesk.house import House
from frontdesk.store.tables import Case, ConsentRow, Conversation, Message, OutboxRow
from tests.fakes.engine import FakeEngine, says
from tests.fakes.twilio import Telephone, form_of, texts_in

MRI = "do i need an mri"
Read = Callable[[], list[Any]]


def _record(house: House) -> list[ConsentRow]:
    with house.store.read() as session:
        return list(session.scalars(select(ConsentRow).order_by(ConsentRow.id)))


async def test_the_first_contact_says_what_carriers_ask_for_in_two_parts(
    phone: Telephone, texting: House
) -> None:
    """Who, automated, not for emergencies, rates, HELP and STOP; and the proof is kept."""
    first, *_ = await phone.text(MRI)
    for said in (
        texting.clinic.clinic.name,
        "automated",
        "emergency",
        "data rates",
        "HELP",
        "STOP",
    ):
        assert said in first
    assert segments.count(first) <= 2
    texted, told = _record(texting)
    assert (texted.kind, texted.source, texted.message_id is not None) == (
        "texted_us",
        "text",
        True,
    )
    assert (told.kind, told.wording, told.version) == ("told", first, consent.version_of(first))


async def test_a_stop_is_confirmed_once_and_nothing_follows(
    phone: Telephone, engine: FakeEngine, texting: House
) -> None:
    """One text; then silence, also for a second stop, a question or HELP."""
    await phone.text(MRI)
    (confirmed,) = await phone.text("please stop texting me")
    assert "opted out" in confirmed and segments.count(confirmed) <= 2
    asked = len(engine.asked)
    for text in ("STOP", "do i need an mri", "HELP", "who is this", "2"):
        assert await phone.text(text) == []
    assert len(engine.asked) == asked
    assert [r.kind for r in _record(texting)].count("opted_out") == 2


async def test_somebody_who_stopped_still_gets_the_safety_text(
    phone: Telephone, cases: Callable[[], list[Case]]
) -> None:
    """It answers their own words, and staff are paged."""
    await phone.text("STOP")
    texts = await phone.text("cant feel when i wipe")
    assert "911" in texts[0]
    assert [c.kind for c in cases()] == ["red_flag"]


async def test_stop_and_danger_in_one_text_are_both_heard(
    phone: Telephone, conversation: Callable[[], Conversation], cases: Callable[[], list[Case]]
) -> None:
    """The alarm text goes out, then they are out of the programme."""
    texts = await phone.text("stop texting me, I can't pee")
    assert "911" in texts[0]
    assert conversation().opted_out_at is not None
    assert [c.category for c in cases()] == ["cauda_equina_signs"]


async def test_end_it_all_is_no_stop(
    phone: Telephone, conversation: Callable[[], Conversation]
) -> None:
    """It is a cry."""
    (text, *_) = await phone.text("I just want to end it all")
    assert "988" in text
    assert conversation().opted_out_at is None


async def test_start_begins_again(phone: Telephone) -> None:
    """And the next question is answered."""
    await phone.text("STOP")
    (said,) = await phone.text("START")
    assert "opted in" in said
    assert any("MRI" in t for t in await phone.text(MRI))


async def test_help_is_answered_in_any_state(phone: Telephone, engine: FakeEngine) -> None:
    """Under a lock too; the engine is not asked."""
    await phone.text("cant feel when i wipe")
    (said,) = await phone.text("HELP")
    assert "911" in said and "STOP" in said and segments.count(said) <= 2
    assert engine.asked == [] or engine.asked[-1].text != "HELP"


async def test_no_more_is_a_stop_after_a_text_that_answered_nothing(
    phone: Telephone, texting: House, conversation: Callable[[], Conversation]
) -> None:
    """After an answer it is a plain no, and the engine's."""
    await phone.text(MRI)
    await phone.text("no more")
    assert conversation().opted_out_at is None
    with texting.store.begin() as session:
        row = session.get_one(Conversation, conversation().id)
        add_message(session, row, "bot", "Your visit is on Friday.", clock.now())
    (said,) = await phone.text("no more")
    assert "opted out" in said and conversation().opted_out_at is not None


async def test_a_picture_that_is_only_named_goes_to_a_person(
    phone: Telephone, engine: FakeEngine, messages: Read
) -> None:
    """With its text, or in the next one; whatever else is said then is read as ever."""
    picture = {"NumMedia": "1", "MediaContentType0": "image/jpeg"}
    await phone.text("here is my mri report", **picture)
    assert engine.asked[-1].payload == "/talk_to_human"
    await phone.text("", **picture)
    await phone.text("its my mri")
    assert engine.asked[-1].payload == "/talk_to_human"
    await phone.text("its my mri")
    await phone.text("", **picture)
    await phone.text("do you take blue cross")
    assert [(r.payload, r.text) for r in engine.asked[-2:]] == [
        (None, "its my mri"), (None, "do you take blue cross")
    ]  # fmt: skip


async def test_where_the_provider_has_answered_a_keyword_we_do_not(
    phone: Telephone, conversation: Callable[[], Conversation]
) -> None:
    """Only one side confirms."""
    assert await phone.text("STOP", OptOutType="STOP") == []
    assert conversation().opted_out_at is not None


async def test_a_wrong_number_is_never_texted_again(
    phone: Telephone, texting: House, cases: Callable[[], list[Case]]
) -> None:
    """Stopped, unlinked, and a case to see who was told what."""
    await phone.text(MRI)
    (said,) = await phone.text("you have the wrong number")
    assert "not text this number" in said
    assert [c.kind for c in cases()] == ["wrong_number"]
    with texting.store.read() as session:
        key = _record(texting)[0].number_key
        assert consent.standing(session, key).stopped == "wrong_number"


@pytest.mark.parametrize(
    ("text", "word"), [("who is this", "automated"), ("we share this phone", "private")]
)
async def test_what_people_ask_of_the_number_itself(
    phone: Telephone, text: str, word: str, engine: FakeEngine
) -> None:
    """Who is this; a phone that others read."""
    said = (await phone.text(text))[-1]
    assert word in said and segments.count(said) <= 2 and engine.asked == []


@pytest.mark.parametrize("text", ["we share this phone", " "])
async def test_a_first_text_is_answered_by_who_we_are_whatever_it_says(
    phone: Telephone, texting: House, text: str
) -> None:
    """Also where no turn follows; once, and kept as proof."""
    first, _ = await phone.text(text)
    assert texting.clinic.clinic.name in first and "STOP" in first
    assert "told" in [r.kind for r in _record(texting)]
    assert len(await phone.text(text)) == 1


async def test_a_stop_leaves_a_form_that_was_half_filled_in(
    phone: Telephone, engine: FakeEngine
) -> None:
    """Who comes back with START is not asked for a name out of nowhere."""
    await phone.text("i want to book")
    await phone.text("STOP")
    await phone.text("START")
    await phone.text(MRI)
    assert len(engine.resets) == 1


async def test_distress_that_sounds_like_enough_is_no_stop(
    phone: Telephone, conversation: Callable[[], Conversation]
) -> None:
    """In English and Spanish: the safety text, and the door stays open."""
    for text in ("ya no quiero vivir", "leave me alone, i want to die"):
        assert "988" in (await phone.text(text))[0]
        assert conversation().opted_out_at is None


async def test_two_machines_do_not_answer_each_other_for_ever(phone: Telephone) -> None:
    """After thirty texts in three minutes the bot falls silent; the texts are kept."""
    answered = [bool(await phone.text(f"auto reply {n}")) for n in range(34)]
    assert answered[29] and not answered[33]


@pytest.mark.parametrize(
    "text", ["what does STOP do", "do i have to unsubscribe", "revoke? what does that mean"]
)
async def test_a_question_about_stopping_is_answered_and_stops_nothing(
    phone: Telephone, engine: FakeEngine, conversation: Callable[[], Conversation], text: str
) -> None:
    """In one text after the first contact's own."""
    first, said = await phone.text(text)
    assert "STOP ends all our texts" in said and segments.count(said) <= 2
    assert conversation().opted_out_at is None and engine.asked == []


async def test_a_stop_that_also_asks_for_erasure_is_both(
    phone: Telephone, cases: Callable[[], list[Case]], conversation: Callable[[], Conversation]
) -> None:
    """The texts end at once; what is kept is for staff."""
    await phone.text(MRI)
    (said,) = await phone.text("stop texting me and delete all my data")
    assert "opted out" in said and conversation().opted_out_at is not None
    assert [c.kind for c in cases()] == ["erase_data"]


async def test_what_was_agreed_to_ends_with_the_erasure_that_was_asked_for(
    phone: Telephone, texting: House, conversation: Callable[[], Conversation]
) -> None:
    """Nothing unasked is sent after it, until they text again or agree anew; the proof stays."""
    from frontdesk.privacy.erase import erase

    await phone.text(MRI)
    key = consent.number_key_of(conversation())
    with texting.store.begin() as session:
        erase(session, conversation().id, "request", None, clock.now())
    with texting.store.read() as session:
        held = consent.standing(session, key)
    assert (held.agreed, held.stopped) == (False, None)
    assert [r.kind for r in _record(texting)] == ["texted_us", "told", "erased"]
    assert "automated" in (await phone.text(MRI))[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ALTO", "No recibira mas textos"),
        ("Información", "recepcion automatica"),
        ("comenzar", "Recibira textos"),
        ("número equivocado", "Disculpe"),
        ("quien es", "asistente automatico"),
        ("qué pasa si escribo stop", "No cancela una cita"),
    ],
)
async def test_a_keyword_in_spanish_is_answered_in_spanish_where_that_is_approved(
    spanish_house: None, phone: Telephone, text: str, said: str
) -> None:
    """From the first word on; elsewhere in English, for the wordings are drafts."""
    assert said in (await phone.text(text))[-1]


async def test_a_keyword_in_spanish_is_answered_in_english_while_spanish_is_a_draft(
    phone: Telephone,
) -> None:
    """It is honoured all the same."""
    assert "opted out" in (await phone.text("ALTO"))[-1]


async def test_a_number_after_a_new_question_answers_that_question(
    phone: Telephone, engine: FakeEngine
) -> None:
    """A question that wants words of one's own closes the older list."""
    from frontdesk.door.engine import Answer, Reply

    engine.answer = Answer((Reply("utter_greet", ({"title": "A", "payload": "/faq/cost"},)),), {})
    await phone.text("hm")
    engine.answer = Answer((Reply("utter_thanks", data={"asks_for": "time"}),), {})
    await phone.text("book")
    await phone.text("1")
    assert engine.asked[-1].payload is None and engine.asked[-1].text == "1"


async def test_the_transcript_keeps_a_chosen_number_as_typed(
    phone: Telephone, engine: FakeEngine, messages: Callable[[], list[Message]]
) -> None:
    """Staff see what was typed and what it stood for."""
    from frontdesk.door.engine import Answer, Reply

    engine.answer = Answer(
        (Reply("utter_greet", ({"title": "Cost", "payload": "/faq/cost"},)),), {}
    )
    await phone.text("hm")
    await phone.text("1")
    typed = [m for m in messages() if m.author == "patient"][-1]
    assert (typed.text, typed.payload, typed.data["chose"]) == ("1", "/faq/cost", "Cost")


async def test_the_record_holds_no_number(phone: Telephone, texting: House) -> None:
    """Only its keyed hash: the record outlives the conversation."""
    await phone.text(MRI)
    held = " ".join(str(v) for r in _record(texting) for v in vars(r).values())
    assert phone.sender not in held and phone.sender[2:] not in held


async def test_words_before_the_stop_stay_unsent(
    phone: Telephone,
    texting: House,
    conversation: Callable[[], Conversation],
    worker: Any,
    post: Any,
    rows: Callable[[], list[OutboxRow]],
) -> None:
    """Opt-out is looked at when a text is sent, not when it was written."""
    await phone.text(MRI)
    with texting.store.begin() as session:
        row = session.get_one(Conversation, conversation().id)
        texting.speaker.say(session, row, "utter_thanks", clock.now())
    await phone.text("stop")
    await worker()
    assert post.sent == []
    assert [r.error for r in rows() if r.state == "unsent"] == ["opted_out"]


async def test_a_stop_that_only_the_engine_understood_is_confirmed_too(
    phone: Telephone, texting: House, engine: FakeEngine, conversation: Callable[[], Conversation]
) -> None:
    """The action writes it down; its one confirmation goes out after it."""
    await phone.text(MRI)
    row = conversation()

    def opt_out() -> None:
        with texting.store.begin() as session:
            key = consent.number_key_of(row)
            consent.note(session, key, "opted_out", clock.now(), source="text")

    engine.answer, engine.meanwhile = says("utter_opt_out"), opt_out
    (said,) = await phone.text("I would rather not hear from this number")
    assert "opted out" in said


async def test_repeated_keywords_are_one(phone: Telephone) -> None:
    """A webhook that comes twice is confirmed once."""
    form = form_of(phone.sender, "STOP")
    first, second = await phone.post(form), await phone.post(form)
    assert (len(texts_in(first)), len(texts_in(second))) == (1, 0)
