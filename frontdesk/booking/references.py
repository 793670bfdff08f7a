"""What points back to what was said: before that, any other day, not then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from frontdesk.booking.corrections import AFTER, BEFORE, BOUNDS, JOINERS
from frontdesk.booking.hour_phrases import DAY_ENDS, DAY_STARTS, minutes_from
from frontdesk.booking.phrase import Part, Span
from frontdesk.booking.wanted import Window

#: minutes: a consultation, and what should lie between one and something else
_VISIT, _APART = 90, 60


def referred(parts: list[Part]) -> list[Part]:
    made: list[Part] = []
    for place, part in enumerate(parts):
        if part.kind == "that" and part.side in AFTER and _said_exactly(made, parts[place + 1 :]):
            # done at eleven, so right after that, say half past
            made = [p for p in made if p.kind not in ("time", *AFTER)]
        elif part.kind == "that":
            made = _bounded_by(made, part.side)
        elif part.kind in ("not_then", "any_other"):
            made = _ruled_out(made, part)
        else:
            made.append(part)
    return made


def _said_exactly(made: list[Part], rest: list[Part]) -> bool:
    """Whether an hour before is followed by a later one: that is the one to come at."""
    hours = [p.span.starts for p in made if p.span is not None]
    coming = [p.span for p in rest if p.span is not None]
    return len(hours) == len(coming) == 1 and coming[0].starts == coming[0].ends > hours[0]


def _bounded_by(made: list[Part], side: str) -> list[Part]:
    """We leave on the 18th, so before that: before the 18th."""
    place = max((i for i, p in enumerate(made) if p.kind in ("day", "time")), default=-1)
    if place < 0:
        return made
    span = made[-1].span
    days = [i for i, p in enumerate(made) if p.kind == "day"]
    if side in AFTER and days and span is not None and span.starts != span.ends:
        # back on the 18th; any afternoon after that
        return [*made[: days[-1]], Part("from"), *made[days[-1] :]]
    if side in AFTER and len(days) > 1 and made[-1].days and made[-1].days.weekdays and (
        not made[days[-2]].open_day
    ):
        # away until the 18th; any weekday after that
        kept = made[: days[-2]]
        while kept and kept[-1].kind in BOUNDS:
            kept.pop()
        return [*kept, Part("after"), *made[days[-2] :]]
    if side in AFTER and made[place].kind == "day" and place and made[place - 1].kind == "time":
        # done by eleven on Thursday, so after that: the hour, not the day
        begin = place - 1 - (place > 1 and made[place - 2].kind in BOUNDS)
        made = [*made[:begin], made[place], *made[begin:place], *made[place + 1 :]]
    if kept := _by_the_hour(made, side):
        return kept
    if made[-1].kind == "or":
        return [*made[:-1], Part("later" if side in AFTER else "earlier")]
    first = place
    kind = made[place].kind
    if side == "over" and kind == "day":
        # due on the 20th, so let's get it done before that
        side = "before"
    while first > 1 and made[first - 1].kind in JOINERS and made[first - 2].kind == kind:
        first -= 2
    told = made[first - 1].kind if first else ""
    ruled_out = first > 1 and made[first - 2].kind == "not"
    if told == "not" and side in AFTER and kind == "day" and _ends(made[first:]):
        # gone all next week; any time after that
        return [*made[: first - 1], Part(side), *made[first:]]
    same = told == "over" if side == "over" else told in (AFTER if side in AFTER else BEFORE)
    if same or ruled_out or told == "not":
        return made
    kept = made[: first - 1] if told in BOUNDS else made[:first]
    return [*kept, Part(side), made[place], *made[place + 1 :]]


def _ends(named: list[Part]) -> bool:
    """Whether it is one day or week of the calendar, which something can come after."""
    days = [p.days for p in named if p.kind == "day"]
    return len(days) == 1 and days[0] is not None and days[0].last is not None


def _by_the_hour(made: list[Part], side: str) -> list[Part]:
    """I get off at two, so Wednesday after that: what was meant is the hour, not the Wednesday."""
    hours = [i for i, p in enumerate(made) if p.kind == "time"]
    if made[-1].kind != "day" or not hours:
        return []
    kept = [p for i, p in enumerate(made) if i not in (hours[-1] - 1, hours[-1])
            or i != hours[-1] and p.kind not in BOUNDS]
    return [*kept, Part(side), made[hours[-1]]]


def _ruled_out(made: list[Part], part: Part) -> list[Part]:
    """I have something on Tuesday, so not then: Tuesday is ruled out."""
    if part.kind == "any_other" and _with_own_hours(made):
        return [*made, Part("or", side="else"), *_others(made)]
    engaged = [i for i, p in enumerate(made) if p.kind == "engaged"]
    refused = [i for i, p in enumerate(made) if p.kind == "not"]
    if refused and (not engaged or engaged[-1] < refused[-1]):
        days = any(p.kind == "day" for p in made[refused[-1] :])
        return [p for i, p in enumerate(made) if not days or i < refused[-1] or p.kind != "time"]
    concluded = bool(made) and (made[-1].kind, made[-1].side) == ("but", "so")
    if part.kind == "any_other" and not engaged and not concluded:
        return [*made, replace(part, kind="any")]
    begin = engaged[-1] if engaged else 0
    if not any(p.kind in ("day", "time") for p in made[begin:]):
        # Tuesdays I have my class
        begin = max((i for i, p in enumerate(made) if p.kind == "day"), default=begin)
    named = [p for p in made[begin:] if p.kind == "day"] or [
        _widened(p) for p in made[begin:] if p.kind == "time"
    ]
    if not named:
        return made
    kept = made[:begin]
    while kept and kept[-1].kind in JOINERS:
        kept.pop()
    listed = [q for p in named for q in (Part("and"), p)][1:]
    if made[-1].kind == "but":
        made = made[:-1]
    span = made[-1].span if made else None
    of_days = named[-1].kind == "day" and len(made) > 1 and made[-2].kind == "day"
    if of_days and span is not None and span.starts != span.ends:
        listed.append(made[-1])
    return [*kept, Part("not"), *listed]


def _with_own_hours(made: list[Part]) -> bool:
    """Tuesdays only after two, other days any time."""
    days = [i for i, p in enumerate(made) if p.kind == "day" and p.open_day]
    times = [i for i, p in enumerate(made) if p.kind == "time"]
    return bool(days and times) and made[-1].kind != "not" and times[-1] > days[-1]


def _others(made: list[Part]) -> list[Part]:
    named = {p.days.weekdays or frozenset({p.days.first.weekday()}) for p in made
             if p.days is not None and p.open_day}
    left = frozenset(range(7)).difference(*named)
    days = Window(date.min, None, left)
    return [Part("day", days=days, open_day=True, anew=True),
            Part("time", span=Span(DAY_STARTS, DAY_ENDS))]


def _widened(part: Part) -> Part:
    """The beginnings that would run into a time that is taken."""
    span = part.span
    if span is None or span.starts == DAY_STARTS or span.ends == DAY_ENDS:
        return part
    return replace(part, span=replace(
        span, starts=minutes_from(span.starts, 1 - _VISIT), ends=minutes_from(span.ends, _APART - 1)
    ))
