"""What is said when a message was not understood."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from frontdesk.store import Store
from frontdesk.store.tables import Case
from tests.unit.actions.conftest import Talk

Begin = Callable[..., Talk]
UNSURE = {"choices": ["faq/prp", "faq/stem_cells", "book_consultation"]}


def _keys(said: list[dict[str, Any]]) -> list[str]:
    return [m["response"] for m in said]


async def test_unsure_asks_with_titles_people_understand_and_a_person(talk: Begin) -> None:
    """No key of ours is ever shown."""
    said = await talk().mean("the shot with the cells", "nlu_fallback", UNSURE)
    assert _keys(said) == ["utter_choices"]
    buttons = said[0]["buttons"]
    assert [b["payload"] for b in buttons] == [
        "/faq/prp", "/faq/stem_cells", "/book_consultation", "/talk_to_human",
    ]
    assert not any("/" in b["title"] or "_" in b["title"] for b in buttons)


async def test_choices_are_spanish_for_whoever_is_understood_in_spanish(talk: Begin) -> None:
    """Where there are Spanish titles; a person is offered once."""
    unsure = {"choices": ["faq/cost", "talk_to_human"], "language": "es"}
    said = await talk().mean("cuanto", "nlu_fallback", unsure)
    assert [b["title"] for b in said[0]["buttons"]] == [
        "¿Cuánto cuesta?", "Hablar con una persona",
    ]


async def test_the_second_miss_offers_a_person_and_the_third_gets_one(
    talk: Begin, sqlite_store: Store
) -> None:
    """Nobody is asked a third time."""
    person = talk()
    assert _keys(await person.say("hmpf", "nlu_fallback")) == ["utter_ask_again"]
    assert _keys(await person.say("grmbl", "nlu_fallback")) == ["utter_not_understood"]
    third = await person.say("argh", "nlu_fallback")
    assert _keys(third) == ["utter_handed_over", "utter_ask_callback_name"]
    with sqlite_store.read() as session:
        assert session.scalars(select(Case.kind)).all() == ["not_understood"]


async def test_a_second_miss_with_choices_shows_them_with_the_person(talk: Begin) -> None:
    """In other words than the first time."""
    person = talk()
    await person.mean("the cells", "nlu_fallback", UNSURE)
    said = await person.mean("the other cells", "nlu_fallback", UNSURE)
    assert _keys(said) == ["utter_choices_again"]
    assert said[0]["buttons"][-1]["payload"] == "/talk_to_human"


async def test_an_answer_in_between_begins_the_count_anew(talk: Begin) -> None:
    """Only misses in a row count."""
    person = talk()
    await person.say("hmpf", "nlu_fallback")
    await person.say("am i a candidate", "candidacy_check")
    await person.say("never mind", "deny")
    assert _keys(await person.say("grmbl", "nlu_fallback")) == ["utter_ask_again"]


async def test_out_of_scope_is_declined_with_what_can_be_done_then_a_person_is_offered(
    talk: Begin,
) -> None:
    """Kindly, once."""
    person = talk()
    assert _keys(await person.say("pizza?", "out_of_scope")) == ["utter_out_of_scope"]
    assert _keys(await person.say("weather?", "out_of_scope")) == ["utter_out_of_scope_again"]


async def test_a_number_given_later_reaches_the_case_that_waits_for_it(talk: Begin) -> None:
    """No form asked for it any more."""
    person = talk()
    await person.say("get me a human", "talk_to_human")
    await person.say("never mind", "deny")
    said = await person.say("ok it is 312-555-0142", "inform")
    assert _keys(said) == ["utter_contact_noted"]


async def test_a_detail_nobody_waits_for_is_asked_about(talk: Begin) -> None:
    """A number out of nowhere means nothing by itself."""
    assert _keys(await talk().say("312-555-0142", "inform")) == ["utter_ask_again"]


async def test_a_name_given_later_reaches_the_case_and_is_no_miss(talk: Begin) -> None:
    """The next message that is not understood is the first one."""
    person = talk()
    await person.say("get me a human", "talk_to_human")
    await person.say("never mind", "deny")
    assert _keys(await person.say("his name is Walter Boyd")) == ["utter_detail_noted"]
    person.hears("utter_detail_noted")
    assert _keys(await person.say("hm", "nlu_fallback")) == ["utter_ask_again"]


async def test_an_answer_that_was_not_followed_is_said_in_fewer_words_then_a_person_explains(
    talk: Begin,
) -> None:
    """Never the same words twice."""
    person = talk()
    person.hears("utter_faq/prp")
    first = await person.say("huh?", "repeat")
    assert _keys(first) == ["utter_other_words", "utter_faq/prp"] and first[1]["short"]
    assert [b["payload"] for b in first[1]["buttons"]] == ["/talk_to_human"]
    assert _keys(await person.say("still no", "repeat")) == ["utter_repeat_person"]


async def test_tell_me_more_shows_what_the_last_answer_leads_to(talk: Begin) -> None:
    """On texts too, whose answers show no buttons."""
    person = talk(channel="sms")
    person.hears("utter_faq/prp")
    person.told = {"wants": "more"}
    (said,) = await person.say("more", "repeat")
    assert said["response"] == "utter_more"
    assert "/faq/risks" in [b["payload"] for b in said["buttons"]]


async def test_before_any_answer_there_is_nothing_to_say_again(talk: Begin) -> None:
    """And nothing that it leads to."""
    person = talk()
    person.told = {"wants": "more"}
    assert _keys(await person.say("more", "repeat")) == ["utter_repeat_nothing"]


async def test_a_text_that_was_not_followed_is_not_sent_again(talk: Begin) -> None:
    """It was the short wording already: a person explains."""
    person = talk(channel="sms")
    person.hears("utter_faq/prp")
    assert _keys(await person.say("why", "repeat")) == ["utter_repeat_person"]
