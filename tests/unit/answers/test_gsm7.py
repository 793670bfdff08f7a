"""The alphabet of text messages, and what fits into two parts."""

from __future__ import annotations

import pytest

from frontdesk.answers import gsm7


@pytest.mark.parametrize(("text", "length"), [("abc", 3), ("[a]", 5), ("5 €", 4), ("¿Qué?\n", 6)])
def test_letters_of_the_extension_table_take_two_places(text: str, length: int) -> None:
    """As phones count them."""
    assert gsm7.length(text) == length


def test_what_the_alphabet_lacks_is_named() -> None:
    """One such letter would halve what fits."""
    assert gsm7.strange("It’s 😀 a test") == ["’", "😀"]
    assert gsm7.strange("Is it a test? ¿Sí?") == ["í"]


def test_typographic_marks_are_written_plainly() -> None:
    """The meaning stays; so do the accents that the alphabet has."""
    assert gsm7.plain("“It’s” – 3…") == "\"It's\" - 3..."
    assert gsm7.plain("¿Dónde está el niño? ¡Allí! é") == "¿Donde esta el niño? ¡Alli! é"


@pytest.mark.parametrize(
    ("text", "fits"), [("a" * 306, True), ("a" * 307, False), ("[" * 153, True), ("ж", False)]
)
def test_two_parts_hold_306_letters(text: str, fits: bool) -> None:
    """153 in each part of a joined message."""
    assert gsm7.fits(text) is fits
