"""An understanding in the words Rasa's policies and actions expect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.understanding.catalogue import FALLBACK, answer_key, is_question
from engine.understanding.decide import Understanding

RETRIEVAL_INTENT = "faq"


def intent_of(understanding: Understanding) -> dict[str, Any]:
    """Rasa's intent: `faq` for every question, `nlu_fallback` for what is not served at once."""
    name = understanding.intents[0] if understanding.sure else FALLBACK
    return {"name": rasa_name(name), "confidence": understanding.confidence}


def rasa_name(name: str) -> str:
    """The intent a catalogue name has in the domain."""
    return RETRIEVAL_INTENT if is_question(name) else name


def selector_of(understanding: Understanding) -> dict[str, Any]:
    """What Rasa's `utter_faq` reads to find the response; empty when no question is served."""
    selector: dict[str, Any] = {"all_retrieval_intents": [RETRIEVAL_INTENT]}
    name = understanding.intents[0] if understanding.sure else None
    if name is not None and is_question(name):
        chosen = {
            "responses": [],
            "confidence": understanding.confidence,
            "intent_response_key": name,
            "utter_action": answer_key(name),
        }
        selector[RETRIEVAL_INTENT] = {"response": chosen, "ranking": []}
    return selector


def ranking_of(ranking: Sequence[tuple[str, float]]) -> list[dict[str, Any]]:
    """The likeliest names as Rasa's intent ranking."""
    return [{"name": name, "confidence": probability} for name, probability in ranking]
