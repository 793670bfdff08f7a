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

Keyword = Literal["stop", "about_stop", "start", "help", "more", "wrong_number", "who", "shared"]
#: what is asked first: a stop is a stop, whatever else the message says, unless it only asks
_ORDER: tuple[Keyword, ...] = (
    "wrong_number", "about_stop", "stop", "start", "help", "more", "who", "shared"
)  # fmt: skip

#: stop signs people send in place of the word
_SIGNS = str.maketrans(dict.fromkeys("\U0001f6d1\u26d4\u270b\U0001f6ab", " stop "))
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
    clause: tuple[str, ...] = ()
    somewhere: Patterns
    unless: Patterns = ()
    when_stopped: tuple[str, ...] = ()
    in_alarm: Patterns = ()

    def meant(self, text: str, plain: str, stopped: bool, alarming: bool) -> bool:
        """Whether a text, also made `plain`, means this keyword; see `Keywords.in_text`."""
        if alarming and not _any(self.in_alarm, plain):
            return False
        if plain in self.alone or (stopped and plain in self.when_stopped):
            return True
        if _any(self.unless, plain):
            return False
        if _any(self.somewhere, plain):
            return True
        return bool(self.clause) and any(c in self.clause for c in _edges(text))


class Keywords(_Part):
    """All of `keywords.yml`."""

    stop: Family
    about_stop: Family
    start: Family
    help: Family
    more: Family
    wrong_number: Family
    who: Family
    shared: Family
    erasure: Patterns
    spanish: frozenset[str]

    def in_text(self, text: str, stopped: bool = False, alarming: bool = False) -> Keyword | None:
        """The keyword that `text` means.

        Args:
            stopped: The number gets no texts now.
            alarming: Safety saw danger in the text: only what is beyond doubt counts.
        """
        plain = plainly(text)
        for name in _ORDER:
            family: Family = getattr(self, name)
            if family.meant(text, plain, stopped, alarming):
                asks = name == "about_stop"
                return "stop" if asks and self._stops_first(text, stopped, alarming) else name
        return None

    def no_stop(self, text: str) -> bool:
        """Whether `text` speaks of stopping, and yet not of ending texts to this number.

        It only asks, or it means somebody else, a visit, or the pain.
        """
        plain = plainly(text)
        return self.in_text(text) == "about_stop" or _any(self.stop.unless, plain)

    def asks_erasure(self, text: str) -> bool:
        """Whether a stop also asks that what is kept be erased."""
        return _any(self.erasure, plainly(text))

    def in_spanish(self, text: str) -> bool:
        """Whether a keyword was written in Spanish."""
        return not self.spanish.isdisjoint(plainly(text).split())

    def _stops_first(self, text: str, stopped: bool, alarming: bool) -> bool:
        """Whether a stop comes before the question: "Stop this. Do I have to unsubscribe?"."""
        first, *rest = re.split(r"[.!\n]", text.strip(" .!\n"), maxsplit=1)
        said = plainly(first)
        asks = self.about_stop.meant(first, said, stopped, alarming)
        return bool(rest) and not asks and self.stop.meant(first, said, stopped, alarming)


@lru_cache(maxsize=1)
def keywords() -> Keywords:
    """The list, read once. Raises `FileError` naming what does not fit."""
    return load_model(FILE, Keywords)


def plainly(text: str) -> str:
    """Small letters, no accents, no apostrophes, no marks, single blanks."""
    bare = "".join(
        c
        for c in unicodedata.normalize("NFKD", text.lower().translate(_SIGNS))
        if not unicodedata.combining(c)
    )
    bare = re.sub(r"['’`´]", "", bare)
    return re.sub(r"[^a-z0-9#]+", " ", bare).strip()


def _any(patterns: tuple[str, ...], plain: str) -> bool:
    return any(re.search(p, plain) for p in patterns)


def _edges(text: str) -> tuple[str, str]:
    """The first sentence and the last clause, made plain."""
    text = text.strip(" .!?,;:\n")
    return plainly(re.split(r"[.!?\n]", text)[0]), plainly(re.split(r"[.!?,;:\n]", text)[-1])


def is_bare(text: str, word: str) -> bool:
    """Whether `word` is the whole message."""
    return plainly(text) == word


def number_in(text: str) -> int | None:
    """The number that is the whole message, such as "2", "#2", "option 2"; None otherwise."""
    match = _NUMBER.fullmatch(text.strip().lower())
    return int(match[1]) if match else None
