"""Generated conversations: whatever is said in whatever order, a booking ends well or not at all.

Sixty by default; `BOOKING_CONVERSATIONS` sets another number.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from frontdesk.store import Store
from frontdesk.store.tables import Appointment, Case, Hold

COUNT = int(os.environ.get("BOOKING_CONVERSATIONS", "60"))
_ANSWERS = {
    "reason": ["bad disc", "sciatica for two years", "my neck hurts since monday"],
    "mri": ["yes", "no", "not sure", "had one last year"],
    "name": ["Ana Ruiz", "my name is Ana Ruiz", "it's ana ruiz"],
    "phone": ["312-555-0142", "(312) 555 0142", "call me on 3125550142"],
    "time": ["1", "2", "thursday morning", "any afternoon next week", "earliest you have",
             "the 14th", "none of these work", "saturday"],
    "confirmation": ["yes", "yes please", "looks good"],
}
_DIGRESSIONS = [("how much does it cost?", "faq"), ("what should i bring?", "faq"),
                ("are you a bot", "bot_challenge"), ("where are you?", "faq")]
_CHANGES = [("sorry its 555 not 556", "correct"), ("make it Friday instead", "correct"),
            ("its for my mom", "inform"), ("my number is 312-555-0143", "correct")]
_GARBAGE = [("asdf", "nlu_fallback"), ("???", "nlu_fallback"), ("7", "inform")]


@dataclass
class Ended:
    """What a conversation came to."""

    messages: int = 0
    keys: list[str] = field(default_factory=list)


async def _converse(person: Any, chance: random.Random) -> Ended:
    ended, uttered = Ended(), await person.say("i want to book", "book_consultation")
    while person.loop is not None and ended.messages < 60:
        ended.messages += 1
        ended.keys = [u["response"] for u in uttered]
        uttered = await _next(person, uttered, chance)
    ended.keys = [u["response"] for u in uttered]
    return ended


async def _next(person: Any, uttered: list[dict[str, Any]], chance: random.Random) -> Any:
    kind = chance.choices(["answer", "digress", "change", "garbage", "leave"],
                          [70, 12, 10, 6, 2])[0]
    if kind == "leave":
        return await person.say("never mind", "deny")
    if kind != "answer":
        said = {"digress": _DIGRESSIONS, "change": _CHANGES, "garbage": _GARBAGE}[kind]
        return await person.say(*chance.choice(said))
    asked = uttered[-1]
    buttons = asked.get("buttons") or []
    if buttons and chance.random() < 0.4:
        return await person.press(chance.choice(buttons))
    intent = "affirm" if asked["asks_for"] == "confirmation" else "inform"
    return await person.say(chance.choice(_ANSWERS[asked["asks_for"]]), intent)


@pytest.mark.parametrize("seed", range(COUNT))
async def test_every_conversation_ends_in_a_booking_a_refusal_or_a_case(
    talk: Callable[..., Any], sqlite_store: Store, seed: int
) -> None:
    """Never in a loop, a lost hold, half a booking, or a time other than the one summed up."""
    person, chance = talk(), random.Random(seed)
    ended = await _converse(person, chance)
    assert person.loop is None, ended.keys
    with sqlite_store.read() as session:
        booked = list(session.scalars(select(Appointment)))
        cases = list(session.scalars(select(Case)))
        assert not session.scalars(select(Hold)).all()
    key = ended.keys[-1]
    assert bool(booked) == key.startswith("utter_booking_done"), key
    assert bool(cases) == key.startswith("utter_booking_person"), key
    assert booked or cases or key == "utter_booking_left"
    for appointment in booked:
        assert appointment.name == "Ana Ruiz"
        assert appointment.phone in ("+13125550142", "+13125550143")
        assert appointment.ends - appointment.starts == timedelta(minutes=90)
        assert all((appointment.reason, appointment.mri))
