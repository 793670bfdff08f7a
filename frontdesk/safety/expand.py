"""The small notation in which clinicians write words and patterns, taken apart.

Words:     "legs?"           leg, legs
           "numb~"           numb, numbs, numbed, numbing (a doubled or dropped letter is handled)
           "urinat*"         every word that starts so
           "(my|the) leg"    either; "(really)? bad" with or without
Patterns:  "<cannot> <feel> ..3 <leg>"   these in this order, up to 3 other words where `..3` stands
           "<numb> + <leg> ..6"          these in any order, up to 6 other words between two
           "<a> of (his|her) <b>"        plain words may stand between concepts
Small words such as "my", "just", "really" never count as words between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PART = re.compile(r"<[a-z0-9_]+>|\.\.\d+|\+|\{[^{}]*\}|\((?:[^()]|\([^()]*\))*\)\??|[^\s<>+(){}]+")
_VOWELS = "aeiou"
MOST_PHRASES = 150
"""Notations that stand for more are matched as patterns, part by part."""


class NotationError(ValueError):
    """A pattern that can not be read."""


def chunks(text: str) -> list[tuple[list[str], bool]]:
    """The top-level parts of a notation: the choices of each, and whether it may be left out.

    Raises:
        NotationError: where brackets do not pair.
    """
    out: list[tuple[list[str], bool]] = []
    depth, plain, choice = 0, "", ""
    choices: list[str] = []
    for i, char in enumerate(text):
        if char == "(":
            depth += 1
            if depth == 1:
                out += [([plain], False)] if plain.strip() else []
                plain, choice, choices = "", "", []
                continue
        elif char == ")":
            depth -= 1
            if depth == 0:
                out.append(([*choices, choice], text[i + 1: i + 2] == "?"))
                continue
        elif char == "|" and depth == 1:
            choices.append(choice)
            choice = ""
            continue
        if depth < 0:
            break
        if depth:
            choice += char
        elif not (char == "?" and text[i - 1: i] == ")"):
            plain += char
    if depth:
        raise NotationError(f"brackets do not pair in {text!r}")
    return out + ([([plain], False)] if plain.strip() else [])


def size(text: str) -> int:
    """How many plain phrases a notation stands for, inflections apart."""
    total = 1
    for choices, optional in chunks(text):
        if len(choices) > 1 or optional or choices[0] != text:
            total *= sum(size(c) if "(" in c else 1 for c in choices) + optional
    return total


def phrases(text: str) -> list[str]:
    """Every plain phrase that `text` stands for; `*` stays."""
    out = [""]
    for choices, optional in chunks(text):
        forms = [f for c in choices for f in (phrases(c) if "(" in c else _inflected(c))]
        out = [f"{head} {form}".strip() for head in out for form in (*forms, *[""][:optional])]
    return out


def as_pattern(text: str) -> str:
    """A notation of words as a pattern: what may be left out becomes a gap of one word."""
    parts: list[str] = []
    for choices, optional in chunks(text):
        if optional:
            parts.append("..1")
        else:
            parts.append("{" + "|".join(choices) + "}" if len(choices) > 1 else choices[0].strip())
    return " ".join(parts).strip()


def _inflected(text: str) -> list[str]:
    out = [""]
    for word in text.split():
        forms = _forms(word[:-1]) if word.endswith("~") else [word]
        if word.endswith("?") and len(word) > 1:
            forms = [word[:-2], word[:-1]]
        out = [f"{head} {form}".strip() for head in out for form in forms]
    return out


def _forms(word: str) -> list[str]:
    if word.endswith("e"):
        stem = word[:-1]
        return [word, word + "s", word + "d", stem + "ing", stem + "in"]
    if word.endswith("y") and word[-2] not in _VOWELS:
        return [word, word[:-1] + "ies", word[:-1] + "ied", word + "ing"]
    forms = [word, word + ("es" if word[-1] in "sxz" or word[-2:] in ("ch", "sh") else "s"),
             word + "ed", word + "ing", word + "in"]
    if len(word) > 2 and word[-1] not in _VOWELS + "wxys" and word[-2] in _VOWELS and (
            word[-3] not in _VOWELS):
        forms += [word + word[-1] + "ed", word + word[-1] + "ing", word + word[-1] + "in"]
    return forms


@dataclass(frozen=True)
class Pattern:
    """Concept names, and how many words may stand before each (the first is 0).

    `ordered` False: any order, `gaps[-1]` words between neighbours.
    """

    names: tuple[str, ...]
    gaps: tuple[int, ...]
    ordered: bool


def parse(text: str) -> tuple[Pattern, dict[str, str]]:
    """A pattern, and the plain words in it as concepts of their own (name to notation).

    Raises:
        NotationError: where the notation is broken.
    """
    parts = _PART.findall(text)
    if "".join(parts).replace(" ", "") != text.replace(" ", ""):
        raise NotationError(f"can not read the pattern {text!r}")
    if "+" in parts:
        return _unordered(parts, text)
    names: list[str] = []
    gaps: list[int] = []
    literals: dict[str, str] = {}
    gap = 0
    words: list[str] = []
    for part in [*parts, "<end>"]:
        if words and (part[0] in "<{" or part.startswith("..")):
            name = "'" + " ".join(words) + "'"
            literals[name] = " ".join(words)
            names.append(name)
            gaps.append(gap)
            gap, words = 0, []
        if part[0] == "{":
            names.append(f"'{part}'")
            literals[names[-1]] = "(" + part[1:-1] + ")"
            gaps.append(gap)
            gap = 0
            continue
        if part.startswith(".."):
            gap += int(part[2:])
        elif part == "<end>":
            break
        elif part[0] == "<":
            names.append(part[1:-1])
            gaps.append(gap)
            gap = 0
        else:
            words.append(part)
    if not names:
        raise NotationError(f"an empty pattern: {text!r}")
    return Pattern(tuple(names), tuple(gaps), True), literals


def _unordered(parts: list[str], text: str) -> tuple[Pattern, dict[str, str]]:
    gap, names, literals = 5, [], {}
    for piece in " ".join(parts).split("+"):
        inner = piece.split()
        if inner and inner[-1].startswith(".."):
            gap = int(inner.pop()[2:])
        if not inner:
            raise NotationError(f"nothing beside a + in {text!r}")
        if len(inner) == 1 and inner[0][0] == "<":
            names.append(inner[0][1:-1])
        else:
            name = "'" + " ".join(inner) + "'"
            literals[name] = " ".join(inner)
            names.append(name)
    return Pattern(tuple(names), (gap,) * len(names), False), literals
