"""Days told by one that was named before: "the Tuesday after that", "the next one"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from frontdesk.booking.calendar_dates import WEEKDAYS, week_of
from frontdesk.booking.hour_phrases import other_half
from frontdesk.booking.phrase import Part, Span, days_from, is_week, one_day, phrase
from frontdesk.booking.wanted import Window

_WEEK = timedelta(days=7)
_WHAT = rf"(?P<what>{'|'.join(WEEKDAYS)}|day|week|one|1)"
_ENDS = (
    r"(?= *(?:$|[,.;!?-]|please\b|pls\b|at\b|in\b|on\b|or\b|would\b|is\b|works?\b|instead\b|then\b|"
    r"if\b|early\b|late\b|morning|afternoon|any\b))"
)
_THAT = r" (?:that|it|then)(?: (?:one|1|week|day)\b)?"


def _pointing(match: re.Match[str], now: datetime) -> Part:
    said = match.groupdict()
    what = "one" if said["what"] in ("1", "") else said["what"]
    side = "before" if said.get("side") == "before" else "that" if "side" not in said else "after"
    return Part("pointing", days=_without_antecedent(what, side, now), side=f"{side} {what}")


def _without_antecedent(what: str, side: str, now: datetime) -> Window | None:
    """The following week: next week, when no day was named before it."""
    if side != "after" or what in ("one", "day"):
        return None
    monday = week_of(now.date()) + _WEEK
    return days_from(monday, 7) if what == "week" else one_day(
        monday + timedelta(days=WEEKDAYS.index(what))
    )


POINTING = (
    phrase(rf"(?:on |in )?the {_WHAT} (?P<side>after|before|following)(?:{_THAT}|{_ENDS})",
           _pointing),
    phrase(rf"(?:on |in )?(?:the )?(?P<side>following) {_WHAT}", _pointing),
    phrase(r"(?:the )?(?P<side>next) (?P<what>one|1)(?= *(?:$|[,.;!?]))", _pointing),
    phrase(rf"(?P<what>week) (?P<side>after|before)(?:{_THAT}|{_ENDS})", _pointing),
    phrase(r"(?:on )?(?:(?:one|1|any|either|some|each|all) of (?:those|them|these)(?: days?)?"
           r"|those (?:\d )?days)", lambda match, now: Part("those")),
    phrase(r"(?:on )?(?:either|both|each) days?",
           lambda match, now: Part("those", side="either")),
    phrase(r"(?:on |in |during |for )?that (?P<what>week|day)", _pointing),
    phrase(r"so that'?s (?:my|the|our|his|her) (?:\w+ )?(?P<what>day)", _pointing),
    phrase(r"(?:any ?time |anything )?(?:in between(?! \w)|in between(?= any)|between (?:those|"
           r"them|the (?:two|2))(?: two| 2)?(?: times| days| dates)?)"
           r"|(?:while|when) (?:she|he|they|we|i)(?:'s|'re|'m| is| are| am)? (?:still )?"
           r"(?:here|there|in town|visiting|around|home)",
           lambda match, now: Part("in_between")),
    phrase(r"(?:at )?(?:the )?same (?:time|hour)(?! (?:as|next|this|of|each))"
           r"|in there(?= *(?:$|[,.;!?]))", lambda match, now: Part("same_time")),
    phrase(r"(?:any ?time |anything )?(?:in|within|inside|during) (?:that|those)"
           r"(?: (?:(?:window|block|slot|time|hours)(?= *(?:$|[,.;!?]| (?:on|this|next)\b))"
           r"|times)|(?= *(?:$|[,.;!?])))", lambda match, now: Part("within")),
    phrase(rf"(?:el )?(?P<side>siguiente)(?P<what>)?{_ENDS}", _pointing),
)


def pointed(parts: list[Part]) -> list[Part]:
    """The parts with every day or hour that is told by another one worked out."""
    made: list[Part] = []
    anchor: Window | None = None
    told = ""
    for place, part in enumerate(parts):
        if part.kind in ("same_time", "in_between", "within"):
            made += _hours_told_by(part, [p for p in made if p.kind == "time"]) or (
                _days_between(part, made))
            continue
        last = not any(p.kind in ("day", "time") for p in parts[place : place + 2])
        if part.side == "either" and last and made and made[-1].kind == "time":
            # mornings, either day
            made[-1] = replace(made[-1], side="all")
            continue
        if part.kind == "those" and last and _hour_of_all(made):
            # Tuesday or Friday, I could do two on all of them
            made[-1] = replace(made[-1], side="all")
            continue
        if part.kind == "those":
            made += _named_again(made, part)
            continue
        if part.kind != "pointing":
            anchor, told = (part.days, "") if part.days is not None else (anchor, told)
            made.append(part)
            continue
        # the day before or the day after: both are told by the same day
        turned = told and told.split()[0] != part.side.split()[0]
        antecedent = anchor if turned else _antecedent(made, part.side)
        told = part.side
        days = part.days if antecedent is None else _told_by(antecedent, part.side)
        if days is not None:
            weekly = days.weekdays is not None and days.last is None
            made.append(replace(part, kind="day", days=days, side="", open_day=weekly))
    return made


def _hour_of_all(made: list[Part]) -> bool:
    """Whether an hour was said last, after several days that have none."""
    times = [i for i, p in enumerate(made) if p.kind == "time"]
    days = [p for p in made if p.kind == "day"]
    return len(times) == 1 and times[0] == len(made) - 1 and len(days) > 1


def _named_again(made: list[Part], part: Part) -> list[Part]:
    """Either of those: the days that were named, once more."""
    seen: list[Window | None] = []
    days = []
    for place, named in enumerate(made):
        if named.kind == "day" and not is_week(named) and named.days not in seen:
            days.append(place)
            seen.append(named.days)
    row = made[days[0] : days[-1] + 1] if days else []
    opened = made[days[0] - 1 : days[0]] if days and days[0] else []
    if any(p.kind == "to" for p in row):
        kept = [p for p in row if p.kind in ("day", "to")]
    elif opened and opened[0].kind == "between":
        # between the 10th and the 14th, I'm off those days
        kept = [*opened, *(p for p in row if p.kind in ("day", "and"))]
    else:
        kept = [q for p in row if p.kind == "day" for q in (Part("or"), p)][1:]
    return [replace(p, start=part.start, end=part.end) for p in kept]


def _hours_told_by(part: Part, times: list[Part]) -> list[Part]:
    """At the same time; and between the two hours that were named."""
    span = None if part.kind == "same_time" else _between(times)
    if span is not None:
        return [replace(times[-1], span=span, start=part.start, end=part.end)]
    again = part.kind != "in_between"
    return [replace(times[-1], start=part.start, end=part.end)] if again and times else []


def _between(times: list[Part]) -> Span | None:
    """Here from one and gone at five: from one to five."""
    spans = [p.span for p in times[-2:] if p.span is not None]
    if len(spans) < 2 or any(s.starts != s.ends for s in spans):
        return None
    first, last = spans[0], other_half(spans[1]) or spans[1]
    last = spans[1] if first.starts < spans[1].ends else last
    return Span(first.starts, last.ends) if first.starts < last.ends else None


def _days_between(part: Part, made: list[Part]) -> list[Part]:
    """Here on the fifth, gone on the twelfth, some time in between: from the one to the other."""
    days = [p.days for p in made if p.days is not None and p.days.first == p.days.last]
    if part.kind != "in_between" or len(days) < 2 or days[-2].first >= days[-1].first:
        return []
    return [replace(part, kind="day", days=Window(days[-2].first, days[-1].first))]


def _antecedent(made: list[Part], told: str) -> Window | None:
    """What was named last; "that day" is a single one, where one was named."""
    named = [p for p in reversed(made) if p.days is not None]
    if told == "that day":
        named.sort(key=is_week)
    return named[0].days if named else None


def _told_by(named: Window, told: str) -> Window:
    side, what = told.split()
    first, last = named.first, named.last or named.first
    is_week = (last - first).days > 2
    if side == "that":
        return days_from(week_of(first), 7) if what == "week" else named
    if what == "week" or what == "one" and is_week:
        return days_from(week_of(last) + _WEEK if side == "after" else week_of(first) - _WEEK, 7)
    if what == "one":
        return one_day(first + (_WEEK if side == "after" else -_WEEK))
    if what == "day":
        return one_day(last + timedelta(days=1) if side == "after" else first - timedelta(days=1))
    return one_day(_weekday(what, first, last, side, is_week))


def _weekday(what: str, first: date, last: date, side: str, is_week: bool) -> date:
    number = WEEKDAYS.index(what)
    if is_week:
        return week_of(first) + (_WEEK if side == "after" else -_WEEK) + timedelta(days=number)
    if side == "after":
        return last + timedelta(days=(number - last.weekday() - 1) % 7 + 1)
    return first - timedelta(days=(first.weekday() - number - 1) % 7 + 1)
