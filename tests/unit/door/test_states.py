"""Safety hears every message, whatever state the conversation is in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.booking.holds import hold
from frontdesk.booking.openings import openings
from frontdesk.clinic import Clinic
from frontdesk.door import Door, Inbound
from frontdesk.store import Store
from frontdesk.store.tables import (
    Appointment,
    Case,
    Conversation,
    Hold,
    Message,
    OutboxRow,
    Staff,
)
from tests.fakes.engine import FakeEngine

Transcript = Callable[[], list[Message]]
RED_FLAG = "cant feel when i wipe"
SAFETY_TEXT = "utter_red_flag/cauda_equina_signs"


def _set(store: Store, conversation: str, **fields: object) -> None:
    with store.begin() as session:
        row = session.get_one(Conversation, conversation)
        for name, value in fields.items():
            setattr(row, name, value)


def _owner(store: Store) -> str:
    with store.begin() as session:
        session.add(
            Staff(
                id="staff-1",
                email="nurse@lakeshore.example",
                name="Noa",
                role="clinician",
                password_hash="",
                created_at=clock.now(),
            )
        )
    return "staff-1"


async def _state(name: str, store: Store, conversation: str, door: Door) -> None:
    """Bring a conversation into the state called `name`."""
    if name == "after_hours":
        clock.set_to("2026-04-05T03:00:00-05:00")
    if name == "opted_out":
        _set(store, conversation, opted_out_at=clock.now())
    if name == "owned":
        _set(store, conversation, owner_id=_owner(store))
    if name == "other_language":
        _set(store, conversation, language="vi")
    if name == "spanish":
        _set(store, conversation, language="es")
    if name == "text":
        _set(store, conversation, channel="sms", address="+13125550123")
    if name == "mid_form":
        await door.handle(Inbound(conversation, "i want to book"))
        await door.handle(Inbound(conversation, "my back hurts"))
    if name == "under_lock":
        await door.handle(Inbound(conversation, "crushing chest pain right now"))


STATES = (
    "plain", "after_hours", "opted_out", "owned", "other_language", "spanish", "text", "mid_form",
    "under_lock",
)  # fmt: skip


@pytest.mark.parametrize("state", STATES)
async def test_a_red_flag_gets_its_text_and_its_case_in_every_state(
    door: Door, conversation: str, transcript: Transcript, store: Store, state: str
) -> None:
    """Alone and first among what answers it, with one open case and a page."""
    await _state(state, store, conversation, door)
    received = await door.handle(Inbound(conversation, RED_FLAG))
    said = [m for m in transcript() if m.reply_to == received.message_id]
    assert said[0].response == SAFETY_TEXT and "911" in said[0].text
    with store.read() as session:
        case = session.scalars(select(Case)).one()
        pages = session.scalars(select(OutboxRow).where(OutboxRow.purpose == "page")).all()
    assert (case.state, case.tier) == ("open", "emergency_911_now")
    assert pages


async def test_an_opted_out_number_still_gets_its_safety_text(
    door: Door, conversation: str, store: Store
) -> None:
    """As the answer to their own message, for an emergency."""
    opted_out = {"opted_out_at": clock.now(), "channel": "sms", "address": "+13125550123"}
    _set(store, conversation, **opted_out)
    await door.handle(Inbound(conversation, RED_FLAG))
    with store.read() as session:
        texts = session.scalars(select(OutboxRow).where(OutboxRow.purpose == "safety")).all()
    assert "911" in texts[0].body["text"]


async def test_a_red_flag_releases_the_hold_and_marks_the_visit_for_staff(
    door: Door, conversation: str, store: Store, clinic: Clinic
) -> None:
    """No self-booking goes on; what was booked is looked at by a person."""
    at = clock.now()
    with store.begin() as session:
        opening = openings(session, clinic, at)[0]
        hold(session, clinic, conversation, opening, at)
        session.add(
            Appointment(
                id="appt-1",
                conversation_id=conversation,
                provider_id="spine_1",
                kind="first_consultation",
                starts=at + timedelta(days=20),
                ends=at + timedelta(days=20, minutes=90),
                name="Ana Ruiz",
                channel="web",
                booked_at=at,
            )
        )
    await door.handle(Inbound(conversation, RED_FLAG))
    with store.read() as session:
        assert session.scalars(select(Hold)).all() == []
        assert session.get_one(Appointment, "appt-1").review


async def test_the_dialogue_leaves_its_form_and_is_not_asked_again_under_the_lock(
    door: Door, conversation: str, engine: FakeEngine, store: Store
) -> None:
    """The engine is told of the finding; what it would say is not said."""
    await door.handle(Inbound(conversation, RED_FLAG))
    await door.finish()
    assert [f["category"] for f in engine.asked[-1].metadata["findings"]] == ["cauda_equina_signs"]
    with store.read() as session:
        assert session.get_one(Conversation, conversation).engine_stale is False
        said = session.scalars(select(Message.response).where(Message.author == "bot")).all()
        assert len(session.scalars(select(Case)).all()) == 1
    assert "utter_faq/mri_required" not in said
    await door.handle(Inbound(conversation, "the first one please"))
    assert len(engine.asked) == 1


async def test_an_engine_that_is_gone_is_reset_before_its_next_turn(
    door: Door, conversation: str, engine: FakeEngine, store: Store
) -> None:
    """And nobody is told that something failed: the safety text was the answer."""
    engine.gone = True
    await door.handle(Inbound(conversation, RED_FLAG))
    await door.finish()
    with store.read() as session:
        assert session.get_one(Conversation, conversation).engine_stale
        assert [c.kind for c in session.scalars(select(Case))] == ["red_flag"]
    engine.gone = False
    _set(store, conversation, locked_by=None)
    await door.handle(Inbound(conversation, "do i need an mri"))
    assert engine.resets == [conversation]


async def test_a_picture_without_words_is_asked_about_at_once(
    door: Door, conversation: str, transcript: Transcript, store: Store
) -> None:
    """With the line to 911; no page, no lock."""
    await door.handle(Inbound(conversation, "", attachments=1))
    assert transcript()[-1].response == "utter_red_flag/vague_alarm"
    with store.read() as session:
        assert session.scalars(select(Case)).all() == []
        row = session.get_one(Conversation, conversation)
    assert row.locked_by is None and row.asks_safety == "attachment"


async def test_words_after_a_picture_stop_its_clock(
    door: Door, conversation: str, store: Store
) -> None:
    """They said what it is."""
    await door.handle(Inbound(conversation, "", attachments=1))
    await door.handle(Inbound(conversation, "this is my mri from last year"))
    with store.read() as session:
        assert session.get_one(Conversation, conversation).silence_at is None


async def test_the_menu_of_a_picture_can_be_answered_by_number(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """Its words are a menu."""
    await door.handle(Inbound(conversation, "", attachments=1))
    await door.handle(Inbound(conversation, "3"))
    assert SAFETY_TEXT in [m.response for m in transcript()]


async def test_a_picture_after_a_finding_of_the_day_is_an_alarm(
    door: Door, conversation: str, store: Store
) -> None:
    """It may show what was written of."""
    await door.handle(Inbound(conversation, "my calf is swollen and warm on one side"))
    _set(store, conversation, locked_by=None)
    await door.handle(Inbound(conversation, "", attachments=1))
    with store.read() as session:
        rows = session.scalars(select(Case)).one()
        turns = session.scalars(
            select(Message.turn).where(Message.author == "patient").order_by(Message.seq)
        ).all()
    assert rows.category == "dvt_signs" and turns == ["flagged", "flagged"]


async def test_a_picture_for_staff_is_theirs(
    door: Door, conversation: str, transcript: Transcript, store: Store
) -> None:
    """They see it; nothing is asked over their heads."""
    _set(store, conversation, owner_id=_owner(store))
    await door.handle(Inbound(conversation, "", attachments=1))
    assert [m.turn for m in transcript()] == ["owned"]


async def test_who_asks_for_silence_gets_none_of_our_words_but_staff_are_paged(
    door: Door, conversation: str, transcript: Transcript, store: Store
) -> None:
    """Also not later, until staff unlock."""
    await door.handle(Inbound(conversation, "he hit me. dont text back"))
    await door.handle(Inbound(conversation, "please"))
    assert {m.author for m in transcript()} == {"patient"}
    with store.read() as session:
        assert session.scalars(select(OutboxRow).where(OutboxRow.purpose == "page")).all()


async def test_a_picture_from_who_opted_out_is_for_staff_and_brings_no_text(
    door: Door, conversation: str, transcript: Transcript, store: Store
) -> None:
    """A stop is kept where nothing was said that may be a danger."""
    _set(store, conversation, opted_out_at=clock.now())
    await door.handle(Inbound(conversation, "", attachments=1))
    assert [m.author for m in transcript()] == ["patient"]
    with store.read() as session:
        case = session.scalars(select(Case)).one()
    assert (case.kind, case.tier) == ("attachment", "priority_callback")


async def test_a_crisis_after_an_emergency_adds_to_the_case_and_lowers_nothing(
    door: Door, conversation: str, transcript: Transcript, store: Store
) -> None:
    """One case, the higher tier, and the person still hears the words for what they said."""
    await door.handle(Inbound(conversation, RED_FLAG))
    await door.handle(Inbound(conversation, "i want to die"))
    with store.read() as session:
        case = session.scalars(select(Case)).one()
    assert (case.tier, case.category) == ("emergency_911_now", "cauda_equina_signs")
    assert "utter_red_flag/suicide_self_harm" in [m.response for m in transcript()]


async def test_who_writes_under_the_lock_while_staff_own_it_hears_no_machine(
    door: Door, conversation: str, transcript: Transcript, store: Store
) -> None:
    """The person at the clinic answers; the short line would talk over them."""
    await door.handle(Inbound(conversation, RED_FLAG))
    _set(store, conversation, owner_id=_owner(store))
    before = len(transcript())
    await door.handle(Inbound(conversation, "ok thank you"))
    assert [m.turn for m in transcript()[before:]] == ["owned"]


async def test_a_danger_sign_in_the_middle_of_a_stop_is_answered_and_stays_an_alarm(
    door: Door, conversation: str, transcript: Transcript, store: Store
) -> None:
    """"Stop texting me, I can't pee" is first of all an emergency."""
    await door.handle(Inbound(conversation, "stop texting me, i cant pee"))
    assert transcript()[1].response == SAFETY_TEXT
    with store.read() as session:
        assert session.scalars(select(Case)).one().tier == "emergency_911_now"
