"""Parts of a text about time brought together: zones, spans of days, bounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from frontdesk.booking.hour_phrases import DAY_ENDS, DAY_STARTS, minutes_from, other_half
from frontdesk.booking.phrase import Part, Span, is_week, one_day
from frontdesk.booking.wanted import Window

#: how long a visit takes at most, minutes
_VISIT = 90


def bound_together(parts: list[Part], now: datetime) -> list[Part]:
    """The parts without zones and bounds: each has become part of the day or time it bears on."""
    return _bounded(_spanned(_zoned(parts, now)), now)


def _zoned(parts: list[Part], now: datetime) -> list[Part]:
    """10 am Pacific: the same moment by the clinic's clock."""
    made: list[Part] = []
    for part in parts:
        if part.zone is None:
            made.append(part)
        elif made and made[-1].span is not None:
            made[-1] = replace(made[-1], span=_in_zone(made[-1].span, part.zone, now))
    return made


def _in_zone(span: Span, zone: ZoneInfo, now: datetime) -> Span:
    ahead = (now.utcoffset() or timedelta()) - (now.astimezone(zone).utcoffset() or timedelta())
    minutes = int(ahead.total_seconds()) // 60

    def moved(at: time) -> time:
        return at if at in (DAY_STARTS, DAY_ENDS) else minutes_from(at, minutes)

    # whose zone it is no longer leaves morning or evening open
    return replace(span, starts=moved(span.starts), ends=moved(span.ends)) if minutes else span


def _spanned(parts: list[Part]) -> list[Part]:
    """Monday to Thursday, between the 14th and the 17th: two days become the days between."""
    made: list[Part] = []
    for part in parts:
        joins = made[-1].kind if made else ""
        first = made[-2] if len(made) > 1 else None
        opened = len(made) > 2 and made[-3].kind in ("between", "from")
        if part.days and first and first.days and part.ordinal and first.ordinal:
            part = _same_month(part, first.days.first)
        elif part.ordinal and part.days and joins in ("to", "by") and first and first.days and (
            first.days.first == first.days.last and not first.open_day
        ):
            # August 19th through the 21st
            part = _of_month(part, first.days.first)
        elif part.ordinal and joins in ("not", "but") and first and first.days and (
            is_week(first) and first.days.first.day == 1
        ):
            # some time in April, not the 15th; but the 15th is best
            part = _of_month(part, first.days.first)
        if (
            part.days and first and first.days
            and (joins in ("to", "by") or joins == "and" and opened)
            and (part.days.last or part.days.first) >= first.days.first
        ):
            last = part.days.last or part.days.first
            made[-3 if opened else -2 :] = [
                replace(part, days=Window(first.days.first, last), open_day=False)
            ]
        else:
            if part.kind in ("day", "time") and joins == "to" and made[-1].side and not (
                first and first.kind == part.kind
            ):
                # through the 12th
                made[-1] = Part("by")
            made.append(part)
    return made


def _same_month(part: Part, first: date) -> Part:
    """From the 3rd to the 5th, said on the 4th: both of the month to come."""
    assert part.days is not None
    if part.days.first >= first:
        return part
    return _of_month(part, first)


def _of_month(part: Part, first: date) -> Part:
    assert part.days is not None
    if part.days.first.day <= first.day:
        return part
    try:
        return replace(part, days=one_day(part.days.first.replace(month=first.month,
                                                                  year=first.year)))
    except ValueError:
        return part


def _bounded(parts: list[Part], now: datetime) -> list[Part]:
    """Bounds ("after", "not before", "or later") become part of the day or time they bound."""
    made: list[Part] = []
    bound = ""
    for part in parts:
        if part.kind in ("after", "before", "from", "by", "over"):
            bound = part.kind
        elif part.kind == "later_that_week" and made:
            made[-1] = _to_friday(made[-1])
        elif part.kind in ("later", "earlier") and made:
            made[-1] = _bind(made[-1], "from" if part.kind == "later" else "by", now)
            made = _up_to(made)
        elif bound and part.kind in ("day", "time"):
            made.append(_bind(part, bound, now))
            made = _up_to(made) if bound in ("by", "before") else made
            bound = ""
        else:
            made.append(part)
            made = _up_to(made) if part.side == "until" else made
    return made


def _up_to(made: list[Part]) -> list[Part]:
    """At ten, eleven at the latest: from ten to eleven."""
    times = [i for i, p in enumerate(made) if p.span is not None]
    between = made[times[-2] + 1 : times[-1]] if len(times) > 1 else [Part("or")]
    if any(p.kind not in ("comma", "but") for p in between) or times[-1] != len(made) - 1:
        return made
    first, last = (made[i].span for i in times[-2:])
    assert first is not None and last is not None
    if first.starts != first.ends or last.starts != DAY_STARTS or last.ends <= first.ends:
        return made
    return [*made[: times[-2]], replace(made[times[-2]], span=Span(first.starts, last.ends)),
            *between]


def _bind(part: Part, bound: str, now: datetime) -> Part:
    if part.span is not None:
        return replace(part, span=_bind_span(part.span, bound))
    if part.days is None:
        return part
    return replace(part, days=_bind_days(part.days, bound, now.date()), open_day=False)


def _to_friday(part: Part) -> Part:
    """Wednesday or later in the week: from Wednesday to the Friday of its week."""
    if part.days is None or part.days.first != part.days.last or part.days.first.weekday() > 4:
        return part
    first = part.days.first
    days = Window(first, first + timedelta(days=4 - first.weekday()),
                  frozenset(range(first.weekday(), 5)))
    return replace(part, days=days)


def _bind_span(span: Span, bound: str) -> Span:
    if span.about is not None:
        # after around one is after one
        span = Span(span.about, span.about, span.loose)
    if bound in ("after", "from"):
        # after the morning; after three, which three itself still is
        starts = span.ends if span.starts == DAY_STARTS else span.starts
        return Span(starts, span.part[1] if span.part else DAY_ENDS, span.loose)
    if bound == "over":
        return Span(DAY_STARTS, _begun_by(span))
    ends = span.starts if bound == "by" else minutes_from(span.starts, -1)
    return Span(span.part[0] if span.part else DAY_STARTS, ends, span.loose)


def _begun_by(span: Span) -> time:
    """The last beginning of a visit that is over by then: not at eight in the morning."""
    later = other_half(span) if span.starts.hour < 9 else None
    return minutes_from((later or span).starts, -_VISIT)


def _bind_days(days: Window, bound: str, today: date) -> Window:
    last = days.last or days.first
    if bound == "after":
        return Window(last + timedelta(days=1))
    if bound == "from":
        return Window(days.first)
    return Window(today, days.first - timedelta(days=1) if bound == "before" else last)
