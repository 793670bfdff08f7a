"""What people write about times, understood and said back.

dateparser reads dates of the calendar (`day_phrases`); the phrases patients use for days and times
of the day are ours. A text is read as a row of parts, from which windows are made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from frontdesk.booking.day_phrases import day_phrases
from frontdesk.booking.hour_phrases import (
    DAY_ENDS,
    DAY_STARTS,
    hour_phrases,
    minutes_from,
    other_half,
)
from frontdesk.booking.joining_words import FILLERS, JOINING, WHOLE
from frontdesk.booking.phrase import Part, Span, both, days_of
from frontdesk.booking.time_words import plain
from frontdesk.booking.wanted import Wanted, Window


@dataclass
class _Group:
    """Days and times that belong together; either may still be missing."""

    days: list[Part] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    #: "after three on Monday or Tuesday": the time holds for both
    time_first: bool = False


@dataclass
class _Reading:
    """What the parts came to so far."""

    groups: list[_Group] = field(default_factory=list)
    never: list[Part] = field(default_factory=list)
    earliest: bool = False


def understand(text: str, now: datetime, zone: ZoneInfo) -> Wanted | None:
    """What `text` says about when, or None if it says nothing about it."""
    local = now.astimezone(zone)
    parts, _ = scan(plain(text), local)
    if not any(p.kind in ("day", "time", "earliest", "any") for p in parts):
        return None
    reading = _read(_bounded(_spanned(parts), local))
    windows = _windows(reading, local.date())
    kept = [w for w in (_ahead(w, local) for w in windows) if w is not None]
    if windows and not kept:
        return Wanted(past=True)
    return Wanted(tuple(dict.fromkeys(kept)), earliest=reading.earliest)


def share_understood(text: str, now: datetime, zone: ZoneInfo) -> float:
    """How much of a text's words are about time: from 0, none, to 1, nothing else."""
    worded = plain(text)
    parts, _ = scan(worded, now.astimezone(zone))
    if not any(p.kind in ("day", "time", "earliest", "any") for p in parts):
        return 0.0
    left = worded
    for part in reversed(parts):
        left = left[: part.start] + " " + left[part.end :]
    words = [w for w in re.findall(r"[a-z0-9']+", left) if w not in FILLERS]
    total = len(words) + sum(len(worded[p.start : p.end].split()) for p in parts)
    return 1 - len(words) / total if total else 0.0


def scan(worded: str, now: datetime) -> tuple[list[Part], str]:
    """The parts of a plain text in order, and the words that were none."""
    parts, left, at = [], [], 0
    while at < len(worded):
        part = _part_at(worded, at, now)
        if part is None:
            step = re.compile(r"\w+|\W").match(worded, at)
            left.append(step[0] if step else worded[at])
            at = step.end() if step else at + 1
            continue
        parts.append(part)
        at = part.end
    return _without_weak(parts), "".join(left)


def _part_at(worded: str, at: int, now: datetime) -> Part | None:
    for known in (*WHOLE, *day_phrases(), *hour_phrases(), *JOINING):
        match = known.pattern.match(worded, at)
        if match and match.end() > at:
            part = known.read(match, now)
            if part is not None:
                return replace(part, start=at, end=match.end())
    return None


def _without_weak(parts: list[Part]) -> list[Part]:
    """A bare number is a time only beside a day, after a bound, or when it is all there is."""
    strong = [p for p in parts if not p.weak]
    if all(p.kind in ("and", "or", "comma", "but") for p in strong):
        return parts
    return [p for p in parts if not p.weak or any(
        q.kind in ("day", "time", "after", "before", "from", "by", "or") for q in strong
    )]


def _spanned(parts: list[Part]) -> list[Part]:
    """Monday to Thursday, between the 14th and the 17th: two days become the days between."""
    made: list[Part] = []
    for part in parts:
        joins = made[-1].kind if made else ""
        first = made[-2] if len(made) > 1 else None
        opened = len(made) > 2 and made[-3].kind in ("between", "from")
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
            made.append(part)
    return made


def _bounded(parts: list[Part], now: datetime) -> list[Part]:
    """Bounds ("after", "not before", "or later") become part of the day or time they bound."""
    made: list[Part] = []
    bound = ""
    for part in parts:
        if part.kind in ("after", "before", "from", "by"):
            bound = part.kind
        elif part.kind in ("later", "earlier") and made:
            made[-1] = _bind(made[-1], "from" if part.kind == "later" else "by", now)
        elif bound and part.kind in ("day", "time"):
            made.append(_bind(part, bound, now))
            bound = ""
        else:
            made.append(part)
    return made


def _bind(part: Part, bound: str, now: datetime) -> Part:
    if part.span is not None:
        return replace(part, span=_bind_span(part.span, bound))
    if part.days is None:
        return part
    return replace(part, days=_bind_days(part.days, bound, now.date()), open_day=False)


def _bind_span(span: Span, bound: str) -> Span:
    if bound in ("after", "from"):
        # after the morning; after three, which three itself still is
        starts = span.ends if span.starts == DAY_STARTS else span.starts
        return Span(starts, DAY_ENDS, span.loose)
    ends = span.starts if bound == "by" else minutes_from(span.starts, -1)
    return Span(DAY_STARTS, ends, span.loose)


def _bind_days(days: Window, bound: str, today: date) -> Window:
    last = days.last or days.first
    if bound == "after":
        return Window(last + timedelta(days=1))
    if bound == "from":
        return Window(days.first)
    return Window(today, days.first - timedelta(days=1) if bound == "before" else last)


def _read(parts: list[Part]) -> _Reading:
    reading, joined, ruled_out, last = _Reading(), "", False, ""
    for place, part in enumerate(parts):
        if part.kind in ("or", "and", "comma", "to", "between", "but"):
            joined = part.kind
            ruled_out = ruled_out and part.kind != "comma"
        elif part.kind == "not":
            ruled_out, last = True, ""
        elif part.kind in ("day", "time"):
            # "not Monday or Tuesday" rules out both; "not Monday, Tuesday" only one
            ruled_out = ruled_out and (not last or joined in ("or", "and") and last == part.kind)
            timed = place + 1 < len(parts) and parts[place + 1].kind == "time"
            _take(reading, part, joined, ruled_out, timed)
            joined, last = "", part.kind
        else:
            _flag(reading, part.kind)
            joined = ""
    return reading


def _take(reading: _Reading, part: Part, joined: str, ruled_out: bool, timed: bool) -> None:
    if ruled_out:
        reading.never.append(part)
    elif part.days is not None:
        _add_day(reading, part, joined, timed)
    elif part.span is not None:
        _add_span(reading, part.span, joined)


def _flag(reading: _Reading, kind: str) -> None:
    if kind == "no_good":
        _take_back(reading)
    reading.earliest = reading.earliest or kind == "earliest"


def _take_back(reading: _Reading) -> None:
    """Monday is no good: what was named last is ruled out."""
    if not reading.groups:
        return
    group = reading.groups[-1]
    if group.days:
        reading.never.append(group.days.pop())
    if not group.days:
        reading.groups.pop()


def _add_day(reading: _Reading, part: Part, joined: str, timed: bool) -> None:
    """`timed`: a time of its own follows at once."""
    group = reading.groups[-1] if reading.groups else None
    if group is None:
        reading.groups.append(_Group(days=[part]))
        return
    if not group.days:
        group.days.append(part)
        group.time_first = True
        return
    if joined in ("or", "and") and part.open_day and group.days[-1].within is not None:
        part = _on_weekdays(part, group.days[-1].within) or part
    elif joined != "or" and _settle(group, part):
        return
    if group.spans and (timed or not group.time_first):
        reading.groups.append(_Group(days=[part]))
    else:
        group.days.append(part)


def _settle(group: _Group, part: Part) -> bool:
    """Thursday or Friday, next week: the week says which Thursday and Friday."""
    assert part.days is not None
    if part.open_day:
        # next week ... Thursday
        return _settle_one(group, part)
    if not all(p.open_day for p in group.days):
        met = both(group.days[-1].days, part.days)  # type: ignore[arg-type]
        if met is not None:
            group.days[-1] = replace(part, days=met)
        return met is not None
    settled = [_on_weekdays(p, part.days) for p in group.days]
    if any(s is None for s in settled):
        return False
    group.days = [s for s in settled if s is not None]
    return True


def _settle_one(group: _Group, part: Part) -> bool:
    last = group.days[-1]
    if last.open_day or last.days is None:
        return False
    met = _on_weekdays(part, last.days)
    if met is not None:
        group.days[-1] = met
    return met is not None


def _on_weekdays(part: Part, within: Window) -> Part | None:
    """The same weekdays within other days; None if there are none."""
    assert part.days is not None
    weekdays = part.days.weekdays or frozenset({part.days.first.weekday()})
    met = both(Window(date.min, None, weekdays), within)
    if met is None or (met.last is not None and not any(days_of(met))):
        return None
    return replace(part, days=met, open_day=False, within=within)


def _add_span(reading: _Reading, span: Span, joined: str) -> None:
    group = reading.groups[-1] if reading.groups else None
    if group is None:
        reading.groups.append(_Group(spans=[span]))
    elif not group.spans:
        group.spans.append(span)
    else:
        met = None if joined == "or" else _meet(group.spans[-1], span)
        if met is not None:
            group.spans[-1] = met
        else:
            group.spans.append(span)


def _meet(a: Span, b: Span) -> Span | None:
    """Both at once; where morning or evening was left open, whichever fits the other."""
    for x in (a, other_half(a)):
        for y in (b, other_half(b)):
            if x and y and max(x.starts, y.starts) <= min(x.ends, y.ends):
                return Span(max(x.starts, y.starts), min(x.ends, y.ends), x.loose and y.loose)
    return None


def _windows(reading: _Reading, today: date) -> list[Window]:
    windows: list[Window] = []
    for group in reading.groups:
        days = [p.days for p in group.days if p.days] or [Window(today)]
        windows += [
            replace(d, starts=s.starts, ends=s.ends) for d in days for s in group.spans
        ] or days
    if reading.never and not windows:
        windows = [Window(today)]
    for part in reading.never:
        windows = [w for old in windows for w in _without(old, part)]
    return windows


def _without(window: Window, part: Part) -> list[Window]:
    if part.days is not None:
        gone = part.days
        if part.open_day:
            number = gone.weekdays or frozenset({gone.first.weekday()})
            left = (window.weekdays or frozenset(range(7))) - number
            return [replace(window, weekdays=left)] if left else []
        return [replace(window, never=window.never | frozenset(days_of(gone)))]
    assert part.span is not None
    before, after = minutes_from(part.span.starts, -1), minutes_from(part.span.ends, 1)
    kept = []
    if part.span.starts > window.starts:
        kept.append(replace(window, ends=min(window.ends, before)))
    if part.span.ends < window.ends:
        kept.append(replace(window, starts=max(window.starts, after)))
    return kept


def _ahead(window: Window, now: datetime) -> Window | None:
    """The part of a window that is still to come."""
    today = now.date()
    if window.last is not None and window.last < today:
        return None
    if window.last == today and window.ends < now.time():
        return None
    window = replace(window, first=max(window.first, today))
    days = [] if window.last is None else list(days_of(window))
    return replace(window, first=days[0], last=days[0], weekdays=None, never=frozenset()) if (
        len(days) == 1
    ) else window
