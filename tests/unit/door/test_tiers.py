"""What each tier lets the talk go on with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from frontdesk import clock
from frontdesk.cases.cases import acknowledge, locked_case, resolve
from frontdesk.door import Door, Inbound
from frontdesk.store import Store
from frontdesk.store.tables import Case, Conversation, Message, OutboxRow
from tests.fakes.engine import FakeEngine

Transcript = Callable[[], list[Message]]
URGENT = "my calf is swollen and warm on one side"
EMERGENCY = "cant feel when i wipe"
CRISIS = "i want to kill myself"
DISTRESS = "everything feels hopeless"
VAGUE = "help me please something is very wrong"


def _case(store: Store) -> Case:
    with store.read() as session:
        return session.scalars(select(Case)).one()


def _pages(store: Store) -> int:
    with store.read() as session:
        query = select(func.count(OutboxRow.id)).where(OutboxRow.purpose == "page")
        return session.scalar(query) or 0


def _said(transcript: Transcript) -> list[str | None]:
    return [m.response for m in transcript() if m.author != "patient"]


async def test_an_urgent_case_asks_for_a_number_and_for_what_got_worse_and_no_more(
    door: Door, conversation: str, transcript: Transcript, engine: FakeEngine
) -> None:
    """Small talk gets the line that could upgrade it, and the number is asked."""
    await door.handle(Inbound(conversation, URGENT))
    assert _said(transcript) == ["utter_red_flag/dvt_signs", "utter_ask_phone_for_staff"]
    await door.handle(Inbound(conversation, "ok and how much is prp"))
    assert _said(transcript)[2:] == ["utter_locked_urgent", "utter_ask_phone_for_staff"]
    await door.handle(Inbound(conversation, "312 555 0142"))
    assert _said(transcript)[4:] == ["utter_number_noted"]
    await door.handle(Inbound(conversation, "how much is prp"))
    assert _said(transcript)[5:] == ["utter_locked_urgent"]
    assert all(asked.metadata["findings"] for asked in engine.asked)


async def test_an_urgent_case_is_raised_by_what_got_worse(
    door: Door, conversation: str, transcript: Transcript, store: Store
) -> None:
    """The same case, the higher text, a new page at once."""
    await door.handle(Inbound(conversation, URGENT))
    await door.handle(Inbound(conversation, "now i can't breathe"))
    assert _case(store).tier == "emergency_911_now"
    assert _said(transcript)[-1] == "utter_red_flag/breathing_trouble_or_pe"
    assert _pages(store) == 2


async def test_a_person_can_ask_on_when_somebody_has_seen_the_urgent_case(
    door: Door, conversation: str, transcript: Transcript, store: Store
) -> None:
    """An emergency waits for staff to unlock it."""
    await door.handle(Inbound(conversation, URGENT))
    with store.begin() as session:
        acknowledge(session, locked_case(session, _case(store).id), clock.now(), None)
    await door.handle(Inbound(conversation, "do i need an mri"))
    assert _said(transcript)[-1] == "utter_faq/mri_required"


@pytest.mark.parametrize(
    ("text", "line"), [(EMERGENCY, "utter_locked"), (CRISIS, "utter_locked_crisis")]
)
async def test_an_emergency_stays_locked_until_staff_have_dealt_with_it(
    door: Door, conversation: str, transcript: Transcript, store: Store, text: str, line: str
) -> None:
    """Also after somebody has seen it; resolving it unlocks."""
    await door.handle(Inbound(conversation, text))
    with store.begin() as session:
        acknowledge(session, locked_case(session, _case(store).id), clock.now(), None)
    await door.handle(Inbound(conversation, "do i need an mri"))
    assert line in _said(transcript) and "utter_faq/mri_required" not in _said(transcript)
    with store.begin() as session:
        resolve(session, locked_case(session, _case(store).id), clock.now(), None, "reached")
    await door.handle(Inbound(conversation, "do i need an mri"))
    assert _said(transcript)[-1] == "utter_faq/mri_required"


async def test_further_texts_page_again_at_most_every_five_minutes(
    door: Door, conversation: str, store: Store
) -> None:
    """Not once a text."""
    await door.handle(Inbound(conversation, EMERGENCY))
    for _ in range(3):
        await door.handle(Inbound(conversation, "hello?"))
    assert _pages(store) == 1
    clock.turn("+5m")
    await door.handle(Inbound(conversation, "hello?"))
    await door.handle(Inbound(conversation, "hello??"))
    assert _pages(store) == 2


async def test_in_an_emergency_the_number_is_asked_once(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """The short line is not to be buried."""
    await door.handle(Inbound(conversation, EMERGENCY))
    await door.handle(Inbound(conversation, "what"))
    await door.handle(Inbound(conversation, "numb down there when i wipe and getting worse"))
    assert _said(transcript).count("utter_ask_phone_for_staff") == 1


async def test_a_known_number_is_not_asked_for(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """It stood in the message itself."""
    await door.handle(Inbound(conversation, EMERGENCY + ", call me at 312 555 0142"))
    assert _said(transcript) == ["utter_red_flag/cauda_equina_signs"]


async def test_a_vague_alarm_asks_first_and_does_not_page_yet(
    door: Door, conversation: str, transcript: Transcript, store: Store
) -> None:
    """The question carries the line to 911; the talk goes on meanwhile."""
    await door.handle(Inbound(conversation, VAGUE))
    assert _said(transcript) == ["utter_red_flag/vague_alarm"]
    assert "911" in transcript()[-1].text and _pages(store) == 0
    await door.handle(Inbound(conversation, "do i need an mri"))
    assert _said(transcript)[-1] == "utter_faq/mri_required"


@pytest.mark.parametrize(
    ("answer", "category"), [("2", "acute_weakness_or_paralysis"), ("5", "vague_alarm")]
)
async def test_the_answer_to_the_menu_pages_at_once(
    door: Door, conversation: str, store: Store, answer: str, category: str
) -> None:
    """What it names, or that it is something else."""
    await door.handle(Inbound(conversation, VAGUE))
    await door.handle(Inbound(conversation, answer))
    assert _case(store).category == category and _pages(store) == 1


async def test_a_sign_after_a_vague_alarm_pages_at_once(
    door: Door, conversation: str, store: Store
) -> None:
    """Of the same tier: it says more."""
    await door.handle(Inbound(conversation, VAGUE))
    await door.handle(Inbound(conversation, URGENT))
    assert _case(store).category == "dvt_signs" and _pages(store) == 1


async def test_the_question_of_distress_stands_whatever_is_said_instead(
    door: Door, conversation: str, transcript: Transcript, store: Store
) -> None:
    """And a yes to it is a crisis."""
    await door.handle(Inbound(conversation, DISTRESS))
    await door.handle(Inbound(conversation, "what does prp cost"))
    assert _said(transcript)[-1] == "utter_red_flag/ambiguous_distress"
    await door.handle(Inbound(conversation, "yes"))
    assert _case(store).tier == "crisis_988"
    assert _said(transcript)[-1] == "utter_red_flag/suicide_self_harm"


async def test_a_no_to_the_question_of_distress_stops_its_clock_not_the_case(
    door: Door, conversation: str, transcript: Transcript, store: Store
) -> None:
    """A person calls all the same."""
    await door.handle(Inbound(conversation, DISTRESS))
    await door.handle(Inbound(conversation, "no"))
    with store.read() as session:
        assert session.get_one(Conversation, conversation).silence_at is None
    assert _case(store).state == "open"
    assert _said(transcript)[-2:] == ["utter_locked_urgent", "utter_ask_phone_for_staff"]


async def test_a_number_given_before_the_alarm_is_not_asked_for_again(
    door: Door, conversation: str, transcript: Transcript, store: Store
) -> None:
    """It was given for the booking, a moment ago; staff have it with the case."""
    await door.handle(Inbound(conversation, "312-555-0142"))
    await door.handle(Inbound(conversation, EMERGENCY))
    assert "utter_ask_phone_for_staff" not in _said(transcript)
    with store.read() as session:
        assert session.get_one(Conversation, conversation).contact_phone == "+13125550142"
