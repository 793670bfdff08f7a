"""What a person typed, made readable for the model; the stored text stays as typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

SHORTHAND_FILE = Path(__file__).with_name("shorthand.yml")
MAX_CHARACTERS = 2000

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "…": "..."})
_DROPPED = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f]")
_ODD = re.compile(r"[^\w\s!-\]{-~]")  # all that may be an emoji or a symbol: seldom any
_WORD = re.compile(r"[^\W_]+(?:['/-][^\W_]+)*/?|[^\w\s]|\s+|_", re.UNICODE)
_STRETCHED = re.compile(r"([a-zñáéíóúü])\1{2,}")
_BLANKS = re.compile(r"\s+")
_REPEATED_SIGNS = re.compile(r"([!?.,])(?:\s*\1)+")


@dataclass(frozen=True)
class Shorthand:
    """Words and signs people type for short, with their long forms."""

    words: Mapping[str, str]
    emoji: Mapping[str, str]


@lru_cache(maxsize=1)
def shorthand() -> Shorthand:
    """The list in `shorthand.yml`, read once."""
    content = yaml.safe_load(SHORTHAND_FILE.read_text(encoding="utf-8"))
    return Shorthand(words=content["words"], emoji=content["emoji"])


def normalise(text: str, language: str = "en") -> str:
    """Lower case, plain quotes, long forms of shorthand, no emoji, no stretched letters.

    Args:
        text: as typed; anything past 2,000 characters is left out of the middle.
        language: shorthand is English and is left alone in other languages.
    """
    text = clean(_shorten(text)).lower()
    worded = any(c.isalnum() for c in text)
    text = _ODD.sub(lambda odd: _sign(odd[0], worded), text)
    if language == "en":
        text = "".join(shorthand().words.get(w, w) for w in _WORD.findall(text))
    text = _STRETCHED.sub(r"\1\1", text)
    return _BLANKS.sub(" ", _REPEATED_SIGNS.sub(r"\1", text)).strip()


def clean(text: str) -> str:
    """The text without invisible characters, lone surrogates and typographic variants."""
    text = text.encode("utf-8", "ignore").decode("utf-8")
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).translate(_QUOTES))


def _shorten(text: str) -> str:
    if len(text) <= MAX_CHARACTERS:
        return text
    half = MAX_CHARACTERS // 2
    return f"{text[:half]} {text[-half:]}"


def _sign(character: str, worded: bool) -> str:
    meaning = shorthand().emoji.get(character)
    if meaning and not worded:
        return f" {meaning} "
    symbol = meaning or unicodedata.category(character) in ("So", "Sk", "Cs", "Co", "Cn")
    return " " if symbol else character
