"""Buttons, read into parse data."""

from __future__ import annotations

from typing import Any

import pytest

from engine.payload import PayloadError, read_payload

NAMES = {"faq/cost", "greet", "inform", "book_consultation"}


def _read(payload: str, language: str = "en") -> dict[str, Any]:
    return read_payload(payload, NAMES, language)


def test_a_question_becomes_the_retrieval_intent_and_its_response() -> None:
    """Rasa's `utter_faq` finds the answer in the selector."""
    parsed = _read("/faq/cost")
    assert parsed["intent"] == {"name": "faq", "confidence": 1.0}
    chosen = parsed["response_selector"]["faq"]["response"]
    assert chosen["utter_action"] == "utter_faq/cost"
    assert chosen["intent_response_key"] == "faq/cost"
    assert parsed["understanding"]["answer"] == "utter_faq/cost"
    assert parsed["understanding"]["intents"] == ["faq/cost"]


def test_a_thing_to_do_is_its_own_intent_and_selects_no_response() -> None:
    """Only questions are answered from the catalogue."""
    parsed = _read("/book_consultation")
    assert parsed["intent"] == {"name": "book_consultation", "confidence": 1.0}
    assert "faq" not in parsed["response_selector"]
    assert parsed["understanding"]["answer"] is None
    assert parsed["entities"] == []


def test_values_become_entities_as_they_are() -> None:
    """Texts, numbers, lists; each tells that a button gave it."""
    parsed = _read('/inform{"opening": "2026-04-07T10:15:00-05:00", "day": 2, "mri": ["a"]}')
    assert parsed["entities"] == [
        {"entity": "opening", "value": "2026-04-07T10:15:00-05:00", "extractor": "payload"},
        {"entity": "day", "value": 2, "extractor": "payload"},
        {"entity": "mri", "value": ["a"], "extractor": "payload"},
    ]


def test_the_language_is_the_conversations() -> None:
    """A button has no language of its own."""
    assert _read("/greet", "es")["language"] == "es"
    assert _read("/greet", "es")["understanding"]["language"] == "es"


@pytest.mark.parametrize(
    "payload",
    ["", "greet", "//greet", " /greet", "/Greet", "/greet/", "/faq/cost/more", "/greet now",
     "/greet{", "/greet}", "/greet[1]", "/greet{}x", "/greet;inform", "\u200b/greet", "/",
     "/greet\x00", "/gr\u00e9et"],
)  # fmt: skip
def test_a_payload_of_another_form_is_refused(payload: str) -> None:
    """Nobody minted it."""
    with pytest.raises(PayloadError, match="of the form"):
        _read(payload)


@pytest.mark.parametrize("payload", ["/restart", "/faq/none_such", "/cost", "/greet_all", "/faq"])
def test_an_unknown_name_is_refused_without_repeating_it(payload: str) -> None:
    """The message may be logged; the payload may not."""
    with pytest.raises(PayloadError, match="no known intent") as refused:
        _read(payload)
    assert payload[1:] not in str(refused.value).split()


@pytest.mark.parametrize("values", ["{oops}", "{'name': 'Ana'}", '{"name": }', '{"a": 1} {"b": 2}'])
def test_values_that_are_not_json_are_refused_without_repeating_them(values: str) -> None:
    """Also two objects in a row."""
    with pytest.raises(PayloadError, match="not JSON") as refused:
        _read(f"/inform{values}")
    assert "Ana" not in str(refused.value)


def test_values_nested_too_deeply_are_refused() -> None:
    """The desk hears that its payload is wrong, not that the engine failed."""
    for depth in (2, 900, 9000):
        with pytest.raises(PayloadError, match="values"):
            _read('/inform{"a": ' + "[" * depth + "]" * depth + "}")
