"""Messages that hold no words: keyboard noise, emoji alone, signs."""

from __future__ import annotations

import re
from collections.abc import Set

_WORDS = re.compile(r"[^\W\d_]+")
_VOWEL = re.compile(r"[aeiouyáéíóúü]")
_CLUSTER = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}|(.)\1{3,}|^(?:(.{1,3})\2{2,})$")


def is_gibberish(text: str, vocabulary: Set[str]) -> bool:
    """Whether nothing in a normalised message looks like a word or a number to read.

    Args:
        text: normalised.
        vocabulary: words the training examples or the sentence model know.
    """
    words = _WORDS.findall(text)
    if not words:
        return not any(c.isdigit() for c in text)
    return all(_is_noise(w, vocabulary) for w in words)


def _is_noise(word: str, vocabulary: Set[str]) -> bool:
    if word in vocabulary:
        return False
    return len(word) < 3 or not _VOWEL.search(word) or bool(_CLUSTER.search(word))
