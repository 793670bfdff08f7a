"""The booking conversation, message by message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from frontdesk.booking.holds import hold
from frontdesk.booking.openings import opening_of
from frontdesk.clinic import Clinic
from frontdesk.store import Store
from frontdesk.store.tables import Appointment, Case, ConsentRow, Conversation, Hold

ALL_AT_ONCE = (
    "Hi, I'd like a consultation for lower back pain, I have an MRI from March, "
    "I'm Ana Ruiz, 312-555-0142, any morning next week"
)


def _appointments(store: Store) -> list[Appointment]:
    with store.read() as session:
        return list(session.scalars(select(Appointment)))


def _keys(uttered: list[dict[str, Any]]) -> list[str]:
    return [u["response"] for u in uttered]


async def _until_time(talk: Any) -> list[dict[str, Any]]:
    await talk.say("i want to book", "book_consultation")
    await talk.say("sciatica for two years")
    await talk.say("yes")
    await talk.say("Ana Ruiz")
    return await talk.say("(312) 555-0142")


async def test_a_clean_booking_takes_seven_messages(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """One question a message; the time is chosen from real openings; yes books."""
    person = talk()
    asked = [await person.say("i want to book", "book_consultation")]
    for words in ("sciatica for two years", "yes", "Ana Ruiz", "(312) 555-0142"):
        asked.append(await person.say(words))
    assert [_keys(a) for a in asked] == [
        [f"utter_ask_booking_{what}"] for what in ("reason", "mri", "name", "phone", "time")
    ]
    assert [a[0]["asks_for"] for a in asked] == ["reason", "mri", "name", "phone", "time"]
    offered = asked[-1][0]
    assert offered["offers"][0] == "2026-04-08T09:00:00-05:00"
    summary = await person.press(offered["buttons"][0])
    assert summary[0]["response"] == "utter_ask_booking_confirmation"
    assert summary[0]["when"] == "Wednesday, April 8, 2026 at 9 am Central Time"
    done = await person.press(summary[0]["buttons"][0])
    assert _keys(done) == ["utter_booking_done", "utter_ask_visit_email"]
    assert done[0]["appointment"]["starts"] == "2026-04-08T09:00:00-05:00"
    (booked,) = _appointments(sqlite_store)
    assert (booked.name, booked.phone, booked.reason, booked.mri) == (
        "Ana Ruiz", "+13125550142", "sciatica for two years", "yes",
    )
    assert person.count == 7
    assert person.loop == "visit_form" and not person.slots["reason"]


async def test_said_all_at_once_three_messages_book(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """Every detail is taken; only the time is left to choose among those that fit."""
    person = talk()
    offered = await person.say(ALL_AT_ONCE, "book_consultation")
    assert offered[0]["response"] == "utter_ask_booking_time_wanted"
    assert {o[:10] for o in offered[0]["offers"]} <= {f"2026-04-{d}" for d in range(13, 18)}
    assert all(o[11:13] < "12" for o in offered[0]["offers"])
    await person.press(offered[0]["buttons"][1])
    await person.say("yes", "affirm")
    (booked,) = _appointments(sqlite_store)
    assert (booked.name, booked.reason, booked.mri) == ("Ana Ruiz", "lower back pain", "yes")
    assert person.count == 3


async def test_a_day_button_leads_to_its_times(talk: Callable[..., Any]) -> None:
    """More days, then the times of one."""
    person = talk()
    offered = await _until_time(person)
    days = await person.press(offered[0]["buttons"][-1])
    assert days[0]["response"] == "utter_ask_booking_day"
    more = await person.press(days[0]["buttons"][-1])
    assert more[0]["days"][0] > days[0]["days"][-1]
    times = await person.press(more[0]["buttons"][0])
    assert {o[:10] for o in times[0]["offers"]} == {more[0]["days"][0]}


@pytest.mark.parametrize("words", ["2", "the second one", "Option 2."])
async def test_an_offered_time_can_be_chosen_by_its_place(
    talk: Callable[..., Any], words: str
) -> None:
    """As people do who have no buttons."""
    person = talk()
    offered = await _until_time(person)
    await person.say(words)
    assert person.slots["opening"].startswith(offered[0]["offers"][1])


async def test_a_time_in_words_is_held_and_summed_up(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """A single free time that was named needs no list."""
    person = talk()
    await _until_time(person)
    summary = await person.say("thursday at 10:30 works")
    assert summary[0]["when"] == "Thursday, April 9, 2026 at 10:30 am Central Time"
    with sqlite_store.read() as session:
        assert session.scalars(select(Hold)).one().conversation_id == person.id


@pytest.mark.parametrize(
    "words, response",
    [("yesterday", "utter_ask_booking_time_past"), ("saturday", "utter_ask_booking_time_none"),
     ("today at 3", "utter_ask_booking_time_none")],
)
async def test_a_time_that_can_not_be_gets_the_nearest_real_ones(
    talk: Callable[..., Any], words: str, response: str
) -> None:
    """Past, closed or too soon: said so, with times that are real."""
    person = talk()
    await _until_time(person)
    asked = await person.say(words)
    assert asked[0]["response"] == response
    assert asked[0]["offers"]


async def test_where_nothing_is_open_it_is_said_for_when(talk: Callable[..., Any]) -> None:
    """So that a misunderstanding shows."""
    person = talk()
    await _until_time(person)
    (asked,) = await person.say("saturday")
    assert asked["wanted"] == "Saturday, April 11"


async def test_a_long_answer_that_seems_to_be_over_is_asked_back(
    talk: Callable[..., Any],
) -> None:
    """Sooner misread than past: which day?"""
    person = talk()
    await _until_time(person)
    (asked,) = await person.say("march 20 through march 22 is when I am in town, late in the day")
    assert asked["response"] == "utter_ask_booking_day" and asked["days"]


async def test_a_question_in_the_middle_is_answered_and_the_step_resumes(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """At every step; nothing of the question fills a slot, and the booking still ends well."""
    person = talk()
    asked = await person.say("book please", "book_consultation")
    for words in ("bad disc", "no", "Ana Ruiz", "312-555-0142", "1"):
        again = await person.say("how much does it cost?", "faq")
        assert _keys(again) == ["answer to faq", asked[-1]["response"]]
        asked = await person.say(words)
    again = await person.say("what should i bring?", "faq")
    assert _keys(again) == ["answer to faq", "utter_ask_booking_confirmation"]
    done = await person.say("yes please", "affirm")
    assert _keys(done)[0] == "utter_booking_done_without_mri"
    assert len(_appointments(sqlite_store)) == 1


async def test_a_number_inside_a_question_is_kept(talk: Callable[..., Any]) -> None:
    """The question is answered first, what can not be mistaken is not asked again."""
    person = talk()
    await person.say("book please", "book_consultation")
    await person.say("do you take cash? my number is 312-555-0142 by the way", "faq")
    assert person.slots["phone"] == "+13125550142"


@pytest.mark.parametrize("step", range(6))
async def test_never_mind_leaves_kindly_at_every_step(
    talk: Callable[..., Any], sqlite_store: Store, step: int
) -> None:
    """The hold is released, nothing is booked, nothing is remembered."""
    person = talk()
    await person.say("book please", "book_consultation")
    for words in ("bad disc", "no", "Ana Ruiz", "312-555-0142", "thursday at 10:30")[:step]:
        await person.say(words)
    left = await person.say("never mind", "deny")
    assert _keys(left) == ["utter_booking_left"]
    assert person.loop is None and person.slots["reason"] is None
    with sqlite_store.read() as session:
        assert not session.scalars(select(Hold)).all()
    assert not _appointments(sqlite_store)


async def test_an_opening_that_was_taken_meanwhile_is_not_booked(
    talk: Callable[..., Any], sqlite_store: Store, clinic: Clinic
) -> None:
    """The hold ran out and somebody else has it: other times, in the same booking."""
    person, other = talk(), talk()
    await _until_time(person)
    await person.say("wednesday at 9")
    with sqlite_store.begin() as session:
        later = datetime.fromisoformat("2026-04-07T10:40:00-05:00")
        hold(session, clinic, other.id, opening_of(clinic, person.slots["opening"]), later)
    person.now = "2026-04-07T10:41:00-05:00"
    answer = await person.say("yes", "affirm")
    assert _keys(answer) == ["utter_ask_booking_time_taken"]
    assert not _appointments(sqlite_store)
    assert person.loop == "booking_form"
    again = await person.say("what does it cost?", "faq")
    assert _keys(again) == ["answer to faq", "utter_ask_booking_time"]
    assert again[-1]["offers"] == answer[0]["offers"]
    await person.press(answer[0]["buttons"][0])
    assert _keys(await person.say("yes", "affirm"))[0] == "utter_booking_done"


async def test_a_button_of_an_opening_that_is_gone_offers_the_nearest(
    talk: Callable[..., Any], sqlite_store: Store, clinic: Clinic
) -> None:
    """Two people see the same list; one is quicker."""
    person, other = talk(), talk()
    offered = await _until_time(person)
    first = await _until_time(other)
    await other.press(first[0]["buttons"][0])
    answer = await person.press(offered[0]["buttons"][0])
    assert answer[0]["response"] == "utter_ask_booking_time_taken"
    assert answer[0]["offers"][0] != offered[0]["offers"][0]


@pytest.mark.parametrize(
    "words, key", [("my back hurts, i'm 16", "minor"), ("i'm 20 weeks pregnant", "pregnancy")]
)
async def test_minors_and_pregnancies_are_booked_by_staff(
    talk: Callable[..., Any], sqlite_store: Store, words: str, key: str
) -> None:
    """Self-booking ends, a case is opened."""
    person = talk()
    await person.say("book please", "book_consultation")
    said = await person.say(words)
    assert _keys(said) == [f"utter_booking_{key}_without_phone"]
    with sqlite_store.read() as session:
        assert session.scalars(select(Case)).one().kind == f"booking_{key}"


async def test_booking_for_somebody_else_asks_for_their_name(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """Said in the middle, the question is asked anew."""
    person = talk()
    await person.say("book please", "book_consultation")
    await person.say("bad disc")
    await person.say("not sure")
    asked = await person.say("its for my mom")
    assert _keys(asked) == ["utter_ask_booking_name_of_other"]
    for words in ("Rosa Ruiz", "312-555-0142", "thursday at 10:30", "yes"):
        await person.say(words)
    (booked,) = _appointments(sqlite_store)
    assert (booked.for_whom, booked.name, booked.mri) == ("mother", "Rosa Ruiz", "unsure")


async def test_a_locked_conversation_is_led_to_staff(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """After an alarm no time is held and none is booked."""
    person = talk()
    await _until_time(person)
    with sqlite_store.begin() as session:
        session.get_one(Conversation, person.id).locked_by = "case-1"
    said = await person.say("thursday at 10:30")
    assert _keys(said) == ["utter_booking_closed"]


async def test_whoever_texts_is_not_asked_for_a_number(talk: Callable[..., Any]) -> None:
    """It is the one they text from, and it stands in the summary."""
    person = talk("sms", address="+13125550155")
    await person.say("book please", "book_consultation")
    await person.say("bad disc")
    await person.say("no")
    asked = await person.say("Ana Ruiz")
    assert _keys(asked) == ["utter_ask_booking_time"]
    summary = await person.say("thursday at 10:30")
    assert summary[0]["phone"] == "312-555-0155"


async def test_a_turn_that_is_run_again_books_once(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """The same message, the same booking: an answer that was lost is asked for again."""
    person = talk()
    await _until_time(person)
    await person.say("thursday at 10:30")
    before = (dict(person.slots), person.loop, list(person.events), person.count)
    await person.say("yes", "affirm")
    person.slots, person.loop, person.events, person.count = before
    assert _keys(await person.say("yes", "affirm"))[0] == "utter_booking_done"
    assert len(_appointments(sqlite_store)) == 1


async def test_an_alarm_in_the_middle_leaves_what_was_said_for_later(
    talk: Callable[..., Any]
) -> None:
    """The form was left from outside; a new booking does not ask again, nor trusts an old time."""
    person = talk()
    await _until_time(person)
    await person.say("thursday at 10:30")
    person.loop, person.slots["requested_slot"] = None, None
    asked = await person.say("book please", "book_consultation")
    assert _keys(asked) == ["utter_ask_booking_time"]
    assert person.slots["opening"] is None


async def test_who_wants_no_texts_is_booked_without_them(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """Told with the number; kept with the visit, and no consent is noted."""
    person = talk()
    await person.say("i want to book", "book_consultation")
    for words in ("sciatica", "no", "Bo Lee", "312-555-0143, no texts please", "first one", "yes"):
        await person.say(words)
    (booked,) = _appointments(sqlite_store)
    assert booked.details["texts"] == "no"
    with sqlite_store.read() as session:
        assert not session.scalars(select(ConsentRow)).all()
