"""Generated conversations: whatever is said in whatever order, a booking ends well or not at all.

Forty by default; `BOOKING_CONVERSATIONS` sets another number (500 in the trials).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from frontdesk.clinic import Clinic
from frontdesk.clinic.spoken import full_time
from frontdesk.store import Store
from frontdesk.store.tables import (
    ActionRun,
    Appointment,
    AppointmentEvent,
    Case,
    Cell,
    Hold,
    Notice,
    Waiting,
)

COUNT = int(os.environ.get("BOOKING_CONVERSATIONS", "40"))
#: beyond so many messages a conversation counts as a loop
_LONGEST = 80
_NAME = "Ana Ruiz"
_ANSWERS = {
    "reason": ["bad disc", "sciatica for two years", "my neck hurts since monday", "back pain"],
    "mri": ["yes", "no", "not sure", "had one last year", "nope never"],
    "name": ["Ana Ruiz", "my name is Ana Ruiz", "it's ana ruiz", "ANA RUIZ"],
    "phone": ["312-555-0142", "(312) 555 0142", "call me on 3125550142"],
    "time": ["1", "2", "the last one", "thursday morning", "any afternoon next week",
             "earliest you have", "the 14th", "none of these work", "saturday", "yesterday",
             "thurs or fri morning", "not before 10", "tues at 9"],
    "confirmation": ["yes", "yes please", "looks good"],
    "email": ["ana@mail.example", "skip", "no thanks"],
    "treatment": ["shots and pills", "skip", "nothing"],
    "state": ["Illinois", "skip"],
}
_OPENINGS = [
    "i want to book", "can i get an appt",
    "I'm Ana Ruiz, 312-555-0142, any morning next week for back pain",
    "book my mom for sciatica please", "book, my email is ana@mail.example",
]
_DIGRESSIONS = [("how much does it cost?", "faq"), ("what should i bring?", "faq"),
                ("are you a bot", "bot_challenge"), ("where are you?", "faq"),
                ("does it hurt and is friday ok?", "faq")]
_CHANGES = [("sorry its 555 not 556", "correct"), ("make it Friday instead", "correct"),
            ("its for my mom", "inform"), ("my number is 312-555-0143", "correct"),
            ("actually i do have an mri", "correct"),
            ("can we do tuesday at 10 instead", "correct")]
_GARBAGE = [("asdf", "nlu_fallback"), ("???", "nlu_fallback"), ("7", "inform"),
            ("👍", "affirm"), ("lorem ipsum " * 150, "nlu_fallback"), ("<script>", "out_of_scope")]
_LEAVES = [("never mind", "deny"), ("forget it", "deny"), ("not now", "deny")]

moves = st.one_of(
    *[st.tuples(st.just("answer"), st.integers(0, 999))] * 7,
    st.tuples(st.just("digress"), st.integers(0, 999)),
    st.tuples(st.just("change"), st.integers(0, 999)),
    st.tuples(st.just("garbage"), st.integers(0, 999)),
    st.tuples(st.just("late"), st.integers(0, 999)),
    st.tuples(st.just("leave"), st.integers(0, 30)),
)


def _other(kind: str, number: int) -> tuple[str, str] | None:
    if kind == "leave" and number:
        kind = "garbage"
    said = {"digress": _DIGRESSIONS, "change": _CHANGES, "garbage": _GARBAGE, "leave": _LEAVES}
    return said[kind][number % len(said[kind])] if kind in said else None


async def _next(
    person: Any, uttered: list[dict[str, Any]], kind: str, number: int,
    pressed: list[dict[str, str]],
) -> Any:
    if kind == "late" and pressed:
        # a button pressed twice, or long after it was shown
        return await person.press(pressed[number % len(pressed)])
    if other := _other(kind, number):
        return await person.say(*other)
    asked = uttered[-1]
    buttons = asked.get("buttons") or []
    if buttons and number % 5 < 2:
        button = buttons[number % len(buttons)]
        pressed.append(button)
        return await person.press(button)
    intent = "affirm" if asked["asks_for"] == "confirmation" else "inform"
    answers = _ANSWERS[asked["asks_for"]]
    return await person.say(answers[number % len(answers)], intent)


def _emptied(store: Store) -> None:
    with store.begin() as session:
        for table in (ActionRun, Cell, Hold, Notice, AppointmentEvent, Appointment,
                      Waiting):
            session.execute(delete(table))


@settings(
    max_examples=COUNT, deadline=None, derandomize=True, database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(opening=st.sampled_from(_OPENINGS), script=st.lists(moves, min_size=_LONGEST,
                                                           max_size=_LONGEST))
async def test_every_conversation_ends_in_a_booking_a_refusal_or_a_case(
    talk: Callable[..., Any], sqlite_store: Store, clinic: Clinic, opening: str,
    script: list[tuple[str, int]],
) -> None:
    """Never in a loop, a lost hold, half a booking, or a time other than the one summed up."""
    _emptied(sqlite_store)
    person, summed, said, pressed = talk(), None, [], []
    uttered = await person.say(opening, "book_consultation")
    for kind, number in script:
        if person.loop is None:
            break
        asked = [u for u in uttered if u["response"].startswith("utter_ask_booking_confirmation")]
        summed = asked[-1] if asked else summed
        uttered = await _next(person, uttered, kind, number, pressed)
        said += [u["response"] for u in uttered]
    assert person.loop is None, said[-10:]
    with sqlite_store.read() as session:
        booked = list(session.scalars(select(Appointment)))
        cases = [c.kind for c in session.scalars(
            select(Case).where(Case.conversation_id == person.id))]
        waits = len(session.scalars(select(Waiting)).all())
        assert not session.scalars(select(Hold)).all()
        assert bool(session.scalars(select(Cell)).all()) == bool(booked)
    ends = [k for k in said if k.startswith(("utter_booking_done", "utter_booking_left",
                                             "utter_booking_waiting", "utter_booking_person"))]
    assert len(booked) <= 1 and ends, said[-10:]
    assert bool(booked) == any(k.startswith("utter_booking_done") for k in ends)
    assert bool(cases) == any(k.startswith("utter_booking_person") for k in ends), (cases, ends)
    assert bool(waits) == ("utter_booking_waiting" in ends)
    for made in booked:
        assert summed is not None and summed["when"] == full_time(clinic, made.starts)
        assert made.name == _NAME
        assert made.phone in ("+13125550142", "+13125550143")
        assert made.ends - made.starts == timedelta(minutes=90)
        assert all((made.reason, made.mri))
