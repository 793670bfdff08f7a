"""What short words stand for after something we said."""

from __future__ import annotations

from typing import Any

import pytest

from frontdesk.conversations.buttons import follow_up, meant
from frontdesk.store.tables import Message

BUTTONS = [
    {"title": "What is PRP?", "payload": "/faq/prp"},
    {"title": "What are the risks?", "payload": "/faq/risks"},
    {"title": "Book a first visit", "payload": "/book_consultation"},
]


def _said(**data: Any) -> Message:
    return Message(data=data)


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("2", "/faq/risks"), ("#2", "/faq/risks"), ("option 1", "/faq/prp"),
        ("the second one", "/faq/risks"), ("first please", "/faq/prp"),
        ("the last one", "/book_consultation"), ("what are the risks", None), ("7", None),
        ("two shots", None), ("What is PRP?", "/faq/prp"),
    ],
)
def test_a_place_in_the_list_is_its_button(text: str, payload: str | None) -> None:
    """In figures and words; a number that is not there is nothing."""
    assert meant(_said(buttons=BUTTONS), text) == payload


@pytest.mark.parametrize(
    "text",
    ["stop asking me that", "Please stop asking!", "no more questions", "don't ask me again",
     "no me pregunten mas"],
)  # fmt: skip
def test_enough_of_a_question_leaves_it(text: str) -> None:
    """Where none of ours waits it is read as ever."""
    assert meant(_said(asks_for="reason"), text) == "/start_over"
    assert meant(_said(), text) is None


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("مرحبا هل تقبلون التأمين", "/change_language"), ("你们接受医疗保险吗", "/change_language"),
        ("привет", "/change_language"), ("¿Aceptan mi seguro? ñ", None), ("café 😀", None),
        ("😀😀", None), ("𝐝𝐨 𝐢 𝐧𝐞𝐞𝐝 𝐚𝐧 𝐦𝐫𝐢", None),
        ("Здравствуйте, do you take my insurance plan here", None),
    ],
)  # fmt: skip
def test_another_alphabet_asks_for_somebody_who_reads_it(text: str, payload: str | None) -> None:
    """A name or a number that we asked for may be written in any."""
    assert meant(None, text) == payload
    assert meant(_said(asks_for="name"), text) is None


def test_among_times_a_number_may_be_an_hour() -> None:
    """The booking reads it."""
    assert meant(_said(buttons=BUTTONS, offers=["2026-04-07T09:00:00-05:00"]), "2") is None


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("why", "words"), ("but why?", "words"), ("what do you mean by that", "words"),
        ("i don’t get it", "words"), ("¿por qué?", "words"), ("huh??", "words"),
        ("tell me more", "more"), ("MORE", "more"), ("and the other one?", "more"),
        ("go on", "more"), ("ok tell me more about it please", "more"),
        ("why is an mri needed", None), ("more pain today", None), ("what is prp", None),
        ("yes", None),
    ],
)
def test_a_message_without_a_subject_is_about_the_last_answer(
    text: str, wants: str | None
) -> None:
    """One with a subject is read as ever."""
    assert follow_up(_said(), text) == wants


def test_while_a_question_of_ours_waits_it_is_about_that() -> None:
    """And a safety text is never said again in other words."""
    assert follow_up(_said(asks_for="phone"), "why") is None
    assert follow_up(_said(tier="emergency_911_now"), "why") is None
    assert follow_up(None, "why") is None
