"""The general criteria, one question at a time, and no verdict at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from frontdesk.store import Store
from frontdesk.store.tables import Case
from tests.unit.actions.conftest import Talk

Begin = Callable[..., Talk]
ANSWERS = ("last month", "a worn disc", "therapy and shots", "3 years", "none of these")


def _keys(said: list[dict[str, Any]]) -> list[str]:
    return [m["response"] for m in said]


async def _begun(talk: Begin) -> Talk:
    person = talk()
    said = await person.say("am i a candidate", "candidacy_check")
    assert _keys(said) == ["utter_candidacy_start", "utter_ask_candidacy_imaging"]
    return person


async def test_five_questions_in_free_words_end_with_the_general_criteria(talk: Begin) -> None:
    """One question a message; the summary goes along with what is said."""
    person = await _begun(talk)
    asked = [(await person.say(answer))[-1] for answer in ANSWERS]
    assert [m["response"] for m in asked] == [
        "utter_ask_candidacy_finding", "utter_ask_candidacy_tried",
        "utter_ask_candidacy_duration", "utter_ask_candidacy_exclusions",
        "utter_candidacy_summary",
    ]
    assert asked[-1]["criteria"] == {
        "candidacy_imaging": "recent", "candidacy_finding": "disc", "candidacy_tried": "shots",
        "candidacy_duration": "years", "candidacy_exclusions": "none",
    }
    assert person.loop is None


async def test_a_button_answers_too(talk: Begin) -> None:
    """Its value is taken as it is."""
    person = await _begun(talk)
    said = await person.say("/inform", "inform", candidacy_imaging="older")
    assert _keys(said) == ["utter_ask_candidacy_finding"]
    assert person.slots["candidacy_imaging"] == "older"


async def test_a_booking_after_the_criteria_does_not_ask_for_the_reason_again(
    talk: Begin,
) -> None:
    """What was found is the reason, the recent MRI is known: the name is next."""
    person = await _begun(talk)
    for answer in ("yes, a month ago", "a herniated disc", "therapy", "2 years", "none of these"):
        await person.say(answer)
    asked = await person.say("i want to book", "book_consultation")
    assert _keys(asked) == ["utter_ask_booking_name"]
    assert person.slots["reason"] == "a disc problem"


async def test_what_rules_it_out_is_looked_at_by_staff(talk: Begin, sqlite_store: Store) -> None:
    """General words, a case for a clinician, and still no verdict."""
    person = await _begun(talk)
    for answer in ("no", "not yet", "nothing", "2 months"):
        await person.say(answer)
    said = await person.say("a fracture")
    assert _keys(said) == [
        "utter_candidacy_exclusion", "utter_candidacy_mri_first", "utter_candidacy_care_first",
        "utter_candidacy_summary",
    ]
    assert said[0]["when"].startswith("by ")
    with sqlite_store.read() as session:
        assert session.scalars(select(Case.kind)).all() == ["new_symptom"]


async def test_a_question_in_between_is_answered_and_the_step_resumes(talk: Begin) -> None:
    """Nothing that was said is lost."""
    person = await _begun(talk)
    await person.say("yes a new one")
    said = await person.say("does it hurt?", "faq")
    assert _keys(said) == ["answer to faq", "utter_ask_candidacy_finding"]
    assert _keys(await person.say("facet")) == ["utter_ask_candidacy_tried"]


async def test_a_topic_in_one_word_is_answered_too(talk: Begin) -> None:
    """It looked like an answer to the question, but the classifier knows it as one of its own."""
    person = await _begun(talk)
    ranking = [{"name": "faq/medicare", "confidence": 0.9}]
    said = await person.mean("medicare", "inform", {"ranking": ranking})
    assert _keys(said) == ["utter_faq/medicare", "utter_ask_candidacy_imaging"]


async def test_a_question_is_passed_over_when_asked_to_or_not_understood_twice(
    talk: Begin,
) -> None:
    """Nobody is held up by a question."""
    person = await _begun(talk)
    assert _keys(await person.say("skip")) == ["utter_ask_candidacy_finding"]
    again = await person.say("purple")
    assert _keys(again) == ["utter_candidacy_again", "utter_ask_candidacy_finding"]
    assert _keys(await person.say("monkeys")) == ["utter_ask_candidacy_tried"]
    assert person.slots["candidacy_finding"] == "unsaid"


async def test_the_questions_can_be_left_and_gone_on_with_later(talk: Begin) -> None:
    """From where they were left."""
    person = await _begun(talk)
    await person.say("not sure")
    left = await person.say("never mind", "deny")
    assert _keys(left) == ["utter_candidacy_left"] and person.loop is None
    assert left[0]["criteria"] == {"candidacy_imaging": "unsure"}
    resumed = await person.say("go on with the criteria", "candidacy_check")
    assert _keys(resumed) == ["utter_candidacy_resumed", "utter_ask_candidacy_finding"]


async def test_after_asking_for_a_person_in_the_middle_the_questions_go_on(talk: Begin) -> None:
    """The call-back is arranged first."""
    person = await _begun(talk)
    said = await person.say("can a human call me", "talk_to_human")
    assert _keys(said) == ["utter_talk_to_human", "utter_ask_callback_name"]
    await person.say("skip")
    said = await person.say("skip")
    assert _keys(said) == ["utter_callback_without_phone", "utter_ask_candidacy_imaging"]


async def test_asked_again_in_the_middle_it_does_not_begin_again(talk: Begin) -> None:
    """The same question comes once more."""
    person = await _begun(talk)
    await person.say("yes")
    said = await person.say("so am i a candidate?", "candidacy_check")
    assert _keys(said) == ["utter_ask_candidacy_finding"]


async def test_stop_asking_leaves_the_list_and_why_is_answered(talk: Begin) -> None:
    """"Stop" is about the questions here, not about texts."""
    person = talk()
    await person.say("am i a candidate", "candidacy_check")
    why = await person.say("why do you ask", "affirm")
    assert [m["response"] for m in why] == ["utter_candidacy_why", "utter_ask_candidacy_imaging"]
    left = await person.say("stop asking", "opt_out")
    assert [m["response"] for m in left] == ["utter_candidacy_left"]
