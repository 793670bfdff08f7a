"""The order in which a message is judged, in Rasa's terms; no model is read."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from engine.components.decision import CatalogueDecision
from engine.components.fields import CUTS, LANGUAGE, NOISE, NORMALISED, WHOLE
from engine.understanding.decide import Reading

LIMITS = {"answer": 0.5, "margin": 0.1, "choice": 0.05, "choices": 3, "second": 0.75,
          "out_of_scope": 0.5}  # fmt: skip
FLAG = [{"category": "chest_pain", "tier": "emergency_911_now"}]


def _decided(
    text: str = "how much is it", *ranking: tuple[str, float], language: str = "en",
    noise: bool = False, **metadata: Any,
) -> Message:  # fmt: skip
    reading = Reading(ranking or (("faq/cost", 0.9), ("faq/insurance", 0.05)))
    found = {"metadata": {"channel": "web", **metadata}, LANGUAGE: language, NORMALISED: text}
    found |= {NOISE: True} if noise else {WHOLE: reading, CUTS: []}
    message = Message({"text": text, **found})
    CatalogueDecision(LIMITS).process([message])
    return message


def _intent(message: Message) -> str:
    return message.get("intent")["name"]


def test_a_sure_question_selects_its_response() -> None:
    """`faq` for Rasa's rules, the full name for the desk."""
    message = _decided()
    assert message.get("intent") == {"name": "faq", "confidence": 0.9}
    chosen = message.get("response_selector")["faq"]["response"]
    assert chosen["utter_action"] == "utter_faq/cost"
    assert message.get("understanding")["intent"] == "faq/cost"
    assert message.get("intent_ranking")[1] == {"name": "faq/insurance", "confidence": 0.05}


def test_an_unsure_message_falls_back_and_selects_no_response() -> None:
    """Else Rasa would answer what nobody asked."""
    message = _decided("hm", ("faq/cost", 0.4), ("faq/insurance", 0.35))
    assert _intent(message) == "nlu_fallback"
    assert "faq" not in message.get("response_selector")
    assert message.get("understanding")["choices"] == ["faq/cost", "faq/insurance"]


@pytest.mark.parametrize("tier", ["emergency_911_now", "crisis_988", "urgent_same_day"])
def test_what_safety_found_comes_before_everything(tier: str) -> None:
    """Before the words, what was asked for, the language, and noise."""
    found = [{"category": "x", "tier": "priority_callback"}, {"category": "x", "tier": tier}]
    for message in (
        _decided(findings=found),
        _decided("ana ruiz", findings=found, asked="name"),
        _decided(language="es", findings=found),
        _decided("sdfgh", findings=found, noise=True),
    ):
        assert _intent(message) == "red_flag"
        assert "faq" not in message.get("response_selector")


@pytest.mark.parametrize("findings", [None, [], [{"category": "x", "tier": "priority_callback"}]])
def test_a_priority_callback_stops_nothing(findings) -> None:
    """It is a case for staff; the question is answered."""
    assert _decided(findings=findings).get("understanding")["intent"] == "faq/cost"


def test_what_was_asked_for_comes_before_what_the_words_look_like() -> None:
    """A number is a number in the middle of a form, and noise elsewhere."""
    digits = "512 555 0134"
    assert _intent(_decided(digits, asked="phone")) == "inform"
    assert _intent(_decided(digits, asked="phone", noise=True)) == "inform"
    assert _intent(_decided(digits, noise=True)) == "nlu_fallback"


def test_a_language_without_approved_answers_leads_to_a_person() -> None:
    """Until the clinic lists it."""
    assert _intent(_decided(language="es")) == "change_language"
    assert _intent(_decided(language="es", languages=["en", "es"])) == "faq"


def test_noise_is_nothing() -> None:
    """No intent, no choices, no confidence."""
    understood = _decided("sdfgh", noise=True).get("understanding")
    assert (understood["intent"], understood["choices"]) == (None, [])
    assert understood["confidence"] == 0.0
