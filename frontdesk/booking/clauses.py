"""What the clauses of a message are for: a wish, somebody's commitment, or something that is over.

"I have dialysis on Monday, so it has to be a Tuesday": the Monday is no wish. What was told may
still rule days out or bound the hours, where the wish leaves them open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from frontdesk.booking.clause_words import (
    BUSY,
    CONCLUDES,
    EXCEPTS,
    FREE,
    FREE_FROM,
    NEVER_WISHED,
    NEWS,
    OVER,
    RUNS_OUT,
    SO_THAT,
    SPLIT,
    THEN,
    TOLD,
)
from frontdesk.booking.commitments import has_commitment, wishes
from frontdesk.booking.hour_phrases import DAY_ENDS, DAY_STARTS
from frontdesk.booking.joining_words import FILLERS
from frontdesk.booking.phrase import Part, both, days_of, is_week
from frontdesk.booking.wanted import Window

_TELLING = ("day", "time", "earliest", "any")
_REFERS = ("that", "not_then", "any_other")
_BOUNDS = ("after", "before", "from", "by", "later", "earlier")
#: parts by which a clause already says that it is no wish
_SETTLED = ("not", "over", "scratch", "rather", "make_it")
_REASONS = ("because", "reason")
_AWAY = re.compile(r"\b(?:gone|away|out|travel\w*|vacation|cruise|trip|busy|booked|swamped|slammed|"
                   r"closed|visiting|not|can'?t|no|fuera|here)\b")
#: "before school, Tuesday": a thing that bounds the hours is part of the wish
_BOUND_BY = re.compile(r"\b(?:before|after|around|during|between|until)\b")
#: on the road until Thursday
_UNTIL = re.compile(r"^(?!.*\bnot\b).*\b(?:until|thru|through)\b")
_SO_FREE = re.compile(r"\bso (?:i|we)(?:'?m| am|'?re| are) (?:free|open|off|flexible)\b")
_BECAUSE = re.compile(r"\s*(?:because|becuz|bcuz|bc|b/c|cuz|cos|coz|'?cause(?= (?:i|im|my|we|he|"
                      r"she|"
                      r"the)\b)|porque|ya que)\b")


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
        kind = _kind(text) or _kind_before(left, held, concluded)
        if left and concluded == {"exact"} and {"day", "time"} <= {p.kind for p in held}:
            kind = "setting"
        if kind == "wish" and chosen and (_names_days(held) or onwards and _weeks(held)):
            kind = "passed_over"
        if kind == "wish" and concluded & {"time", "exact"} and _only_bounds(left, held):
            kind = "superseded"
        clause = Clause(text, held, kind, left, start)
        chosen = _chooses(clause) or _widens(clause) or chosen and not re.search(r"[.!?]", text)
        onwards = any(p.days and p.days.any_day for p in held) if chosen else onwards
        if CONCLUDES.match(text):
            concluded = {p.kind for p in held} & {"day", "time"}
            if concluded == {"time"} and _at_the_hour(held):
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
    if clause.kind != "wish" or not named or wishes(clause.text) or clause.has(*_REFERS):
        return clause
    asks = [o for o in others if o is not clause and o.kind == "wish" and not _tells(o)]
    asked = [p for o in asks for p in o.parts if p.kind in ("day", "time", "earliest")]
    held = has_commitment(_words_left(clause)) and bool(asked)
    away = _away(clause) and _names_days(tuple(asked))
    told = away or held or len(clause.left) > 1 and named <= {p.kind for p in asked}
    if told and (away or _to_the_minute(asked) or not _BOUND_BY.search(clause.text)):
        return replace(clause, kind="told")
    return clause


def _away(clause: Clause) -> bool:
    """On the road until Thursday."""
    bounded = clause.has("from", "after") or clause.left and clause.has("by")
    return bool(bounded and _UNTIL.search(clause.text) and _names_days(clause.parts))


def _tells(clause: Clause) -> bool:
    """Whether its words are more than a time: something one does, or several words of a story."""
    return has_commitment(_words_left(clause)) or len(clause.left) > 1


def _words_left(clause: Clause) -> list[str]:
    return re.findall(r"[a-z']+", clause.text)


def _weeks(held: tuple[Part, ...]) -> list[Part]:
    return [p for p in held if is_week(p)]


def _names_days(held: tuple[Part, ...]) -> bool:
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
    return bool(chooses) and _names_days(clause.parts) and not clause.has("not", "no_good", "must")


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


def _kind(text: str) -> str:
    """What a clause shows itself to be; empty where it shows nothing."""
    if re.match(_BECAUSE, text) or SO_THAT.match(text):
        return "told"
    if NEVER_WISHED.search(text):
        return "over"
    if wishes(text):
        return "wish"
    if OVER.search(text) or NEWS.search(text):
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


def _at_the_hour(held: tuple[Part, ...]) -> bool:
    """So at two: an hour and no bound."""
    return all(p.kind in ("but", "make_it", "comma", "earliest", "or") or p.span is not None and (
        p.span.about is not None or p.span.starts == p.span.ends) for p in held)


def without_told(parts: list[Part], worded: str) -> list[Part]:
    """The parts that are wished for, bounded by what was told where the wish leaves that open."""
    rows = [_freed(c) for c in clauses(parts, worded)]
    wished = [p for c in rows if c.kind == "wish" for p in _not_refused(c.parts)]
    sets = any(c.kind == "told" and _sets(c, wished) for c in rows)
    freed = any(c.kind == "freed" for c in rows)
    unsaid = not freed and not any(p.kind in _TELLING for p in wished)
    if not sets and (unsaid or _is_what_was_told(rows, wished)):
        news = [c for c in rows if unsaid and c.left and NEWS.search(c.text)]
        told = {id(p) for c in news for p in c.parts}
        return [_turned(p, rows) for p in parts if id(p) not in told]
    made: list[Part] = []
    ruled_out: list[Part] = []
    for clause, after in zip(rows, [*rows[1:], None], strict=True):
        if clause.kind == "wish" or _stands(clause, after, wished):
            made += [*_refused(clause, after), *_ended(clause, after)]
            continue
        if clause.kind == "freed":
            named = any(p.kind == "day" for p in wished)
            made += [Part("comma")] if named else [*clause.parts, Part("comma")]
            continue
        if clause.kind == "setting" or clause.kind == "told" and _sets(clause, wished):
            # the load drops at noon on Thursday, so two: on that Thursday
            made += [p for p in clause.parts if p.kind == "day"]
            continue
        if clause.kind in ("told", "passed_over") and (
            _names_days(clause.parts) or _sets_week(clause, rows, wished)
        ):
            made += _weeks(clause.parts)
        if clause.kind == "told":
            made += _bound(clause, wished)
            ruled_out += _days_taken(clause, wished)
        # what is left out still parts what stands before it from what comes
        made += [Part("comma")] if made else []
    return [*made, *ruled_out]


def _freed(clause: Clause) -> Clause:
    """I babysit all week except Wednesday: on that day there is time."""
    for place, part in enumerate(clause.parts):
        before = clause.text[: part.start - clause.start]
        excepts = part.kind == "not" and EXCEPTS.match(clause.text, part.start - clause.start)
        if excepts and BUSY.search(before) and not FREE.search(before):
            days = [p for p in clause.parts[place + 1 :] if p.kind in ("day", "or", "and")]
            return replace(clause, parts=tuple(days), kind="freed" if days else clause.kind)
    return clause


def _not_refused(parts: tuple[Part, ...]) -> list[Part]:
    """Without the day of "Wednesday is hard"."""
    return [p for p, after in zip(parts, (*parts, Part("end"))[1:], strict=True)
            if p.kind != "day" or after.kind != "no_good"]


def _sets(clause: Clause, wished: list[Part]) -> bool:
    """The dentist is on the 12th at nine, could you at ten: on the day of something else."""
    days = [p for p in clause.parts if p.kind == "day" and not is_week(p)]
    hours = [p for p in clause.parts if p.kind == "time"]
    other = any(p.kind in ("day", "any", "any_other", "not_then", "that") for p in wished)
    return len(days) == 1 and bool(hours) and not other and _at_the_hour(tuple(wished)) and any(
        p.kind == "time" for p in wished)


def _sets_week(clause: Clause, rows: list[Clause], wished: list[Part]) -> bool:
    """I work till one all next week, so half past one: of that week."""
    timed = any(c.kind in ("told", "superseded") and c.has("time") for c in rows)
    settled = any(p.days is not None and not p.open_day for p in wished)
    ahead = "this week" not in clause.text and not _AWAY.search(clause.text)
    return timed and not settled and ahead


def _turned(part: Part, rows: list[Clause]) -> Part:
    """The shop has my car until the 12th: what is free begins then."""
    told = part.kind == "by" and any(
        c.kind == "told" and part in c.parts and not c.has("not") for c in rows
    )
    return replace(part, kind="from") if told else part


def _is_what_was_told(rows: list[Clause], wished: list[Part]) -> bool:
    """My sister is here next week, any day then: the wish names no day of its own."""
    kinds = {p.kind for p in wished}
    free = any(_SO_FREE.search(c.text) for c in rows if c.kind == "wish")
    if free and kinds <= {"any", "but"} and not any(_AWAY.search(c.text) for c in rows):
        # next week is a holiday, so I'm free
        return True
    last = wished[-1].kind if wished else ""
    return last in _BOUNDS[:4] or not any(p.kind == "day" for p in wished) and any(
        THEN.search(c.text) and not c.has(*_REFERS) for c in rows if c.kind == "wish"
    )


def _stands(clause: Clause, after: Clause | None, wished: list[Part]) -> bool:
    """Whether the clause is read as it is: it rules out by itself, or is pointed back to."""
    if clause.kind == "superseded":
        return False
    if after is not None and after.has(*_REFERS) and after.kind == "wish":
        return True
    timed = any(p.kind == "time" for p in wished)
    if re.match(_BECAUSE, clause.text) and any(p.kind == "day" for p in wished):
        return clause.has(*_SETTLED[1:]) and not clause.has("any_other")
    if _to_the_minute(wished) and clause.kind == "told" and not clause.has(*_SETTLED[2:]):
        return False
    if timed and not clause.has("day"):
        return clause.has(*_SETTLED[1:])
    names = [i for i, p in enumerate(clause.parts) if p.kind in ("day", "time")]
    no_good = any(p.kind == "no_good" for p in clause.parts[names[0] :]) if names else False
    if no_good or clause.has(*_SETTLED):
        return True
    bounds = clause.has("time") and clause.has(*_REASONS) and not _of_other_days(clause, wished)
    return not timed and bounds


def _to_the_minute(wished: list[Part]) -> bool:
    """A day and an hour of the clock were named: nothing that was told changes them."""
    exact = any(p.span is not None and p.span.starts == p.span.ends for p in wished)
    bare = not any(p.kind in (*_BOUNDS, "over", "to") for p in wished)
    return exact and bare and any(p.kind == "day" and not is_week(p) for p in wished)


def _refused(clause: Clause, after: Clause | None) -> list[Part]:
    """Working Friday. Any other day: what was told is what the others are other than."""
    refers = after is not None and after.has("any_other") and clause.kind == "told"
    said = clause.has("not", "engaged", "no_good") or not clause.has("day")
    return [Part("comma"), Part("not")] if refers and not said else []


def _ended(clause: Clause, after: Clause | None) -> list[Part]:
    """Its parts; "I can't do that." rules out nothing of the next sentence."""
    held = list(clause.parts)
    if _refused(clause, after):
        held = [p for p in held if p.kind not in ("but", "comma")]
    if after is not None and not clause.has("day", "time"):
        held = [p for p in held if p.kind != "not"]
    return held


def _bound(clause: Clause, wished: list[Part]) -> list[Part]:
    """I work till three: after three, unless the wish names its hour."""
    times = [p for p in clause.parts if p.span is not None]
    if not times or any(p.kind == "time" for p in wished):
        return []
    if _of_other_days(clause, wished) or _days_taken(clause, wished):
        return []
    last = times[-1]
    if last.span is not None and (last.span.starts, last.span.ends) == (DAY_STARTS, DAY_ENDS):
        return []
    if last.span is not None and last.span.starts != last.span.ends:
        return [Part("not"), last, Part("comma")]
    return [Part("from" if FREE_FROM.search(clause.text) else "over"), last]


def _of_other_days(clause: Clause, wished: list[Part]) -> bool:
    """Whether what was told is of days that are not wished for."""
    days = [p.days for p in clause.parts if p.days is not None]
    wide = [p.days for p in wished if p.days is not None]
    return bool(days) and not any(_met(d, w) for d in days for w in wide)


def _met(a: Window, b: Window) -> bool:
    days = both(a, b)
    return days is not None and (days.last is None or any(days_of(days)))


def _days_taken(clause: Clause, wished: list[Part]) -> list[Part]:
    """The days of a commitment, ruled out where the wish is for more than single days."""
    wide = [p.days for p in wished if p.days is not None]
    if any(d.last == d.first for d in wide) or RUNS_OUT.search(clause.text):
        return []
    days = [
        p for p in clause.parts if p.days is not None and not any(_inside(d, p) for d in wide)
    ]
    held = list(clause.parts)
    days = [p for p in days if not is_week(p) or _AWAY.search(clause.text)]
    days = [p for p in days if held.index(p) == 0 or held[held.index(p) - 1].kind not in _BOUNDS]
    listed = [q for p in days for q in (Part("and"), p)][1:]
    hours = [p for p in clause.parts if p.span and p.span.starts != p.span.ends]
    if len(days) == 1 and hours:
        listed.append(hours[-1])
    return [Part("comma"), Part("not"), *listed] if listed else []


def _inside(days: Window, other: Part) -> bool:
    if other.days is None:
        return False
    numbers = other.days.weekdays or frozenset({other.days.first.weekday()})
    if days.weekdays is not None and other.open_day:
        return days.weekdays <= numbers
    within = other.days.last is None or days.last is not None and days.last <= other.days.last
    return other.days.weekdays is None and other.days.first <= days.first and within
