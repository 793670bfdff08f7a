"""What a message is without being read: an alarm, a detail that was asked for, a visit told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.understanding.catalogue import CHANGE_LANGUAGE, RED_FLAG
from engine.understanding.decide import BOOK, Understanding, known
from engine.understanding.details import reply_to_asked
from engine.understanding.findings import is_alarm
from engine.understanding.visit import tells_a_visit


def plainly(text: str, language: str, metadata: Mapping[str, Any]) -> Understanding | None:
    """What is certain before a model looks; None: it must be read.

    Args:
        text: normalised.
        language: of the message.
        metadata: what the desk sent with it.
    """
    if is_alarm(metadata.get("findings")):
        return known(RED_FLAG, language)
    asked = metadata.get("asked")
    detail = reply_to_asked(text, asked)
    if detail:
        return known(detail, language)
    if _is_foreign(language, metadata):
        return known(CHANGE_LANGUAGE, language)
    return known(BOOK, language) if not asked and tells_a_visit(text) else None


def _is_foreign(language: str, metadata: Mapping[str, Any]) -> bool:
    """Whether the clinic has not approved answers in the language of a desk's message."""
    return "channel" in metadata and language not in metadata.get("languages", ["en"])
