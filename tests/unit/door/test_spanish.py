"""A person who writes in Spanish is spoken to in Spanish from the first word, where approved."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from frontdesk import clock
from frontdesk.cases.ladder import Ladder
from frontdesk.clinic import Clinic
from frontdesk.conversations.speaker import Speaker
from frontdesk.door import Door, Inbound
from frontdesk.door.alarm import Alarms
from frontdesk.door.inbox import Inbox
from frontdesk.house import House
from frontdesk.settings import settings
from frontdesk.store import Store
from frontdesk.store.tables import Conversation, Message

Transcript = Callable[[], list[Message]]
CHEST = "me duele mucho el pecho y no puedo respirar"
DISTRESS = "ya me canse de todo, no puedo mas con esto"


@pytest.fixture
def spanish(store: Store, clinic: Clinic, house: House) -> Inbox:
    """The inbox of a clinic that approved the Spanish wordings."""
    approved = clinic.model_copy(update={"languages_approved": ("es",)})
    speaker = Speaker(house.catalogue, approved)
    ladder = Ladder(approved, settings(), "key", speaker)
    return Inbox(store, house.rules, speaker, Alarms(approved, speaker, ladder))


def _said(transcript: Transcript) -> list[Message]:
    return [m for m in transcript() if m.author != "patient"]


def test_the_first_words_are_spanish_where_the_clinic_approved_them(
    spanish: Inbox, conversation: str, transcript: Transcript
) -> None:
    """The disclosure goes out before the engine has read anything."""
    spanish.take_in(Inbound(conversation, "hola, cuanto cuesta la consulta"), clock.now())
    (said,) = _said(transcript)
    assert said.response == "utter_disclosure" and said.text.startswith("Soy un asistente")


def test_the_safety_text_is_spanish_where_the_clinic_approved_it(
    spanish: Inbox, conversation: str, transcript: Transcript
) -> None:
    """And so is the question for a number."""
    spanish.take_in(Inbound(conversation, CHEST), clock.now())
    assert [m.data["language"] for m in _said(transcript)] == ["es", "es"]
    assert "911" in _said(transcript)[0].text


def test_the_safety_text_is_spanish_while_the_store_is_gone(spanish: Inbox) -> None:
    """It needs no conversation."""
    spoken = spanish.at_a_loss(Inbound("web-1", CHEST), clock.now())
    assert "llame" in spoken[0].text.lower()


async def test_where_it_is_not_approved_english_comes_with_a_person_in_spanish(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """Approved words first; then, in Spanish, who helps, and 911."""
    await door.receive(Inbound(conversation, CHEST))
    first, second = _said(transcript)[:2]
    assert "Call 911" in first.text and "language" not in first.data
    assert second.response == "utter_spanish" and "En una emergencia, llame al 911" in second.text
    assert second.data["asks_for"] == "phone"
    assert "utter_ask_phone_for_staff" not in [m.response for m in _said(transcript)]


async def test_a_number_given_to_the_spanish_line_is_kept_and_noted_in_spanish(
    door: Door, conversation: str, transcript: Transcript, store: Store
) -> None:
    """Nobody asks again."""
    await door.receive(Inbound(conversation, CHEST))
    await door.receive(Inbound(conversation, "312-555-0142"))
    assert transcript()[-1].response == "utter_spanish_noted"
    with store.read() as session:
        row = session.get_one(Conversation, conversation)
        assert (row.contact_phone, row.language) == ("+13125550142", "es")


async def test_a_question_of_safety_can_be_answered_after_the_spanish_line(
    door: Door, conversation: str, transcript: Transcript, store: Store
) -> None:
    """"Sí" answers the question, not the line that followed it."""
    await door.receive(Inbound(conversation, DISTRESS))
    assert [m.response for m in _said(transcript)] == [
        "utter_red_flag/ambiguous_distress", "utter_spanish",
    ]  # fmt: skip
    await door.receive(Inbound(conversation, "sí"))
    assert "utter_red_flag/suicide_self_harm" in [m.response for m in _said(transcript)]


async def test_a_number_does_not_change_the_language(
    door: Door, conversation: str, store: Store
) -> None:
    """It tells nothing of it."""
    with store.begin() as session:
        session.get_one(Conversation, conversation).language = "es"
    await door.receive(Inbound(conversation, "312-555-0142"))
    with store.read() as session:
        assert session.get_one(Conversation, conversation).language == "es"


async def test_the_short_line_of_a_lock_is_followed_by_the_spanish_one(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """It holds 911 and says that a person will answer in Spanish."""
    await door.receive(Inbound(conversation, CHEST))
    await door.receive(Inbound(conversation, "hola"))
    assert [m.response for m in _said(transcript)][-2:] == ["utter_locked", "utter_spanish_again"]
