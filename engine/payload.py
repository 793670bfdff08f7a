"""Buttons: payloads that the desk minted, read into what Rasa calls parse data."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any

from engine.rasa_terms import intent_of, selector_of
from engine.understanding.decide import Understanding, known

_PAYLOAD = re.compile(
    r"^/(?P<name>[a-z][a-z0-9_]*(?:/[a-z0-9_]+)?)\s*(?P<values>\{.*\})?\s*$", re.DOTALL
)


class PayloadError(ValueError):
    """A payload that is not one of ours; the message says why, without its content."""


def read_payload(payload: str, known_names: Collection[str], language: str) -> dict[str, Any]:
    """Parse data for `/faq/<key>`, `/<intent>` or `/<intent>{"entity": "value"}`.

    Args:
        payload: as the desk minted it.
        known_names: intents of the domain and `faq/<key>` for every question.
        language: of the conversation.

    Raises:
        PayloadError: not of that form, or a name that is not known.
    """
    found = _PAYLOAD.match(payload)
    if not found:
        raise PayloadError("payload is not of the form /name or /name{...}")
    if found["name"] not in known_names:
        raise PayloadError("payload names no known intent or question")
    return parse_data(payload, known(found["name"], language), _entities(found["values"]))


def parse_data(
    text: str, understanding: Understanding, entities: list[dict[str, Any]]
) -> dict[str, Any]:
    """What Rasa expects of a parsed message."""
    intent = intent_of(understanding)
    return {
        "text": text,
        "intent": intent,
        "intent_ranking": [intent],
        "entities": entities,
        "response_selector": selector_of(understanding),
        "language": understanding.language,
        "understanding": understanding.as_dict(),
    }


def _entities(values: str | None) -> list[dict[str, Any]]:
    if not values:
        return []
    try:
        content = json.loads(values)
    except (ValueError, RecursionError) as error:
        raise PayloadError("payload carries values that are not JSON") from error
    if not all(map(_is_flat, content.values())):
        raise PayloadError("payload carries values nested in values")
    return [{"entity": k, "value": v, "extractor": "payload"} for k, v in content.items()]


def _is_flat(value: Any) -> bool:
    """A plain value or a list of them: deeper ones would break whoever copies them."""
    items = value if isinstance(value, list) else [value]
    return not any(isinstance(item, (list, dict)) for item in items)
