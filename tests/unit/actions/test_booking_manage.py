"""Looking up, moving and cancelling, told only to whoever made the appointment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from frontdesk.store import Store
from frontdesk.store.tables import Appointment, Case, Cell


def _keys(uttered: list[dict[str, Any]]) -> list[str]:
    return [u["response"] for u in uttered]


def _one(store: Store) -> Appointment:
    with store.read() as session:
        return session.scalars(select(Appointment)).one()


async def _booked(person: Any) -> None:
    await person.say("book please", "book_consultation")
    for words in ("bad disc", "no", "Ana Ruiz", "312-555-0142", "thursday at 10:30", "yes"):
        await person.say(words)


async def test_whoever_booked_is_told_when(talk: Callable[..., Any]) -> None:
    """With the zone named."""
    person = talk()
    await _booked(person)
    said = await person.say("when is my appointment", "check_appointment")
    assert _keys(said) == ["utter_appointment_when"]
    assert said[0]["when"] == "Thursday, April 9, 2026 at 10:30 am Central Time"


async def test_nobody_else_learns_that_it_exists(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """The answer is the same whether there is an appointment or not; staff help."""
    person, other = talk(), talk()
    await _booked(person)
    for words, intent in (
        ("when is Ana Ruiz's appointment", "check_appointment"),
        ("move my appointment, 312-555-0142", "reschedule_appointment"),
        ("cancel my appointment, I'm Ana Ruiz", "cancel_appointment"),
    ):
        said = await other.say(words, intent)
        assert _keys(said) == ["utter_ask_proof_phone"]
        said = await other.say("I don't have that phone any more")
        assert _keys(said) == ["utter_appointment_by_staff"]
        assert "when" not in said[0]
    with sqlite_store.read() as session:
        assert session.scalars(select(Case)).one().kind == "appointment_help"
    assert _one(sqlite_store).state == "booked"


async def test_a_move_asks_only_for_the_time_and_a_yes(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """The new time may be said at once."""
    person = talk()
    await _booked(person)
    offered = await person.say("move it to next friday", "reschedule_appointment")
    assert offered[0]["asks_for"] == "time"
    assert {o[:10] for o in offered[0]["offers"]} == {"2026-04-17"}
    summary = await person.press(offered[0]["buttons"][0])
    assert _keys(summary) == ["utter_ask_booking_confirmation_move"]
    assert [b["title"] for b in summary[0]["buttons"]] == ["Yes, move it", "No, change it"]
    assert _keys(await person.say("yes", "affirm")) == ["utter_booking_moved"]
    moved = _one(sqlite_store)
    assert moved.state == "moved"
    assert moved.starts.isoformat() == datetime.fromisoformat(
        offered[0]["offers"][0]).astimezone(moved.starts.tzinfo).isoformat()


async def test_leaving_a_move_keeps_the_appointment(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """Where it was."""
    person = talk()
    await _booked(person)
    await person.say("move my appointment", "reschedule_appointment")
    await person.say("never mind", "deny")
    assert _one(sqlite_store).state == "booked"


async def test_cancelling_needs_a_yes(talk: Callable[..., Any], sqlite_store: Store) -> None:
    """A question in between is answered; then the time is free again."""
    person = talk()
    await _booked(person)
    asked = await person.say("cancel my appointment", "cancel_appointment")
    assert _keys(asked) == ["utter_ask_cancel_confirmation"]
    again = await person.say("is there a fee?", "faq")
    assert _keys(again) == ["answer to faq", "utter_ask_cancel_confirmation"]
    assert _one(sqlite_store).state == "booked"
    assert _keys(await person.press(again[-1]["buttons"][0])) == ["utter_appointment_cancelled"]
    assert _one(sqlite_store).state == "cancelled"
    with sqlite_store.read() as session:
        assert not session.scalars(select(Cell)).all()


async def test_without_a_clear_yes_nothing_is_cancelled(
    talk: Callable[..., Any], sqlite_store: Store
) -> None:
    """Neither by a no nor by anything unclear."""
    person = talk()
    await _booked(person)
    for words, intent in (("no", "deny"), ("hmm", "inform")):
        await person.say("cancel my appointment", "cancel_appointment")
        assert _keys(await person.say(words, intent)) == ["utter_appointment_kept"]
    assert _one(sqlite_store).state == "booked"
