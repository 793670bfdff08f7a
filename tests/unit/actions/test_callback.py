"""How staff reach the person: what people write instead of a name or a number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from frontdesk.store import Store
from frontdesk.store.tables import Conversation
from tests.unit.actions.conftest import Talk

Begin = Callable[..., Talk]


def _keys(said: list[dict[str, Any]]) -> list[str]:
    return [m["response"] for m in said]


async def _asked_for_a_number(talk: Begin) -> Talk:
    person = talk()
    await person.say("get me a human", "talk_to_human")
    await person.say("Ana Ruiz")
    return person


@pytest.mark.parametrize("words", ["thanks", "Thank you so much!", "ok great, thx", "gracias"])
async def test_thanks_passes_the_question_over_kindly(talk: Begin, words: str) -> None:
    """Whoever says thanks has been helped; the number is asked all the same."""
    person = talk()
    await person.say("get me a human", "talk_to_human")
    said = await person.say(words, "thanks")
    assert _keys(said) == ["utter_callback_welcome", "utter_ask_callback_phone"]


@pytest.mark.parametrize("words", ["555-0166", "12", "my number is 312 555 01"])
async def test_part_of_a_number_is_asked_for_whole(talk: Begin, words: str) -> None:
    """Not "I did not get that"."""
    person = await _asked_for_a_number(talk)
    assert _keys(await person.say(words)) == ["utter_ask_callback_phone_again"]
    assert _keys(await person.say("312-555-0166")) == ["utter_ask_callback_time"]


async def test_an_address_in_place_of_a_number_is_kept(talk: Begin, sqlite_store: Store) -> None:
    """Staff can write there."""
    person = await _asked_for_a_number(talk)
    assert _keys(await person.say("ana@example.com")) == ["utter_callback_done"]
    with sqlite_store.read() as session:
        kept = session.get_one(Conversation, person.id).contact_time
    assert kept == "by email: ana@example.com"
    said = await person.say("should i stop eliquis", "medication_question")
    assert _keys(said)[-1] == "utter_callback_done"


@pytest.mark.parametrize("words", ["why?", "what do you need it for", "¿por qué?"])
async def test_why_is_answered(talk: Begin, words: str) -> None:
    """And the question stands."""
    person = await _asked_for_a_number(talk)
    said = await person.say(words, "affirm")
    assert _keys(said) == ["utter_callback_why", "utter_ask_callback_phone"]


async def test_what_was_passed_over_is_not_asked_for_the_next_case(talk: Begin) -> None:
    """But whoever then wants a call is asked."""
    person = talk()
    await person.say("should i stop eliquis", "medication_question")
    await person.say("skip")
    await person.say("skip")
    said = await person.say("what does my report mean", "individual_advice")
    assert _keys(said) == ["utter_individual_advice", "utter_callback_without_phone"]
    said = await person.say("call me", "talk_to_human")
    assert _keys(said) == ["utter_talk_to_human", "utter_ask_callback_name"]
