"""Messages that hold no words: keyboard noise, emoji alone, signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Set

_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_VOWEL = re.compile(r"[aeiouyáéíóúü]")
_CLUSTER = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}|(.)\1{3,}|^(?:(.{1,3})\2{2,})$")
#: Letters to a piece, below which a word is none: names, drugs and misspellings have 2 and more.
_CRUMBS = 1.8


def words_of(text: str) -> list[str]:
    """The words of a normalised text, without numbers and signs."""
    return _WORDS.findall(text)


def is_gibberish(text: str, vocabulary: Set[str], pieces: Callable[[str], int]) -> bool:
    """Whether nothing in a normalised message looks like a word or a number to read.

    Args:
        text: normalised.
        vocabulary: words of the training examples.
        pieces: into how many pieces the sentence model takes a word apart.
    """
    words = words_of(text)
    if not words:
        return not any(c.isdigit() for c in text)
    if len(words) > 1:
        # Beside others, two consonants are no word, though "kk" alone is.
        words = [w for w in words if len(w) > 2 or _VOWEL.search(w)]
    return all(_is_noise(w, vocabulary, pieces) for w in words)


def _is_noise(word: str, vocabulary: Set[str], pieces: Callable[[str], int]) -> bool:
    if word in vocabulary:
        return False
    if len(word) < 3 or not _VOWEL.search(word) or _CLUSTER.search(word):
        return True
    return len(word) < _CRUMBS * pieces(word)
