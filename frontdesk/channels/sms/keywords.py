"""Which words are meant for the texting programme itself. The list is data: `keywords.yml`."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

from frontdesk.yaml_file import load_model

FILE = Path(__file__).with_name("keywords.yml")

Keyword = Literal["stop", "start", "help", "more", "wrong_number", "who", "shared"]
#: what is asked first: a stop is a stop, whatever else the message says
_ORDER: tuple[Keyword, ...] = ("wrong_number", "stop", "start", "help", "more", "who", "shared")

_NUMBER = re.compile(r"(?:option|number|no\.?|choice|opcion|numero|#)?\s*\(?#?(\d{1,2})\)?[.!]?")


def _compiled(patterns: tuple[str, ...]) -> tuple[str, ...]:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
    return patterns


Patterns = Annotated[tuple[str, ...], AfterValidator(_compiled)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Family(_Part):
    """The wordings of one keyword."""

    alone: tuple[str, ...]
    somewhere: Patterns
    unless: Patterns = ()
    when_stopped: tuple[str, ...] = ()

    def meant(self, text: str, stopped: bool) -> bool:
        """Whether a text that was made plain (`plainly`) means this keyword."""
        words = [*self.alone, *(self.when_stopped if stopped else ())]
        if text in words:
            return True
        if any(re.search(p, text) for p in self.unless):
            return False
        return any(re.search(p, text) for p in self.somewhere)


class Keywords(_Part):
    """All of `keywords.yml`."""

    stop: Family
    start: Family
    help: Family
    more: Family
    wrong_number: Family
    who: Family
    shared: Family

    def in_text(self, text: str, stopped: bool = False) -> Keyword | None:
        """The keyword that `text` means; `stopped`: the number gets no texts now."""
        plain = plainly(text)
        for name in _ORDER:
            family: Family = getattr(self, name)
            if family.meant(plain, stopped):
                return name
        return None


@lru_cache(maxsize=1)
def keywords() -> Keywords:
    """The list, read once. Raises `FileError` naming what does not fit."""
    return load_model(FILE, Keywords)


def plainly(text: str) -> str:
    """Small letters, no accents, no apostrophes, no marks, single blanks."""
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c)
    )
    bare = re.sub(r"['’`´]", "", bare)
    return re.sub(r"[^a-z0-9#]+", " ", bare).strip()


def is_bare(text: str, word: str) -> bool:
    """Whether `word` is the whole message."""
    return plainly(text) == word


def number_in(text: str) -> int | None:
    """The number that is the whole message, such as "2", "#2", "option 2"; None otherwise."""
    match = _NUMBER.fullmatch(text.strip().lower())
    return int(match[1]) if match else None
