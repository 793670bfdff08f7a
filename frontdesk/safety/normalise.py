"""Words of a message as the rules know them, each tied to where it stood in the original.

A message becomes tokens: lower case, accents and quotes plain, shorthand and slips spelled out,
run-together and pulled-apart words mended, numbers as digits. Every token keeps the offsets of
the original text, so that evidence can be shown as the person wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

READ_AT_EACH_END = 2000
"""Characters read at the start and at the end of a message."""

_GONE = "\x00"
_SOFT = {",", "-", "(", ")", '"', "/", "&", ":", "..", "*"}
_PLAIN = {"‘": "'", "’": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-",
          "—": "-", "…": "~", "º": "°", "˚": "°", "؟": "?", "¿": " ", "¡": " "}
_WORD = re.compile(
    r"\d+(?:[.,:]\d+)*|[^\W\d_][^\W_\x00]*(?:\x00+[^\W_]+)*(?:'[^\W\d_]+)*'?|[.~!?;\n,()\"/&:°%*#@+=<>-]+|\S")
_ELONGATED = re.compile(r"(.)\1{2,}")
_DIGITS_IN_WORD = str.maketrans("013457$@!", "oleastsai")


class Token(NamedTuple):
    """A word as the rules know it, and `text[start:end]` of its message."""

    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Words:
    """The tokens of one message; `sentence[i]` is the sentence number of token i."""

    text: str
    tokens: tuple[Token, ...]
    sentence: tuple[int, ...]
    asked: frozenset[int]
    norm: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Spelling:
    """How words are mended: `map` one to many, `merge` two to one, `fix` for slips of the pen."""

    map: dict[str, tuple[str, ...]]
    merge: dict[tuple[str, str], str]
    emoji: dict[str, tuple[str, ...]]
    fix: Callable[[str], str]
    spelled: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    """Words mended lately: people use the same few hundred."""


MOST_KEPT = 20_000
MOST_CHARS = 4096


class _PlainChars(dict[int, str]):
    """Code point to plain character, filled in as characters are met."""

    def __missing__(self, code: int) -> str:
        plain = _plain_char(chr(code))
        if len(self) < MOST_CHARS:
            self[code] = plain
        return plain


def _plain_char(char: str) -> str:
    if char in _PLAIN:
        return _PLAIN[char]
    if char == "\r":
        return " "
    if char in "\n\t":
        return "\n" if char == "\n" else " "
    kind = unicodedata.category(char)
    if kind in ("Cf", "Cc", "Mn", "Cs", "Me") or char == "️":
        return _GONE
    folded = unicodedata.normalize("NFKD", char)
    base = folded[0].lower() if folded else char
    return base if len(base) == 1 else char


_CHARS = _PlainChars()


def flat(text: str) -> str:
    """`text` character by character in plain lower case; as long as the original."""
    return text.translate(_CHARS)


def words_of(text: str, spelling: Spelling) -> Words:
    """The tokens of `text`. Reads the first and last 2,000 characters only."""
    pieces = [(0, text)]
    if len(text) > 2 * READ_AT_EACH_END:
        cut = len(text) - READ_AT_EACH_END
        pieces = [(0, text[:READ_AT_EACH_END]), (cut, text[cut:])]
    tokens: list[Token] = []
    for offset, piece in pieces:
        if tokens:
            tokens.append(Token(".", offset, offset))
        tokens.extend(_raw(flat(piece), offset, spelling))
    return _sentences(text, _merged(tokens, spelling))


def _raw(plain: str, offset: int, spelling: Spelling) -> list[Token]:
    tokens: list[Token] = []
    known = spelling.spelled
    for found in _WORD.finditer(plain):
        raw = found.group()
        words = known.get(raw)
        if words is None:
            words = tuple(word for word in _spelled(raw, spelling) if word)
            if len(known) < MOST_KEPT:
                known[raw] = words
        start, end = found.span()
        for word in words:
            tokens.append(Token(word, start + offset, end + offset))
    return tokens


def _spelled(raw: str, spelling: Spelling) -> tuple[str, ...]:
    first = raw[0]
    if first.isdigit():
        return (raw.replace(",", "."),) if "," in raw and len(raw.split(",")[1]) < 3 else (
            raw.replace(",", ""),)
    if not (first.isalpha() or first == "'"):
        return _mark(raw, spelling)
    word = raw.replace(_GONE, "").strip("'")
    if "'" in word and word in spelling.map:
        return spelling.map[word]
    for suffix in ("'s", "'z"):
        if word.endswith(suffix) and word[:-2] + "s" not in spelling.map:
            word = word[:-2]
    word = word.replace("'", "")
    return _one_word(word, spelling)


def _one_word(word: str, spelling: Spelling) -> tuple[str, ...]:
    known = spelling.map.get(word)
    if known is not None:
        return known
    if len(word) > 2 and _ELONGATED.search(word):
        for by in (r"\1\1", r"\1"):
            shorter = _ELONGATED.sub(by, word)
            if shorter in spelling.map or spelling.fix(shorter) != shorter or by == r"\1":
                word = shorter
                break
        known = spelling.map.get(word)
        if known is not None:
            return known
    if any(c.isdigit() for c in word):
        plain = word.translate(_DIGITS_IN_WORD)
        if len(word) > 3 and spelling.fix(plain) != plain or plain in spelling.map:
            word = plain
    fixed = spelling.fix(word)
    return spelling.map.get(fixed, (fixed,))


def _mark(raw: str, spelling: Spelling) -> tuple[str, ...]:
    if raw in spelling.emoji:
        return spelling.emoji[raw]
    if "?" in raw:
        return ("?",)
    if "\n" in raw or ";" in raw or "!" in raw or raw == ".":
        return (".",)
    if "~" in raw or ".." in raw:
        return ("..",)
    if raw in ("&", "+"):
        return ("and",)
    if "°" in raw:
        return ("degrees",)
    return (raw[0],) if raw[0] in _SOFT or raw[0] in "%#@" else (".",) if raw[0] == "." else (",",)


def _merged(tokens: list[Token], spelling: Spelling) -> list[Token]:
    out: list[Token] = []
    for token in tokens:
        while out:
            joined = spelling.merge.get((out[-1].word, token.word))
            if joined is None:
                break
            token = Token(joined, out[-1].start, token.end)
            out.pop()
        out.append(token)
    return out


def _sentences(text: str, tokens: list[Token]) -> Words:
    number, numbers, asked = 0, [], set()
    for token in tokens:
        numbers.append(number)
        if token.word == "?":
            asked.add(number)
        if token.word in (".", "?"):
            number += 1
    return Words(text, tuple(tokens), tuple(numbers), frozenset(asked),
                 tuple(t.word for t in tokens))
