"""The dialogue through the real house: criteria, cost, gaps, Spanish, what is not understood."""

from __future__ import annotations

from typing import Any

from tests.running import RunningHouse
from tests.visitor import Visitor


def _kinds(running: RunningHouse, before: list[dict[str, Any]]) -> list[str]:
    """The kinds of the cases that were opened since."""
    known = {c["id"] for c in before}
    return sorted(c["kind"] for c in running.command("cases") if c["id"] not in known)


async def test_the_criteria_are_gone_through_interrupted_left_and_ended_without_a_verdict(
    running: RunningHouse,
) -> None:
    """Words and buttons; a question in between; left and gone on with; staff get the summary."""
    before = running.command("cases")
    async with Visitor(running.url) as visitor:
        asked = await visitor.writes_and_hears("am i a candidate", "utter_ask_candidacy_imaging")
        recent = asked["quick_replies"][0]["payload"]
        await visitor.writes_and_hears(recent, "utter_ask_candidacy_finding")
        await visitor.writes_and_hears("does the shot hurt?", "utter_ask_candidacy_finding")
        assert any(
            m["metadata"]["response"] == "utter_faq/procedure_pain" for m in visitor.heard
        )
        await visitor.writes_and_hears("never mind", "utter_candidacy_left")
        await visitor.writes_and_hears("am i a candidate", "utter_ask_candidacy_finding")
        await visitor.writes_and_hears("a worn disc", "utter_ask_candidacy_tried")
        await visitor.writes_and_hears("therapy and pills", "utter_ask_candidacy_duration")
        await visitor.writes_and_hears("about 4 years", "utter_ask_candidacy_exclusions")
        end = await visitor.writes_and_hears("none of these", "utter_candidacy_summary")
        assert "Only a doctor can say" in end["text"] and "criteria" not in end["metadata"]
        await visitor.writes_and_hears("talk to a person", "utter_ask_callback_name")
    assert "talk_to_human" in _kinds(running, before)


async def test_a_question_of_cost_is_a_request_for_a_written_estimate(
    running: RunningHouse,
) -> None:
    """Once, with a date, and never a price."""
    before = running.command("cases")
    async with Visitor(running.url) as visitor:
        first = await visitor.writes_and_hears("how much does it cost", "utter_faq/cost")
        await visitor.writes_and_hears("what is the price", "utter_faq/cost")
    assert "due by" in first["text"]
    assert _kinds(running, before) == ["cost_estimate"]


async def test_what_the_clinic_has_not_said_goes_to_staff_and_yes_gets_a_call(
    running: RunningHouse,
) -> None:
    """The offer that was made is the one that yes accepts."""
    before = running.command("cases")
    async with Visitor(running.url) as visitor:
        await visitor.writes_and_hears("do you do video visits", "utter_gap_noted")
        await visitor.writes_and_hears("yes please", "utter_talk_to_human")
    assert _kinds(running, before) == ["content_gap", "talk_to_human"]


async def test_whoever_writes_spanish_is_answered_in_spanish(running: RunningHouse) -> None:
    """And their number reaches staff."""
    before = running.command("cases")
    async with Visitor(running.url) as visitor:
        said = await visitor.writes_and_hears("¿cuánto cuesta el tratamiento?", "utter_spanish")
        assert "español" in said["text"]
        await visitor.writes_and_hears("312-555-0188", "utter_spanish_noted")
        await visitor.writes_and_hears("no hablo inglés", "utter_spanish_again")
    assert _kinds(running, before) == ["change_language"]


async def test_the_third_message_that_is_not_understood_gets_a_person(
    running: RunningHouse,
) -> None:
    """Asked, offered, done."""
    async with Visitor(running.url) as visitor:
        await visitor.writes_and_hears("qwzx vbnm", "utter_ask_again")
        await visitor.writes_and_hears("zzkk pqrt", "utter_not_understood")
        await visitor.writes_and_hears("wxcv bnhj", "utter_handed_over")
        await visitor.hears("utter_ask_callback_name")


async def test_yes_and_no_to_nothing_get_a_friendly_word(running: RunningHouse) -> None:
    """Not "I did not get that"."""
    async with Visitor(running.url) as visitor:
        await visitor.writes_and_hears("ok", "utter_affirm")
        await visitor.writes_and_hears("no", "utter_deny")


async def test_an_answer_that_was_not_followed_is_said_otherwise_and_leads_on(
    running: RunningHouse,
) -> None:
    """Short words are about what was said last; a place in a list is its button."""
    async with Visitor(running.url) as visitor:
        await visitor.writes_and_hears("what is prp", "utter_faq/prp")
        await visitor.writes_and_hears("why?", "utter_other_words")
        await visitor.writes_and_hears("i don't get it", "utter_repeat_person")
        await visitor.writes_and_hears("tell me more", "utter_more")
        await visitor.writes_and_hears("the second one", "utter_faq/risks")
