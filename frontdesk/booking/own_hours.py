"""Days with hours of their own: "any day next week but Wednesday would have to be after two"."""

from __future__ import annotations

from dataclasses import replace

from frontdesk.booking.hour_phrases import DAY_ENDS, DAY_STARTS, minutes_from
from frontdesk.booking.phrase import Part, Span


def with_own_hours(parts: list[Part]) -> list[Part]:
    """The parts without "must": of a day that had to be at some hours the others are ruled out."""
    made: list[Part] = []
    rest = list(parts)
    while rest:
        part = rest.pop(0)
        if part.kind != "must":
            made.append(part)
        elif _stands_out(made) and rest and rest[0].span:
            made = _ruled_out(made, rest.pop(0).span)
    return made


def _stands_out(made: list[Part]) -> bool:
    """But Wednesday: a day set against what came before it."""
    if len(made) < 2 or made[-1].days is None:
        return False
    again = any(p.days == made[-1].days for p in made[:-1])
    return again or len(made) > 2 and made[-2].kind in ("but", "not")


def _ruled_out(made: list[Part], hours: Span | None) -> list[Part]:
    """The parts with the last day bound to the hours, as one of many or for itself."""
    assert hours is not None
    day, before = made[-1], made[:-1]
    while before and before[-1].kind in ("but", "comma", "not"):
        before.pop()
    if not any(_holds(p, day) for p in before):
        return [*before, Part("comma"), replace(day, anew=True), Part("time", span=hours)]
    row: list[Part] = []
    for span in _others(hours):
        row += [Part("comma"), Part("not"), day, Part("time", span=span)]
    return [*before, *row, Part("comma")]


def _holds(part: Part, day: Part) -> bool:
    """Whether the day is one of those that were named before it."""
    if part.kind == "any" or part.days is None or day.days is None:
        return part.kind == "any"
    return part.days.last != part.days.first or part.days.allows_day(day.days.first)


def _others(hours: Span) -> list[Span]:
    """The rest of the day."""
    spans = []
    if hours.starts > DAY_STARTS:
        spans.append(Span(DAY_STARTS, minutes_from(hours.starts, -1)))
    if hours.ends < DAY_ENDS:
        spans.append(Span(minutes_from(hours.ends, 1), DAY_ENDS))
    return spans
