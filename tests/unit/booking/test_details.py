"""Details of a message: all at once, in any order, none from a question."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from frontdesk.booking.details import Heard, Known, read

CHICAGO = ZoneInfo("America/Chicago")


def _read(now: datetime, text: str, asked: str | None = None, **known: str) -> Heard:
    return read(text, asked, now, CHICAGO, Known(**known))


def test_everything_is_taken_from_one_message(now: datetime) -> None:
    """In the order people happen to write it."""
    heard = _read(now, "Hi I want to book for lower back pain, I have an MRI from March, "
                       "I'm Ana Ruiz, 312-555-0142, any morning next week")
    assert (heard.reason, heard.mri, heard.name) == ("lower back pain", "yes", "Ana Ruiz")
    assert heard.phone == "+13125550142"
    assert heard.wanted and heard.wanted.windows[0].first.isoformat() == "2026-04-13"


def test_without_commas_too(now: datetime) -> None:
    """As it is thumbed."""
    heard = _read(now, "im ana ruiz 312 555 0142 bad disc no mri thurs morning")
    assert (heard.name, heard.phone, heard.mri) == ("Ana Ruiz", "+13125550142", "no")
    assert heard.reason and "bad disc" in heard.reason


@pytest.mark.parametrize(
    "text, asked",
    [("my back hurts since monday, worse in the morning", "reason"),
     ("i had surgery in may 2019", "reason"), ("had one 2 years ago", "mri"),
     ("im 46 and hurt", "reason")],
)
def test_the_times_of_a_history_are_no_wish(now: datetime, text: str, asked: str) -> None:
    """When it began is not when they want to come."""
    assert _read(now, text, asked).wanted is None


@pytest.mark.parametrize(
    "text, mri",
    [("yes", "yes"), ("yep from last year", "yes"), ("no", "no"), ("not yet", "no"),
     ("just an x-ray", "no"), ("not sure", "unsure"), ("idk", "unsure"), ("I think so", "unsure"),
     ("i can bring it", "yes"), ("sí", "yes"), ("banana", None), ("do i need one?", None)],
)
def test_whether_there_is_an_mri(now: datetime, text: str, mri: str | None) -> None:
    """Yes, no, unsure, or no answer at all."""
    assert _read(now, text, "mri").mri == mri


@pytest.mark.parametrize(
    "text", ["why do you need my name?", "how much does it cost", "what should i bring?"]
)
@pytest.mark.parametrize("asked", ["reason", "mri", "name", "phone", "time", "confirmation"])
def test_a_question_gives_no_detail(now: datetime, text: str, asked: str) -> None:
    """At no step."""
    heard = _read(now, text, asked)
    assert heard.asks and not heard.anything()


@pytest.mark.parametrize(
    "text",
    ["never mind", "nevermind thanks", "ok forget it", "cancel", "no thanks", "i changed my mind",
     "actually i dont want to book", "not now", "stop", "olvídalo"],
)
def test_leaving(now: datetime, text: str) -> None:
    """In many words."""
    assert _read(now, text, "name").leaves


@pytest.mark.parametrize(
    "text", ["another time", "no", "stop by on friday", "i never had an mri", "cancel thursday"]
)
def test_what_is_not_leaving(now: datetime, text: str) -> None:
    """Words that only sound like it."""
    assert not _read(now, text, "time").leaves


@pytest.mark.parametrize(
    "text, who",
    [("for my mom", "mother"), ("my dad needs an appointment", "father"), ("it's for me", "self"),
     ("para mi esposa", "esposa"), ("my back hurts", None)],
)
def test_whom_it_is_for(now: datetime, text: str, who: str | None) -> None:
    """In one word where there are many."""
    assert _read(now, text).for_whom == who


@pytest.mark.parametrize(
    "text, why",
    [("I'm 16", "minor"), ("my son is 12", "minor"), ("for my 15 year old", "minor"),
     ("tengo 16 años", "minor"), ("i'm pregnant", "pregnancy"), ("estoy embarazada", "pregnancy"),
     ("i'm not pregnant", None), ("i was 16 when i fell", None), ("pain after my pregnancy", None),
     ("i'm 61", None), ("since i was 12 years old", None), ("12 weeks ago", None)],
)
def test_who_is_booked_by_staff(now: datetime, text: str, why: str | None) -> None:
    """Children and pregnancies; not what is past or denied."""
    assert _read(now, text, "reason").through_staff == why


def test_a_reason_is_kept_as_it_was_said(now: datetime) -> None:
    """A mere yes is none, and it has an end."""
    words = "Sciatica, left leg; 2 years!"
    assert _read(now, words, "reason").reason == words
    assert _read(now, "yes", "reason").reason is None
    assert len(_read(now, "pain " * 300, "reason").reason or "") == 400


def test_when_the_pictures_were_taken_is_no_wish(now: datetime) -> None:
    """Asked for an MRI, "yes, from June" names no time for the visit."""
    heard = read("yes from june", "mri", now, CHICAGO, Known())
    assert heard.mri == "yes" and heard.wanted is None
    wished = read("no mri, thursday at 10 please", "mri", now, CHICAGO, Known())
    assert wished.mri == "no" and wished.wanted is not None
