"""Names as people give them."""

from __future__ import annotations

import pytest

from frontdesk.booking.names import bare_name, corrected_name, introduced_name


@pytest.mark.parametrize(
    "text, name",
    [
        ("I'm Ana Ruiz, 312-555-0142", "Ana Ruiz"),
        ("im ana ruiz , any morning", "Ana Ruiz"),
        ("my name is Ana-Maria de la Cruz", "Ana-Maria de la Cruz"),
        ("Hi, this is Pat O'Brien and my back hurts", "Pat O'Brien"),
        ("me llamo José Núñez", "José Núñez"),
        ("her name is Rosa Ruiz", "Rosa Ruiz"),
        ("Call me JOHN SMITH please", "John Smith"),
        ("i'm in pain", None),
        ("I'm pregnant", None),
        ("I am looking for an appointment", None),
        ("i'm flexible", None),
        ("this is urgent", None),
        ("I'm not sure", None),
    ],
)
def test_a_name_is_taken_when_it_is_introduced(text: str, name: str | None) -> None:
    """And nothing else that follows "I'm"."""
    assert introduced_name(text) == name


@pytest.mark.parametrize(
    "text, name",
    [
        ("ana ruiz", "Ana Ruiz"), ("Ana", "Ana"), ("it's Ana Ruiz", "Ana Ruiz"),
        ("Sure, Ana Ruiz.", "Ana Ruiz"), ("Xi Wu", "Xi Wu"), ("O'Brien", "O'Brien"),
        ("its for my dad, Luis Ortega", "Luis Ortega"), ("Ludwig van Beethoven",
                                                        "Ludwig van Beethoven"),
        ("12345", None), ("no", None), ("x", None), ("???", None), ("next week", None),
        ("my back hurts", None), ("idk", None),
    ],
)
def test_an_answer_to_what_is_your_name(text: str, name: str | None) -> None:
    """A bare name will do; what is none is none."""
    assert bare_name(text) == name


def test_a_name_is_corrected_by_what_was_wrong_in_it() -> None:
    """Only a word that stands in the name is replaced."""
    assert corrected_name("Ana Ruiz", "it's Anna not Ana") == "Anna Ruiz"
    assert corrected_name("Ana Ruiz", "thursday not friday") is None
