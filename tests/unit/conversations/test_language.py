"""Spanish or English, before anything is said."""

from __future__ import annotations

import pytest

from frontdesk.conversations.language import language_of


@pytest.mark.parametrize(
    "text",
    ["hola", "me duele mucho el pecho", "no siento las piernas", "¿aceptan seguro?",
     "cuanto cuesta la consulta", "en español por favor", "mi mama no puede hablar"],
)  # fmt: skip
def test_spanish_is_recognised_without_accents_and_in_few_words(text: str) -> None:
    """People write as they speak."""
    assert language_of(text, "en") == "es"


@pytest.mark.parametrize(
    "text",
    ["do i need an mri", "my last name is De La Cruz", "hola! do I need an mri first",
     "whats the fee for la consulta", "i cant feel my legs"],
)  # fmt: skip
def test_an_english_message_with_a_spanish_name_or_word_stays_english(text: str) -> None:
    """Whole messages count, not words."""
    assert language_of(text, "en") == "en"


@pytest.mark.parametrize("text", ["", "312-555-0142", "ok", "no", "Ana Ruiz", "2", "De La Cruz"])
@pytest.mark.parametrize("before", ["en", "es"])
def test_what_tells_nothing_leaves_the_language_as_it_was(text: str, before: str) -> None:
    """A number, a name, a bare no."""
    assert language_of(text, before) == before


def test_who_changes_to_english_is_followed() -> None:
    """The newest message counts."""
    assert language_of("can i talk to a person please", "es") == "en"
