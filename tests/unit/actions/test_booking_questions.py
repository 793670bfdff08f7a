"""Every question of the catalogue, at every step of a booking: answered, and the step resumes."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from frontdesk.booking.agreement import seems_question
from frontdesk.booking.details import names_trouble
from frontdesk.settings import ROOT

#: what is said to come to each step, from the one before
STEPS = {
    "reason": [], "mri": ["bad disc"], "name": ["no"], "phone": ["Ana Ruiz"],
    "time": ["312-555-0142"], "confirmation": ["thursday at 10:30"],
}
#: how many wordings of each question; `BOOKING_WORDINGS` sets another number
_WORDINGS = int(os.environ.get("BOOKING_WORDINGS", "3"))


def _questions() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for part in yaml.safe_load(file.read_text()).get("nlu", ()):
            if str(part.get("intent", "")).startswith("faq/"):
                lines = [w.removeprefix("- ").strip() for w in part["examples"].splitlines()]
                asked = [w for w in lines if len(w.split()) > 2]
                spread = asked[:: max(1, len(asked) // _WORDINGS)]
                found.setdefault(part["intent"], []).extend(spread[:_WORDINGS])
    return found


QUESTIONS = _questions()


@pytest.mark.parametrize("step", STEPS)
async def test_every_question_is_answered_and_the_step_resumes(
    talk: Callable[..., Any], step: str
) -> None:
    """By generation, from the training examples; no word of a question becomes a detail.

    One wording in a hundred may be an answer as well as a question ("with or without contrast").
    """
    person = talk()
    await person.say("book please", "book_consultation")
    for name, words in STEPS.items():
        for said in words:
            await person.say(said)
        if name == step:
            break
    count = 0
    before = {k: v for k, v in person.slots.items() if k != "booking_notes"}
    wrong = []
    for key, wordings in QUESTIONS.items():
        for question in wordings:
            if step == "reason" and names_trouble(question) and not seems_question(question):
                continue  # "pinched nerve in neck" is why they come
            count += 1
            kept = (dict(person.slots), list(person.events), person.loop)
            uttered = await person.say(question, "faq")
            after = {k: v for k, v in person.slots.items() if k != "booking_notes"}
            resumed = uttered[0]["response"] == "answer to faq" and (
                uttered[-1].get("asks_for") == step
            )
            if not resumed or after != before:
                wrong.append((key, question))
            person.slots, person.events, person.loop = kept
    assert len(QUESTIONS) >= 50
    assert len(wrong) <= count // 100, wrong


async def test_every_question_is_answered_while_a_visit_is_proved_or_cancelled(
    talk: Callable[..., Any]
) -> None:
    """The other forms of booking too."""
    person = talk()
    await person.say("move my visit", "reschedule_appointment")
    wrong = []
    for asks in ("phone", "code"):
        for key, wordings in QUESTIONS.items():
            uttered = await person.say(wordings[0], "faq")
            if uttered[-1].get("asks_for") != asks or uttered[0]["response"] != "answer to faq":
                wrong.append((key, wordings[0]))
        await person.say("312-555-0142")
    assert not wrong
