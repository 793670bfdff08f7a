"""What people take back, add beside the question, or answer with nothing, in a booking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from frontdesk.store import Store
from frontdesk.store.tables import Appointment, Case, Conversation


def _keys(uttered: list[dict[str, Any]]) -> list[str]:
    return [u["response"] for u in uttered]


def _appointments(store: Store) -> list[Appointment]:
    with store.read() as session:
        return list(session.scalars(select(Appointment)))


async def _until_time(talk: Any) -> list[dict[str, Any]]:
    await talk.say("i want to book", "book_consultation")
    await talk.say("sciatica for two years")
    await talk.say("yes")
    await talk.say("Ana Ruiz")
    return await talk.say("(312) 555-0142")


async def test_corrections_before_the_yes(talk: Callable[..., Any], sqlite_store: Store) -> None:
    """A digit, a name, another day: the summary is given again, and the last word counts."""
    person = talk()
    await person.say("book please", "book_consultation")
    for words in ("bad disc", "no", "Ana Ruiz", "312-556-0142", "thursday at 10:30"):
        await person.say(words)
    fixed = await person.say("sorry its 555 not 556", "correct")
    assert fixed[0]["phone"] == "312-555-0142"
    fixed = await person.say("and it's Anna not Ana", "correct")
    assert fixed[0]["name"] == "Anna Ruiz"
    friday = await person.say("make it Friday instead", "correct")
    assert {o[:10] for o in friday[0]["offers"]} == {"2026-04-10"}
    await person.say("11 am")
    await person.say("yes")
    (booked,) = _appointments(sqlite_store)
    assert (booked.name, booked.phone) == ("Anna Ruiz", "+13125550142")
    assert booked.starts == datetime.fromisoformat("2026-04-10T11:00:00-05:00")


@pytest.mark.parametrize(
    "words, intent", [("yes but my number is 312-555-0143", "affirm"),
                      ("ok but make it friday", "affirm")]
)
async def test_a_yes_with_a_change_books_nothing_yet(
    talk: Callable[..., Any], sqlite_store: Store, words: str, intent: str
) -> None:
    """What was summed up is no longer what is wanted: the change is summed up first."""
    person = talk()
    await _until_time(person)
    await person.say("thursday at 10:30")
    asked = await person.say(words, intent)
    assert asked[0]["asks_for"] in ("confirmation", "time")
    assert not _appointments(sqlite_store)


async def test_no_to_the_summary_asks_what_to_change(talk: Callable[..., Any]) -> None:
    """And only that is asked again."""
    person = talk()
    await _until_time(person)
    await person.say("thursday at 10:30")
    change = await person.say("no", "deny")
    assert change[0]["response"] == "utter_ask_booking_change"
    asked = await person.press(change[0]["buttons"][1])
    assert asked[0]["response"] == "utter_ask_booking_name"
    summary = await person.say("Eva Ruiz")
    assert summary[0]["name"] == "Eva Ruiz"
    assert summary[0]["when"].startswith("Thursday, April 9")


async def test_wrong_input_is_explained_once_and_then_a_person_helps(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """Two answers that are no number: staff get the case, and the form is over."""
    person = talk()
    await person.say("book please", "book_consultation")
    for words in ("bad disc", "no", "Ana Ruiz"):
        await person.say(words)
    assert _keys(await person.say("555-0142")) == ["utter_ask_booking_phone_again"]
    assert _keys(await person.say("banana")) == ["utter_booking_person_without_phone"]
    with sqlite_store.read() as session:
        assert session.scalars(select(Case)).one().kind == "booking_help"
        assert session.get_one(Conversation, person.id).contact_name == "Ana Ruiz"
    assert person.loop is None


async def test_asking_for_a_person_is_no_name(talk: Callable[..., Any]) -> None:
    """What has the shape of a name but is a wish is not taken for one."""
    person = talk()
    await person.say("book please", "book_consultation")
    await person.say("bad disc")
    await person.say("no")
    asked = await person.say("talk to somebody", "talk_to_human")
    assert _keys(asked) == ["utter_talk_to_human", "utter_ask_callback_name"]
    assert person.slots["person_name"] is None
    await person.say("skip")
    # The booking was interrupted for the call-back and goes on after it.
    assert _keys(await person.say("skip"))[-1] == "utter_ask_booking_name"
    asked = await person.say("Will Chen", "faq")
    assert person.slots["person_name"] == "Will Chen"


async def test_what_is_told_beside_the_question_is_shown_to_be_heard(
    talk: Callable[..., Any],
) -> None:
    """A number at the MRI step, and its correction at the time step; then the question again."""
    person = talk()
    await person.say("i want to book", "book_consultation")
    await person.say("sciatica")
    noted = await person.say("my number is 312-555-0143")
    assert _keys(noted) == ["utter_booking_noted_phone", "utter_ask_booking_mri"]
    assert noted[0]["phone"] == "312-555-0143"
    await person.say("no")
    asked = await person.say("Bo Lee")
    assert _keys(asked) == ["utter_ask_booking_time"]
    fixed = await person.say("sorry its 555 0144")
    assert _keys(fixed) == ["utter_booking_noted_phone", "utter_ask_booking_time"]
    assert fixed[0]["phone"] == "312-555-0144"


async def test_a_detail_told_twice_is_no_mistake(talk: Callable[..., Any]) -> None:
    """"No MRI" once more, at the name: the name is asked for again without a complaint."""
    person = talk()
    await person.say("i want to book", "book_consultation")
    await person.say("sciatica")
    await person.say("no")
    assert _keys(await person.say("no mri")) == ["utter_ask_booking_name"]


async def test_what_was_said_before_did_you_mean_is_not_lost(talk: Callable[..., Any]) -> None:
    """The button begins the booking with the words that were asked back about."""
    person = talk()
    words = "Ana Ruiz here, my name is Ana Ruiz, 312-555-0142, sciatica, no mri, next monday at 9"
    await person.say(words, "nlu_fallback")
    begun = await person.press({"payload": "/book_consultation"})
    assert _keys(begun) == ["utter_ask_booking_confirmation"]
    assert begun[0]["name"] == "Ana Ruiz"


async def test_said_late_to_be_for_another_their_name_is_asked_and_the_time_stays(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """At the summary the name is the writer's own; the time that is held is not asked again."""
    person = talk()
    await _until_time(person)
    await person.say("thursday at 10:30")
    assert _keys(await person.say("its for my mom")) == ["utter_ask_booking_name_of_other"]
    summary = await person.say("Rosa Ruiz")
    assert _keys(summary) == ["utter_ask_booking_confirmation"]
    assert summary[0]["name"] == "Rosa Ruiz" and "10:30" in summary[0]["when"]
    await person.say("yes")
    (booked,) = _appointments(sqlite_store)
    assert (booked.for_whom, booked.name) == ("mother", "Rosa Ruiz")


@pytest.mark.parametrize("words, intent", [
    ("asdf", "nlu_fallback"), ("?", "nlu_fallback"), ("ok", "affirm"), ("gracias", "inform"),
    ("hjkl lkj", "out_of_scope"), ("???", "faq"),
])
async def test_an_answer_that_says_nothing_is_asked_about_once_and_then_passed(
    talk: Callable[..., Any], words: str, intent: str
) -> None:
    """Nothing of it becomes the reason; the second time the booking goes on without one."""
    person = talk()
    await person.say("book please", "book_consultation")
    asked = await person.say(words, intent)
    assert _keys(asked) == ["utter_ask_booking_reason_again"]
    assert asked[0]["buttons"][0]["title"] == "Skip"
    assert _keys(await person.say(words, intent)) == ["utter_ask_booking_mri"]
    assert person.slots["reason"] == ""


@pytest.mark.parametrize("words", ["skip", "I'd rather not say", "it's private"])
async def test_who_would_rather_not_say_why_is_not_asked_again(
    talk: Callable[..., Any], sqlite_store: Store, words: str
) -> None:
    """The visit is booked without a reason."""
    person = talk()
    await person.say("book please", "book_consultation")
    assert _keys(await person.say(words)) == ["utter_ask_booking_mri"]
    for said in ("no", "Ana Ruiz", "312-555-0142", "thursday at 10:30", "yes"):
        await person.say(said)
    assert [a.reason for a in _appointments(sqlite_store)] == [""]


async def test_the_skip_button_passes_the_reason(talk: Callable[..., Any]) -> None:
    """After an answer that was none."""
    person = talk()
    await person.say("book please", "book_consultation")
    asked = await person.say("asdf", "nlu_fallback")
    assert _keys(await person.press(asked[0]["buttons"][0])) == ["utter_ask_booking_mri"]


@pytest.mark.parametrize("words", ["DDD", "L5-S1", "dolor", "my back", "tmj and lbp"])
async def test_a_short_reason_is_one(talk: Callable[..., Any], words: str) -> None:
    """Terms without a vowel are no random keys."""
    person = talk()
    await person.say("book please", "book_consultation")
    assert _keys(await person.say(words)) == ["utter_ask_booking_mri"]
    assert person.slots["reason"] == words
