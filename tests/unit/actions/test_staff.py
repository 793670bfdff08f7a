"""What is handed to people: the case, by when, and how to reach the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from frontdesk.store import Store
from frontdesk.store.tables import Case, CaseEvent, Conversation
from tests.unit.actions.conftest import Talk

Begin = Callable[..., Talk]


def _keys(said: list[dict[str, Any]]) -> list[str]:
    return [m["response"] for m in said]


def _kinds(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(select(Case.kind)))


@pytest.mark.parametrize(
    "intent",
    ["complaint", "individual_advice", "medication_question", "new_symptom", "cost_estimate",
     "erase_data", "talk_to_human"],
)
async def test_what_is_not_for_a_machine_becomes_a_case_with_a_time(
    talk: Begin, sqlite_store: Store, intent: str
) -> None:
    """And the person is asked how to be reached."""
    said = await talk().say("what i want", intent)
    assert _keys(said) == [f"utter_{intent}", "utter_ask_callback_name"]
    assert said[0]["when"] == f"by {said[0]['promise']}"
    assert _kinds(sqlite_store) == [intent]


async def test_name_number_and_time_are_kept_for_staff(talk: Begin, sqlite_store: Store) -> None:
    """Each in a message of its own."""
    person = talk()
    await person.say("get me a human", "talk_to_human")
    await person.say("Ana Ruiz")
    await person.say("312-555-0142")
    assert _keys(await person.say("mornings")) == ["utter_callback_done"]
    with sqlite_store.read() as session:
        row = session.get_one(Conversation, person.id)
    assert (row.contact_name, row.contact_phone, row.contact_time) == (
        "Ana Ruiz", "+13125550142", "mornings",
    )


async def test_a_number_is_kept_even_when_the_rest_is_never_answered(
    talk: Begin, sqlite_store: Store
) -> None:
    """Nothing accepted is lost."""
    person = talk()
    await person.say("get me a human", "talk_to_human")
    await person.say("Ana Ruiz")
    await person.say("312-555-0142")
    with sqlite_store.read() as session:
        assert session.get_one(Conversation, person.id).contact_phone == "+13125550142"


async def test_without_a_number_no_time_is_asked_and_staff_answer_here(talk: Begin) -> None:
    """Nobody calls where no number is given."""
    person = talk()
    await person.say("get me a human", "talk_to_human")
    await person.say("Ana Ruiz")
    assert _keys(await person.say("skip")) == ["utter_callback_without_phone"]


async def test_never_mind_leaves_the_questions_at_once(talk: Begin) -> None:
    """The case stands all the same."""
    person = talk()
    await person.say("get me a human", "talk_to_human")
    assert _keys(await person.say("never mind", "deny")) == ["utter_callback_without_phone"]
    assert person.loop is None


async def test_a_question_is_no_time_for_a_call(talk: Begin) -> None:
    """It is answered, and the time asked again."""
    person = talk()
    await person.say("get me a human", "talk_to_human")
    await person.say("Ana Ruiz")
    await person.say("312-555-0142")
    said = await person.say("how long does it take?", "faq")
    assert _keys(said) == ["answer to faq", "utter_ask_callback_time"]


async def test_praise_is_no_name(talk: Begin) -> None:
    """The classifier knows better than the shape of the words."""
    person = talk()
    await person.say("get me a human", "talk_to_human")
    ranking = [{"name": "feedback_good", "confidence": 0.9}]
    said = await person.mean("thats helpful", "inform", {"ranking": ranking})
    assert _keys(said)[-1] == "utter_ask_callback_name"


async def test_a_second_case_asks_nothing_that_is_known(talk: Begin) -> None:
    """Who has said it once is not asked again."""
    person = talk()
    await person.say("get me a human", "talk_to_human")
    for answer in ("Ana Ruiz", "312-555-0142", "mornings"):
        await person.say(answer)
    said = await person.say("the bill was wrong", "complaint")
    assert _keys(said) == ["utter_complaint", "utter_callback_done"]


@pytest.mark.parametrize("intent", ["individual_advice", "medication_question", "new_symptom"])
async def test_a_care_question_in_pregnancy_is_for_a_nurse(
    talk: Begin, sqlite_store: Store, intent: str
) -> None:
    """The taxonomy's own text and case."""
    said = await talk().say("im 20 weeks pregnant, can i take advil", intent)
    assert said[0]["response"] == "utter_pregnancy_care_question"
    assert _kinds(sqlite_store) == ["pregnancy_care_question"]


async def test_whoever_writes_spanish_is_told_in_spanish_that_a_person_will_call(
    talk: Begin, sqlite_store: Store
) -> None:
    """A number that follows is kept; the second time other words are found."""
    person, spanish = talk(), {"language": "es"}
    first = await person.mean("cuanto cuesta", "change_language", spanish)
    assert _keys(first) == ["utter_spanish"]
    noted = await person.mean("312 555 0142", "change_language", spanish)
    assert _keys(noted) == ["utter_spanish_noted"]
    again = await person.mean("gracias, cuando?", "change_language", spanish)
    assert _keys(again) == ["utter_spanish_again"]
    with sqlite_store.read() as session:
        assert session.get_one(Conversation, person.id).contact_phone == "+13125550142"
    assert _kinds(sqlite_store) == ["change_language"]


async def test_a_name_and_thanks_in_spanish_are_understood_as_such(
    talk: Begin, sqlite_store: Store
) -> None:
    """Also where the engine takes them for a detail that nobody asked for."""
    person, spanish = talk(), {"language": "es"}
    person.told = {"language": "es"}
    await person.mean("necesito una cita", "change_language", spanish)
    assert _keys(await person.mean("Me llamo Ana Ruiz", "inform", {})) == ["utter_spanish_number"]
    said = await person.mean("muchas gracias", "change_language", spanish)
    assert _keys(said) == ["utter_spanish_welcome"]
    with sqlite_store.read() as session:
        assert session.get_one(Conversation, person.id).contact_name == "Ana Ruiz"


async def test_no_more_texts_is_for_staff_when_it_is_asked_in_the_chat(
    talk: Begin, sqlite_store: Store
) -> None:
    """No number is known there; what is promised is then true."""
    assert _keys(await talk().say("no more texts", "opt_out")) == ["utter_opt_out"]
    assert _kinds(sqlite_store) == ["opt_out"]


async def test_no_more_texts_holds_for_the_number_that_texts(
    talk: Begin, sqlite_store: Store
) -> None:
    """In words of their own; the number's record says so."""
    from frontdesk.conversations import consent

    person = talk("sms", address="+13125550142")
    await person.say("please quit texting me", "opt_out")
    with sqlite_store.read() as session:
        row = session.get_one(Conversation, person.id)
        assert consent.standing(session, consent.number_key_of(row)).stopped == "opted_out"


@pytest.mark.parametrize(
    "text",
    ["dont message my daughter, she worries", "my bank keeps texting me"],
)
async def test_a_stop_that_means_somebody_else_is_for_staff(
    talk: Begin, sqlite_store: Store, text: str
) -> None:
    """However the engine reads it: this number's texts go on, and a person looks."""
    from frontdesk.conversations import consent

    person = talk("sms", address="+13125550142")
    assert _keys(await person.say(text, "opt_out")) == ["utter_text_not_stopped"]
    assert _kinds(sqlite_store) == ["opt_out"]
    with sqlite_store.read() as session:
        row = session.get_one(Conversation, person.id)
        assert consent.standing(session, consent.number_key_of(row)).stopped is None


@pytest.mark.parametrize(
    ("text", "key", "cases"),
    [
        ("what happens if i opt out", "utter_text_about_stop", []),
        ("stop. what happens if i opt out", "utter_opt_out", ["opt_out"]),
    ],
)
async def test_a_question_about_stopping_is_answered_in_the_chat(
    talk: Begin, sqlite_store: Store, text: str, key: str, cases: list[str]
) -> None:
    """Whoever only asks has stopped nothing; whoever stops first has."""
    assert _keys(await talk().say(text, "opt_out")) == [key]
    assert _kinds(sqlite_store) == cases


async def test_another_language_asks_how_to_reach_the_person(talk: Begin) -> None:
    """In English, for it was asked in English."""
    said = await talk().mean("do you speak polish", "change_language", {"language": "en"})
    assert _keys(said) == ["utter_change_language", "utter_ask_callback_name"]


async def test_the_case_takes_along_what_was_said_of_the_criteria(
    talk: Begin, sqlite_store: Store
) -> None:
    """As tags, for staff."""
    from datetime import datetime

    from frontdesk.conversations.transcript import add_message, locked_conversation

    person, said = talk(), {"candidacy_imaging": "recent"}
    with sqlite_store.begin() as session:
        row = locked_conversation(session, person.id)
        at = datetime.fromisoformat(person.now)
        add_message(
            session, row, "bot", "...", at, response="utter_candidacy_summary",
            data={"criteria": said},
        )
    await person.say("have staff look at it", "talk_to_human")
    with sqlite_store.read() as session:
        opened = session.scalars(select(CaseEvent).where(CaseEvent.kind == "opened")).one()
    assert opened.data["criteria"] == said
