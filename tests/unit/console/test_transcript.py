"""Marked texts, days, visits and the brief."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk.clinic import Clinic
from frontdesk.console.brief import brief
from frontdesk.console.queries.conversations import Stretch
from frontdesk.console.transcript import lines, pieces
from frontdesk.store.tables import Appointment, Case, Conversation, FindingRow, Message

AT = datetime(2026, 4, 7, 15, 15, tzinfo=timezone.utc)
ZONE = ZoneInfo("America/Chicago")


def _finding(category: str = "dvt_signs", tier: str = "urgent_same_day", **more: Any) -> FindingRow:
    return FindingRow(category=category, tier=tier, evidence=[], message_id="m1", **more)


def _message(text: str, author: str = "patient", after: float = 0, **more: Any) -> Message:
    at = AT + timedelta(hours=after)
    return Message(id=more.pop("id", "m1"), text=text, author=author, at=at, seq=1, **more)


def test_pieces_put_together_are_the_text_again() -> None:
    """Whatever the marks: overlapping, out of range, turned round, twice."""
    text = "my left calf is hot & <swollen>"
    marks = [(3, 12, 0), (8, 19, 0), (8, 19, 0), (-4, 2, 0), (25, 99, 0), (9, 3, 0)]
    cut = pieces(text, [(start, end, _finding()) for start, end, _ in marks])
    assert "".join(piece.text for piece in cut) == text
    assert [piece.text for piece in cut if piece.mark] == ["my", "left calf", " is hot"]


def test_a_text_without_evidence_is_one_piece() -> None:
    """And an empty one is none."""
    assert [p.text for p in pieces("hello", ())] == ["hello"]
    assert pieces("", ()) == ()


def test_days_are_the_clinics_and_a_day_of_silence_begins_a_visit() -> None:
    """11 pm in Chicago is the next day in UTC."""
    messages = [_message("a"), _message("b", after=13), _message("c", after=40)]
    drawn = lines(Stretch(messages, (), {}), ZONE)
    assert [line.new_day for line in drawn] == [True, False, True]
    assert [line.new_visit for line in drawn] == [False, False, True]


def _brief(clinic: Clinic, messages: list[Message], **more: Any) -> Any:
    conversation = Conversation(contact_name=None, contact_phone=None, address=None)
    given = {"findings": [], "cases": [], "appointments": [], "holds": [], "criteria": {}}
    given.update(more)
    return brief(clinic, conversation, messages, now=AT, **given)


def test_the_brief_tells_of_this_visit_alone(clinic: Clinic) -> None:
    """What was asked and told last week is not in it."""
    messages = [
        _message("old", after=-100, understanding={"intent": "faq/cost"}),
        _message("hi", understanding={"intent": "greet"}),
        _message("mri?", understanding={"intent": "faq/mri_required"}),
        _message("Yes", "bot", response="utter_faq/mri_required", delivery="delivered"),
        _message("Never", "bot", response="utter_faq/cost", delivery="unsent"),
    ]
    told = _brief(clinic, messages)
    assert told.asked == ("MRI required",)
    assert told.told == ("MRI required",)


def test_the_brief_says_how_to_reach_the_person_and_what_is_booked(clinic: Clinic) -> None:
    """From the appointment where the conversation does not know."""
    starts = AT + timedelta(days=1)
    visit = Appointment(state="booked", starts=starts, name="Ana Ruiz", phone="+13125550142")
    told = _brief(clinic, [_message("x")], appointments=[visit])
    assert told.booking == ("Booked: tomorrow at 10:15 am CT",)
    assert (told.name, told.phone) == ("Ana Ruiz", "+13125550142")


def test_the_brief_names_the_danger_and_what_the_person_was_told(clinic: Clinic) -> None:
    """So that nobody says something else on the telephone."""
    case = Case(kind="red_flag", state="open", told="not_paged")
    told = _brief(clinic, [_message("x")], findings=[_finding()], cases=[case])
    assert told.flags == ("Possible clot in a leg", "told that nobody could be reached")


def test_the_brief_holds_what_they_said_of_the_criteria(clinic: Clinic) -> None:
    """A line for each question, in words for staff."""
    told = _brief(clinic, [_message("x")], criteria={"candidacy_imaging": "older"})
    assert told.criteria == ("MRI: an older one",)
    assert _brief(clinic, [_message("x")]).criteria == ()
