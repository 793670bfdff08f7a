"""Which words are meant for the texting programme itself. The list is data: `keywords.yml`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from frontdesk.yaml_file import load_model

FILE = Path(__file__).with_name("keywords.yml")

Keyword = Literal["stop", "about_stop", "start", "help", "more", "wrong_number", "who", "shared"]
#: what is asked first: a stop is a stop, whatever else the message says, unless it only asks
_ORDER: tuple[Keyword, ...] = (
    "wrong_number", "about_stop", "stop", "start", "help", "more", "who", "shared"
)  # fmt: skip

#: letters of other alphabets that look like ours: who hides a word in them still wrote it
_ALIKE = str.maketrans("авеѕтікмнорсухјαοετικνρυ", "abestikmhopcyxjaoetikvpu")
#: characters that show nothing, and marks on a letter
_UNSEEN = ("Cf", "Mn", "Me")
#: signs and words of other alphabets that people send in place of STOP
_SIGNS = re.compile("[\U0001f6d1\u26d4\u270b\U0001f6ab]|стоп|توقف|停止|退订|退訂|그만|중지")
_NUMBER = re.compile(r"(?:option|number|no\.?|choice|opcion|numero|#)?\s*\(?#?(\d{1,2})\)?[.!]?")


def _compiled(pattern: object) -> object:
    if not isinstance(pattern, str):
        return pattern
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from error


Patterns = tuple[Annotated[re.Pattern[str], BeforeValidator(_compiled)], ...]


@dataclass(frozen=True)
class Given:
    """What is known when a text comes.

    Attributes:
        stopped: The number gets no texts now.
        alarming: Safety saw danger in the text: only what is beyond doubt counts.
        unasked: The newest text of ours answered nothing that the person had written.
    """

    stopped: bool = False
    alarming: bool = False
    unasked: bool = False


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Family(_Part):
    """The wordings of one keyword."""

    alone: tuple[str, ...]
    clause: tuple[str, ...] = ()
    somewhere: Patterns
    unless: Patterns = ()
    when_stopped: tuple[str, ...] = ()
    when_unasked: Patterns = ()
    in_alarm: Patterns = ()

    def meant(self, text: str, plain: str, given: Given) -> bool:
        """Whether a text, also made `plain`, means this keyword."""
        if given.alarming and not _any(self.in_alarm, plain):
            return False
        if plain in self.alone or (given.stopped and plain in self.when_stopped):
            return True
        if given.unasked and _any(self.when_unasked, plain):
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
    cancels: Patterns
    books: Patterns
    picture: Patterns
    spanish: frozenset[str]

    def in_text(self, text: str, **given: bool) -> Keyword | None:
        """The keyword that `text` means, if it means one; `given`: what `Given` names."""
        return self._in_text(text, Given(**given))

    def _in_text(self, text: str, given: Given) -> Keyword | None:
        plain = plainly(text)
        for name in _ORDER:
            family: Family = getattr(self, name)
            if family.meant(text, plain, given):
                asks = name == "about_stop"
                return "stop" if asks and self._stops_first(text, given) else name
        return None

    def has_unasked(self, text: str) -> bool:
        """Whether `unasked` may make a difference to what `text` means."""
        plain, families = plainly(text), (getattr(self, name) for name in _ORDER)
        return any(_any(family.when_unasked, plain) for family in families)

    def no_stop(self, text: str) -> bool:
        """Whether `text` speaks of stopping, and yet not of ending texts to this number.

        It only asks, or it means somebody else, a visit, or the pain.
        """
        word = self.in_text(text)
        return word == "about_stop" or (word != "stop" and _any(self.stop.unless, plainly(text)))

    def asks_erasure(self, text: str) -> bool:
        """Whether a stop also asks that what is kept be erased."""
        return _any(self.erasure, plainly(text))

    def asks_cancel(self, text: str) -> bool:
        """Whether a stop also asks to give up a visit."""
        return _any(self.cancels, plainly(text))

    def asks_visit(self, text: str) -> bool:
        """Whether a stop also asks for a visit."""
        return _any(self.books, plainly(text)) and not self.asks_cancel(text)

    def without_stop(self, text: str) -> str:
        """The clauses of `text` that are no stop: "Tuesday at ten works, please no texts"."""
        clauses = re.split(r"[.!?,;\n]|\s[-–—]+\s|\b(?:but|and|pero)\b", text)
        return ", ".join(c.strip() for c in clauses if c.strip() and self.in_text(c) != "stop")

    def is_picture(self, text: str) -> bool:
        """Whether words beside or after a picture only say what it shows."""
        return _any(self.picture, plainly(text))

    def in_spanish(self, text: str) -> bool:
        """Whether a keyword was written in Spanish."""
        return not self.spanish.isdisjoint(plainly(text).split())

    def _stops_first(self, text: str, given: Given) -> bool:
        """Whether a stop comes before the question: "Stop this. Do I have to unsubscribe?"."""
        first, *rest = re.split(r"[.!\n]", text.strip(" .!\n"), maxsplit=1)
        said = plainly(first)
        asks = self.about_stop.meant(first, said, given)
        return bool(rest) and not asks and self.stop.meant(first, said, given)


@lru_cache(maxsize=1)
def keywords() -> Keywords:
    """The list, read once. Raises `FileError` naming what does not fit."""
    return load_model(FILE, Keywords)


def plainly(text: str) -> str:
    """Small letters of ours, no accents, no apostrophes, no marks, single blanks."""
    small = text.lower()
    bare = re.sub(r"['’`´]", "", small if small.isascii() else _in_ours(small))
    return re.sub(r"#(?!\d)|[^a-z0-9#]+", " ", bare).strip()


def _in_ours(small: str) -> str:
    """What most texts are without any of this work: letters of ours, and nothing unseen."""
    spread = unicodedata.normalize("NFKD", _SIGNS.sub(" stop ", small))
    bare = "".join(c for c in spread if unicodedata.category(c) not in _UNSEEN)
    return bare.translate(_ALIKE)


def _any(patterns: Patterns, plain: str) -> bool:
    return any(p.search(plain) for p in patterns)


def _edges(text: str) -> tuple[str, str]:
    """The first clause and the last one, made plain."""
    clauses = re.split(r"[.!?,;:\n]|\s[-–—]+\s", text.strip(" .!?,;:\n"))
    return plainly(clauses[0]), plainly(clauses[-1])


def is_bare(text: str, word: str) -> bool:
    """Whether `word` is the whole message."""
    return plainly(text) == word


def number_in(text: str) -> int | None:
    """The number that is the whole message, such as "2", "#2", "option 2"; None otherwise."""
    match = _NUMBER.fullmatch(text.strip().lower())
    return int(match[1]) if match else None
