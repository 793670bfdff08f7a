"""A second opinion on clauses, learnt from judged answers: whether one wishes or only tells.

The rules of `clause_words` know words; what strangers tell has no end. The weights of a linear
model over a clause's words, the kinds of its times and its place stand in `clause_weights.json`
(`python -m scripts.learn_clauses` makes them anew). Only where it is sure are the rules overruled.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from frontdesk.booking.clauses import Clause
from frontdesk.booking.phrase import Part

FILE = Path(__file__).with_name("clause_weights.json")
#: how likely it must be that a clause tells, to be taken for told; and at most, for a wish
TELLS, WISHES = 0.75, 0.05
#: what is said of the visit itself is a wish, whatever else sounds like it
_OF_THE_VISIT = re.compile(r"\b(?:appointment|visit)s? (?:has|have|needs?|ought|must|should)\b")
_WORDS = re.compile(r"[a-z']+|\d+|[?!]")
_NAMED = ("day", "time")
_ASKING = (*_NAMED, "earliest", "any")


def judged(rows: list[Clause]) -> list[Clause]:
    """The clauses, those of another kind where the model is sure of that."""
    if len(rows) < 2:
        return rows
    return [replace(c, kind=_kind(rows, place)) for place, c in enumerate(rows)]


def _kind(rows: Sequence[Clause], place: int) -> str:
    clause = rows[place]
    settled = clause.kind not in ("wish", "told", "over") or _OF_THE_VISIT.search(clause.text)
    if not clause.parts or settled:
        return clause.kind
    tells = likely_told(rows, place)
    if clause.kind == "wish":
        return "told" if tells > TELLS else "wish"
    return "wish" if tells < WISHES else clause.kind


def likely_told(rows: Sequence[Clause], place: int) -> float:
    """How likely it is that a clause tells, from 0 to 1."""
    bias, weights = _learnt()
    total = bias + sum(weights.get(f, 0.0) for f in features(rows, place))
    return 1 / (1 + math.exp(-total))


@lru_cache(maxsize=1)
def _learnt() -> tuple[float, dict[str, float]]:
    content = json.loads(FILE.read_text())
    return content["bias"], content["weights"]


def features(rows: Sequence[Clause], place: int) -> set[str]:
    """What a clause shows, each thing once."""
    clause = rows[place]
    said = tokens(clause)
    row = ["<", *said, ">"]
    words = sum(w.islower() for w in said)
    named = _kinds(clause, _NAMED)
    others = {k for i, c in enumerate(rows) if i != place for k in _kinds(c, _ASKING)}
    return {
        *said, *(" ".join(pair) for pair in zip(row, row[1:], strict=False)),
        *(" ".join(three) for three in zip(row, row[1:], row[2:], strict=False)),
        *(f"^{w}" for w in said[:2]),
        f"#words {min(words, 6)}", f"#names {'+'.join(sorted(named))}",
        f"#others {'+'.join(sorted(others))}", f"#covered {bool(named) and named <= others}",
        f"#first {place == 0}", f"#last {place == len(rows) - 1}",
        f"#before {' '.join(tokens(rows[place - 1])[:1]) if place else ''}",
        f"#after {' '.join(tokens(rows[place + 1])[:1]) if place + 1 < len(rows) else ''}",
    }


def _kinds(clause: Clause, among: Sequence[str]) -> set[str]:
    return {p.kind for p in clause.parts if p.kind in among}


def tokens(clause: Clause) -> list[str]:
    """The words of a clause, its parts as what they are: DAY, WEEK, AT, SPAN, NOT."""
    made: list[str] = []
    at = 0
    for part in clause.parts:
        begins = part.start - clause.start
        if begins >= at:
            made += [*_WORDS.findall(clause.text[at:begins]), _name(part)]
            at = part.end - clause.start
    return made + _WORDS.findall(clause.text[at:])


def _name(part: Part) -> str:
    if part.days is not None and part.kind == "day":
        if part.days.last is None:
            return "EACH" if part.days.weekdays else "FROM"
        return "DAY" if part.days.first == part.days.last else "WEEK"
    if part.span is not None and part.kind == "time":
        return "AT" if part.span.starts == part.span.ends else "SPAN"
    return "SO" if part.side == "so" else part.kind.upper()
