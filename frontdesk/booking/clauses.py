"""What the clauses of a message are for: a wish, somebody's commitment, or something that is over.

"I have dialysis on Monday, so it has to be a Tuesday": the Monday is no wish. What was told may
still rule days out or bound the hours, where the wish leaves them open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from frontdesk.booking.clause_words import (
    ACHES,
    CONCLUDES,
    NEVER_WISHED,
    NEWS,
    OVER,
    SO_THAT,
    SPLIT,
    TOLD,
)
from frontdesk.booking.commitments import has_commitment, wishes
from frontdesk.booking.joining_words import FILLERS
from frontdesk.booking.phrase import Part, is_week

REFERS = ("that", "not_then", "any_other")
BOUNDS = ("after", "before", "from", "by", "later", "earlier")
#: "before school, Tuesday": a thing that bounds the hours is part of the wish
_BOUND_BY = re.compile(r"\b(?:before|after|around|during|between|until)\b")
#: on the road until Thursday
_UNTIL = re.compile(r"^(?!.*\bnot\b).*\b(?:until|thru|through)\b")
BECAUSE = re.compile(r"\s*(?:because|becuz|bcuz|bc|b/c|cuz|cos|coz|'?cause(?= (?:i|im|my|we|he|"
                     r"she|the)\b)|porque|ya que)\b")


@dataclass(frozen=True)
class Clause:
    """A stretch of a message, the parts in it, and what it is for: wish, told or over."""

    text: str
    parts: tuple[Part, ...]
    kind: str
    #: its words that are neither of a part nor fillers
    left: tuple[str, ...] = ()
    #: where it begins
    start: int = 0

    def has(self, *kinds: str) -> bool:
        """Whether it holds a part of one of these kinds."""
        return any(p.kind in kinds for p in self.parts)


def clauses(parts: list[Part], worded: str) -> list[Clause]:
    """The clauses of a plain text, in order."""
    made: list[Clause] = []
    concluded: set[str] = set()
    chosen = onwards = False
    for start, end in reversed(list(_stretches(parts, worded))):
        held = tuple(p for p in parts if start <= p.start < end)
        text = worded[start:end]
        left = _left(text, held, start)
        kind = _kind(_main(text, held, start)) or _kind_before(left, held, concluded)
        if left and concluded == {"exact"} and {"day", "time"} <= {p.kind for p in held}:
            kind = "setting"
        if kind == "wish" and chosen and (names_days(held) or onwards and weeks_of(held)):
            kind = "passed_over"
        if kind == "wish" and concluded & {"time", "exact"} and _only_bounds(left, held):
            kind = "superseded"
        clause = Clause(text, held, kind, left, start)
        chosen = _chooses(clause) or _widens(clause) or chosen and not re.search(r"[.!?]", text)
        onwards = any(p.days and p.days.any_day for p in held) if chosen else onwards
        if CONCLUDES.match(text):
            concluded = {p.kind for p in held} & {"day", "time"}
            if concluded == {"time"} and at_the_hour(held):
                concluded = {"exact"}
            if text.startswith("otherwise") or clause.has("earliest"):
                concluded |= {"day"}
        made.append(clause)
    rows = [_background(c, made) for c in made[::-1]]
    return [replace(c, kind=b.kind) if c.text.startswith("(") else c
            for b, c in zip(rows[:1] + rows, rows, strict=False)]


def _background(clause: Clause, others: list[Clause]) -> Clause:
    """Swing shift this week, so mornings: beside what asks, what holds somebody is told."""
    named = {p.kind for p in clause.parts} & {"day", "time"}
    if clause.kind != "wish" or not named or wishes(clause.text) or clause.has(*REFERS):
        return clause
    if _main(clause.text, clause.parts, clause.start) != clause.text:
        return clause
    asks = [o for o in others if o is not clause and o.kind == "wish" and not _tells(o)]
    asked = [p for o in asks for p in o.parts if p.kind in ("day", "time", "earliest")]
    held = has_commitment(_words_left(clause)) and bool(asked)
    away = _away(clause) and names_days(tuple(asked))
    told = away or held or len(clause.left) > 1 and named <= {p.kind for p in asked}
    if told and (away or to_the_minute(asked) or not _BOUND_BY.search(clause.text)):
        return replace(clause, kind="told")
    return clause


def _away(clause: Clause) -> bool:
    """On the road until Thursday."""
    bounded = clause.has("from", "after") or clause.left and clause.has("by")
    return bool(bounded and _UNTIL.search(clause.text) and names_days(clause.parts))


def _tells(clause: Clause) -> bool:
    """Whether its words are more than a time: something one does, or several words of a story."""
    return has_commitment(_words_left(clause)) or len(clause.left) > 1


def _words_left(clause: Clause) -> list[str]:
    return re.findall(r"[a-z']+", clause.text)


def weeks_of(held: tuple[Part, ...]) -> list[Part]:
    return [p for p in held if is_week(p)]


def names_days(held: tuple[Part, ...]) -> bool:
    return any(p.kind == "day" and not is_week(p) for p in held)


def _widens(clause: Clause) -> bool:
    """But any day is fine: what was named before it is no more than preferred."""
    return bool(re.match(r"\s*(?:but|though|although) (?:really |honestly )?any ?day(?: (?:is|"
                         r"works|"
                         r"will|would|that|of)\b|\s*$)", clause.text))


def _chooses(clause: Clause) -> bool:
    """So Tuesday: of the days named before it this one is wished."""
    chooses = re.match(r"\s*(?:so|asi que|entonces)\b(?! (?:is|are|does|do|would|"
                       r"will)\b)", clause.text) and not SO_THAT.match(clause.text)
    return bool(chooses) and names_days(clause.parts) and not clause.has("not", "no_good", "must")


def _stretches(parts: list[Part], worded: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in SPLIT.finditer(worded):
        inside = any(p.start < match.start() < p.end for p in parts) or _in_row(match, parts)
        if match.start() > start and not inside:
            if re.search(r"\w", worded[start : match.start()]):
                yield start, match.start()
            start = match.start()
    yield start, len(worded)


def _in_row(match: re.Match[str], parts: list[Part]) -> bool:
    """The comma of a list."""
    before = [p.row for p in parts if p.end <= match.start() and p.row][-1:]
    after = [p.row for p in parts if p.start >= match.end() and p.row][:1]
    return "," in match[0] and bool(before) and before == after


def _main(text: str, held: tuple[Part, ...], start: int) -> str:
    """In May when school is out: a time alone is what "when" tells something about."""
    head = text.partition(" when ")[0]
    named = tuple(p for p in held if p.end - start <= len(head))
    alone = any(p.kind == "day" for p in named) and not _left(head, named, start)
    return head if alone else text


def _kind(text: str) -> str:
    """What a clause shows itself to be; empty where it shows nothing."""
    if re.match(BECAUSE, text) or SO_THAT.match(text):
        return "told"
    if NEVER_WISHED.search(text):
        return "over"
    if wishes(text):
        return "wish"
    if OVER.search(text) or NEWS.search(text) or ACHES.search(text):
        return "over"
    return "told" if TOLD.search(text) and not CONCLUDES.match(text) else ""


def _left(text: str, held: tuple[Part, ...], start: int) -> tuple[str, ...]:
    for part in reversed(held):
        text = text[: part.start - start] + " " + text[part.end - start :]
    return tuple(w for w in re.findall(r"[a-z']+", text) if w not in FILLERS)


def _kind_before(left: tuple[str, ...], held: tuple[Part, ...], concluded: set[str]) -> str:
    """Bridge club Monday, so Tuesday: what comes before a conclusion and is not time alone."""
    named = {p.kind for p in held} & {"day"} or {"time", "day", "exact"}
    return "told" if left and named & concluded else "wish"


def _only_bounds(left: tuple[str, ...], held: tuple[Part, ...]) -> bool:
    """Done by two, so after half past: an hour before a conclusion with an hour of its own."""
    named = [p for p in held if p.kind in ("day", "time")]
    return not left and bool(named) and held[0].kind in ("over", "from", "after") and (
        all(p.kind == "time" for p in named))


def at_the_hour(held: tuple[Part, ...]) -> bool:
    """So at two: an hour and no bound."""
    return all(p.kind in ("but", "make_it", "comma", "earliest", "or") or p.span is not None and (
        p.span.about is not None or p.span.starts == p.span.ends) for p in held)


def to_the_minute(wished: list[Part]) -> bool:
    """A day and an hour of the clock were named: nothing that was told changes them."""
    exact = any(p.span is not None and p.span.starts == p.span.ends for p in wished)
    bare = not any(p.kind in (*BOUNDS, "over", "to") for p in wished)
    return exact and bare and any(p.kind == "day" and not is_week(p) for p in wished)
