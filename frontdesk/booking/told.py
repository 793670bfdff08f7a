"""What is told beside a wish, and what of it still counts: days taken, hours bound, weeks meant."""

from __future__ import annotations

import re
from dataclasses import replace

from frontdesk.booking.calendar_dates import week_of
from frontdesk.booking.clause_judge import judged
from frontdesk.booking.clause_words import (
    ACHES,
    BUSY,
    EXCEPTS,
    FREE,
    FREE_FROM,
    NEWS,
    RUNS_OUT,
    THEN,
)
from frontdesk.booking.clauses import (
    BECAUSE,
    BOUNDS,
    REFERS,
    Clause,
    at_the_hour,
    clauses,
    names_days,
    to_the_minute,
    weeks_of,
)
from frontdesk.booking.hour_phrases import DAY_ENDS, DAY_STARTS
from frontdesk.booking.phrase import Part, both, days_from, days_of, is_week
from frontdesk.booking.wanted import Window

_TELLING = ("day", "time", "earliest", "any")
#: parts by which a clause already says that it is no wish
_SETTLED = ("not", "over", "scratch", "rather", "make_it")
_REASONS = ("because", "reason")
_AWAY = re.compile(r"\b(?:gone|away|out|travel\w*|vacation|cruise|trip|busy|booked|swamped|slammed|"
                   r"closed|visiting|not|can'?t|no|fuera|here)\b")
_STARTS = re.compile(r"\b(?:starts?|begins?|starting|beginning|empieza)\b")
_SO_FREE = re.compile(r"\bso (?:i|we)(?:'?m| am|'?re| are) (?:free|open|off|flexible)\b")


def without_told(parts: list[Part], worded: str) -> list[Part]:
    """The parts that are wished for, bounded by what was told where the wish leaves that open."""
    rows = [_freed(c) for c in judged(clauses(parts, worded))]
    wished = [p for c in rows if c.kind == "wish" for p in _not_refused(c.parts)]
    sets = any(c.kind == "told" and _sets(c, wished) for c in rows)
    freed = any(c.kind == "freed" for c in rows)
    unsaid = not freed and not any(p.kind in _TELLING for p in wished)
    if not sets and (unsaid or _is_what_was_told(rows, wished)):
        news = [c for c in rows if unsaid and _is_news(c)]
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
            names_days(clause.parts) or _sets_week(clause, rows, wished)
        ):
            made += weeks_of(clause.parts) or _week_around(clause)
        if clause.kind == "told":
            made += _bound(clause, wished)
            ruled_out += _days_taken(clause, wished)
        # what is left out still parts what stands before it from what comes
        made += [Part("comma")] if made else []
    return [*made, *ruled_out]


def _week_around(clause: Clause) -> list[Part]:
    """The end of next week, so Thursday or Friday: of that week."""
    ends = [p for p in clause.parts if p.days and p.days.last and not p.days.weekdays]
    if clause.kind != "passed_over" or len(ends) != 1:
        return []
    days = ends[0].days
    assert days is not None and days.last is not None
    several = 1 <= (days.last - days.first).days <= 3
    around = days_from(week_of(days.first), 7)
    return [replace(ends[0], days=around)] if several else []


def _is_news(clause: Clause) -> bool:
    """My back hurts mornings; but "it hurts so bad tomorrow at nine?" asks."""
    aches = ACHES.search(clause.text) and not (clause.has("day") and clause.has("time"))
    return bool(clause.left) and bool(NEWS.search(clause.text) or aches)


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
    return len(days) == 1 and bool(hours) and not other and at_the_hour(tuple(wished)) and any(
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
    return last in BOUNDS[:4] or not any(p.kind == "day" for p in wished) and any(
        THEN.search(c.text) and not c.has(*REFERS) for c in rows if c.kind == "wish"
    )


def _stands(clause: Clause, after: Clause | None, wished: list[Part]) -> bool:
    """Whether the clause is read as it is: it rules out by itself, or is pointed back to."""
    if clause.kind == "superseded":
        return False
    if after is not None and after.has(*REFERS) and after.kind == "wish":
        return True
    timed = any(p.kind == "time" for p in wished)
    if re.match(BECAUSE, clause.text) and any(p.kind == "day" for p in wished):
        return clause.has(*_SETTLED[1:]) and not clause.has("any_other")
    if to_the_minute(wished) and clause.kind == "told" and not clause.has(*_SETTLED[2:]):
        return False
    if timed and not clause.has("day"):
        return clause.has(*_SETTLED[1:])
    names = [i for i, p in enumerate(clause.parts) if p.kind in ("day", "time")]
    no_good = any(p.kind == "no_good" for p in clause.parts[names[0] :]) if names else False
    if no_good or clause.has(*_SETTLED):
        return True
    bounds = clause.has("time") and clause.has(*_REASONS) and not _of_other_days(clause, wished)
    return not timed and bounds


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
    if _STARTS.search(clause.text):
        # jury duty starts Monday, the week after next
        days = [p for p in days if p.days and any(_met(p.days, w) for w in wide)]
    days = [p for p in days if held.index(p) == 0 or held[held.index(p) - 1].kind not in BOUNDS]
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
