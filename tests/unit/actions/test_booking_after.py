"""After the booking: what else is asked, proof of who asks, reminders, the waiting list."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from frontdesk.booking.appointments import cancel
from frontdesk.booking.notices import VisitNotices
from frontdesk.booking.waiting import WaitingList
from frontdesk.store import Store
from frontdesk.store.ids import sms_conversation_id
from frontdesk.store.tables import Appointment, Case, Hold, OutboxRow, Waiting

NOW = datetime.fromisoformat("2026-04-07T10:15:00-05:00")


def _keys(uttered: list[dict[str, Any]]) -> list[str]:
    return [u["response"] for u in uttered]


def _one(store: Store) -> Appointment:
    with store.read() as session:
        return session.scalars(select(Appointment)).one()


def _outbox(store: Store, **which: str) -> list[OutboxRow]:
    with store.read() as session:
        rows = session.scalars(select(OutboxRow)).all()
        return [r for r in rows if all(getattr(r, k) == v for k, v in which.items())]


async def _booked(
    person: Any, *, first: str = "book please", time: str = "thursday at 10:30"
) -> list[dict[str, Any]]:
    await person.say(first, "book_consultation")
    for words in ("bad disc", "no", "Ana Ruiz", "312-555-0142", time):
        await person.say(words)
    return await person.say("yes", "affirm")


async def test_what_else_is_good_to_know_is_asked_and_kept(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """E-mail, treatment so far, state; the mail with its file goes out."""
    person = talk()
    done = await _booked(person)
    assert _keys(done) == ["utter_booking_done_without_mri", "utter_ask_visit_email"]
    assert done[1]["asks_for"] == "email"
    said = [
        _keys(await person.say(words, intent))
        for words, intent in (
            ("ana@mail.example", "inform"), ("shots and pills", "medication_question"),
            ("Illinois", "nlu_fallback"),
        )
    ]
    assert said == [["utter_ask_visit_treatment"], ["utter_ask_visit_state"], ["utter_visit_done"]]
    details = _one(sqlite_store).details
    assert {k: details[k] for k in ("email", "treatment", "state")} == {
        "email": "ana@mail.example", "treatment": "shots and pills", "state": "IL"
    }
    (mail,) = _outbox(sqlite_store, transport="email")
    assert mail.address == "ana@mail.example" and mail.body["attachments"]
    assert person.loop is None


@pytest.mark.parametrize("words", ["skip", "no", "rather not", "none"])
async def test_each_of_them_can_be_passed_over(talk: Callable[..., Any], words: str) -> None:
    """By a word or by the button."""
    person = talk()
    await _booked(person)
    assert _keys(await person.say(words, "deny")) == ["utter_ask_visit_treatment"]
    said = await person.say(words, "deny")
    assert _keys(said) == ["utter_ask_visit_state"]
    assert _keys(await person.press(said[0]["buttons"][0])) == ["utter_visit_done"]


async def test_a_question_of_their_own_ends_it(talk: Callable[..., Any]) -> None:
    """It is answered, and nobody is asked for more; "thanks" and "never mind" end it too."""
    for words, intent, said in (
        ("what should i bring?", "faq", ["answer to faq"]),
        ("thanks", "thanks", ["utter_visit_done"]),
        ("never mind", "deny", ["utter_visit_done"]),
    ):
        person = talk()
        await _booked(person)
        assert _keys(await person.say(words, intent)) == said
        assert person.loop is None
        await person.say("cancel it", "cancel_appointment")
        await person.say("yes", "affirm")


async def test_an_address_that_is_none_is_explained_once(talk: Callable[..., Any]) -> None:
    """Then the question is passed over."""
    person = talk()
    await _booked(person)
    assert _keys(await person.say("ana at home")) == ["utter_ask_visit_email_again"]
    assert _keys(await person.say("you know it")) == ["utter_ask_visit_treatment"]


async def test_an_address_given_with_the_rest_is_not_asked_for(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """Several details at once, the e-mail among them."""
    person = talk()
    done = await _booked(person, first="book please, my email is ana@mail.example")
    assert _keys(done)[-1] == "utter_ask_visit_treatment"
    assert _one(sqlite_store).details["email"] == "ana@mail.example"
    assert _outbox(sqlite_store, transport="email")


async def test_a_code_from_the_text_lets_another_chat_move_the_visit(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """Number, code, then what was asked for at first."""
    await _booked(talk())
    other = talk()
    assert _keys(await other.say("when is my visit", "check_appointment")) == [
        "utter_ask_proof_phone"]
    assert _keys(await other.say("3125550142")) == ["utter_ask_proof_code"]
    (text,) = _outbox(sqlite_store, purpose="code")
    code = re.search(r"\d{6}", text.body["text"])
    assert code
    again = await other.say("is parking free?", "faq")
    assert _keys(again) == ["answer to faq", "utter_ask_proof_code"]
    told = await other.say(f"it says {code[0]}")
    assert _keys(told) == ["utter_appointment_when"]
    assert told[0]["when"] == "Thursday, April 9, 2026 at 10:30 am Central Time"
    await other.say("move it to friday the 10th at 9", "reschedule_appointment")
    assert _keys(await other.say("yes", "affirm")) == ["utter_booking_moved"]
    assert _one(sqlite_store).state == "moved" and _one(sqlite_store).sequence == 1


@pytest.mark.parametrize("first, second", [
    ("move my visit", "It's under 312-555-0142, any afternoon next week would suit me"),
    ("can I move my visit to an afternoon next week?", "312-555-0142"),
])
async def test_a_time_wished_for_before_the_code_is_offered_after_it(
    talk: Callable[..., Any], sqlite_store: Store, first: str, second: str
) -> None:
    """Whether it came with the number or with the wish to move."""
    await _booked(talk())
    other = talk()
    await other.say(first, "reschedule_appointment")
    assert _keys(await other.say(second)) == ["utter_ask_proof_code"]
    (text,) = _outbox(sqlite_store, purpose="code")
    assert _keys(await other.say("000000")) == ["utter_ask_proof_code_wrong"]
    found = re.search(r"\d{6}", text.body["text"])
    assert found
    offered = await other.say(found[0])
    assert {o[:10] for o in offered[-1]["offers"]} <= {f"2026-04-{d}" for d in range(13, 18)}
    assert all(o[11:13] >= "12" for o in offered[-1]["offers"])


async def test_a_number_without_a_visit_hears_the_same(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """And after three wrong codes staff help, as they would with a visit."""
    await _booked(talk())
    said = []
    for number in ("312-555-0142", "312-555-0177"):
        other = talk()
        keys = _keys(await other.say("cancel my visit", "cancel_appointment"))
        keys += _keys(await other.say(number))
        for _ in range(3):
            keys += _keys(await other.say("000000"))
        said.append(keys)
    assert said[0] == said[1]
    assert said[0][-1] == "utter_appointment_by_staff"
    assert len(_outbox(sqlite_store, purpose="code")) == 1
    assert _one(sqlite_store).state == "booked"


@pytest.mark.parametrize(
    "words, key", [("never mind", "utter_proof_left"),
                   ("no text came", "utter_appointment_by_staff"),
                   ("that is my old phone, I don't have it", "utter_appointment_by_staff")],
)
async def test_a_code_that_does_not_come_leads_to_staff(
    talk: Callable[..., Any], words: str, key: str
) -> None:
    """Leaving is possible at every step."""
    other = talk()
    await other.say("move my visit", "reschedule_appointment")
    await other.say("312-555-0142")
    assert _keys(await other.say(words)) == [key]
    assert other.loop is None


async def test_a_text_from_the_same_number_needs_no_code(talk: Callable[..., Any]) -> None:
    """The reminder's buttons confirm and move."""
    await _booked(talk())
    phone = talk("sms", address="+13125550142")
    assert _keys(await phone.say("when do I come", "check_appointment")) == [
        "utter_appointment_when"]
    stranger = talk("sms", address="+13125550155")
    assert _keys(await stranger.say("when do I come", "check_appointment")) == [
        "utter_appointment_by_staff"]


async def test_the_button_of_a_reminder_confirms(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """Only for whoever the visit is; twice is once."""
    await _booked(talk())
    phone = talk("sms", address="+13125550142")
    button = {"payload": f'/check_appointment{{"confirm": "{_one(sqlite_store).id}"}}'}
    for _ in range(2):
        assert _keys(await phone.press(button)) == ["utter_appointment_confirmed"]
    assert _one(sqlite_store).state == "confirmed"
    stranger = talk("sms", address="+13125550155")
    assert _keys(await stranger.press(button)) == ["utter_appointment_by_staff"]


async def test_the_waiting_list_offers_what_becomes_free_and_books_it_in_two_words(
    talk: Callable[..., Any], sqlite_store: Store, notices: VisitNotices
) -> None:
    """What they told before is not asked again."""
    await _booked(talk(), time="wednesday at 9")
    number = "+13125550155"
    person = talk("sms", address=number, id=sms_conversation_id(number, notices.key))
    await person.say("book", "book_consultation")
    for words in ("my neck", "no", "Bo Lee"):
        offered = await person.say(words)
    offered = await person.say("wednesday at 9")
    assert offered[0]["response"] == "utter_ask_booking_time_none"
    wait = offered[0]["buttons"][-1]
    assert _keys(await person.press(wait)) == ["utter_booking_waiting"]
    with sqlite_store.begin() as session:
        row = session.scalars(select(Waiting)).one()
        assert row.draft["person_name"] == "Bo Lee" and row.wanted
        cancel(session, session.scalars(select(Appointment)).one(), NOW)
    line = WaitingList(sqlite_store, notices.clinic, notices, lambda phone, at: True)
    assert line.offer_free(NOW) == 1
    with sqlite_store.read() as session:
        offer = session.scalars(select(Waiting)).one().offered
    summary = await person.press({"payload": f'/book_consultation{{"opening": "{offer}"}}'})
    assert _keys(summary) == ["utter_ask_booking_confirmation"]
    assert summary[0]["name"] == "Bo Lee"
    assert _keys(await person.say("yes", "affirm"))[0] == "utter_booking_done_without_mri"
    with sqlite_store.read() as session:
        assert session.scalars(select(Waiting)).one().state == "booked"
        assert not session.scalars(select(Hold)).all()


async def test_someone_just_after_a_procedure_goes_on_with_staff(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """Within 90 days."""
    person = talk()
    await person.say("book", "book_consultation")
    said = await person.say("I had an injection two weeks ago and want another look")
    assert _keys(said) == ["utter_booking_procedure_without_phone"]
    with sqlite_store.read() as session:
        assert session.scalars(select(Case)).one().kind == "booking_procedure"
