"""Parts of a text about time read in order, into windows of days and of the day."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from frontdesk.booking.hour_phrases import minutes_from, other_half
from frontdesk.booking.phrase import Part, Span, both, days_of, is_week
from frontdesk.booking.recurring import each, is_bare, is_each
from frontdesk.booking.wanted import Window


@dataclass
class _Group:
    """Days and times that belong together; either may still be missing."""

    days: list[Part] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    #: "after three on Monday or Tuesday": the time holds for both
    time_first: bool = False
    #: "this week or next, but a Thursday or Friday": the weeks that each of these days is of
    weeks: list[Part] = field(default_factory=list)


@dataclass
class _Reading:
    """What the parts came to so far."""

    groups: list[_Group] = field(default_factory=list)
    never: list[Part] = field(default_factory=list)
    #: "not Friday afternoon": the time is ruled out on that day alone
    never_then: list[tuple[Part, Part]] = field(default_factory=list)
    earliest: bool = False


def windows_of(parts: list[Part], now: datetime) -> tuple[list[Window], bool]:
    """Every window that was named, whether or not it is over, and whether "the earliest" was."""
    reading = _read(parts)
    return _windows(reading, now.date()), reading.earliest


def _read(parts: list[Part]) -> _Reading:
    reading, joined, ruled_out, last, row = _Reading(), "", False, "", 0
    refused = False
    for place, part in enumerate(parts):
        if part.kind in ("or", "and", "comma", "to", "between", "but"):
            joined = "and" if part.side == "either" else part.kind
            same_row = place + 1 < len(parts) and row and parts[place + 1].row == row
            ruled_out = ruled_out and (part.kind != "comma" or bool(same_row))
        elif part.kind == "not" and _trails(parts, place):
            if not (reading.never and reading.never[-1] is parts[place - 1]):
                _take_back(reading, parts[place - 1])
        elif part.kind == "not":
            ruled_out, last = True, ""
        elif part.kind == "likewise":
            ruled_out, last, row = bool(reading.never) and refused, "", 0
        elif ruled_out and _of_that_day(parts, place) and reading.never:
            # of the days just ruled out only this time is
            reading.never_then.append((reading.never.pop(), part))
            while reading.never and row and reading.never[-1].row == row:
                reading.never_then.append((reading.never.pop(), part))
            joined, last = "", "hours"
        elif ruled_out and is_week(part) and reading.never and reading.never[-1].open_day:
            # not Tuesday or Friday next week: another day of that week
            ruled_out, joined, last = False, "", part.kind
            _take(reading, part, joined, False, False)
        elif part.open_day and _row_refused(parts, place) and not ruled_out:
            # April, but Tuesdays are no good: before April settles which
            reading.never.append(part)
            joined, last, row = "", "", part.row
        elif not ruled_out and _refused_among(reading, parts, place):
            reading.never.append(part)
            joined, last, row = "", "", part.row
        elif part.kind == "no_good" and (_row_refused(parts, place - 1) or (
            reading.never and reading.never[-1] is parts[place - 1]
        )):
            refused = True
        elif part.kind in ("day", "time"):
            # "not Monday or Tuesday" rules out both; "not Monday, Tuesday" only one
            same_row = row != 0 and part.row == row
            # "not Tuesday afternoon or Thursday": what comes after a day's hours is one more day
            ruled_out = ruled_out and (
                not last or same_row or joined in ("or", "and") and (
                    last == part.kind or last == "hours" and part.kind == "day")
            )
            coming = [p.kind for p in parts[place + 1 :] if p.kind != "but" or not part.anew]
            timed = coming[:1] == ["time"]
            _take(reading, part, joined, ruled_out, timed)
            joined, last, row, refused = "", part.kind, part.row, ruled_out
        else:
            refused = refused or part.kind == "no_good"
            if part.kind == "no_good" and place:
                _take_back(reading, parts[place - 1])
            reading.earliest = reading.earliest or part.kind == "earliest"
            joined = joined if part.kind == "any" else ""
    return reading


def _row_refused(parts: list[Part], place: int) -> bool:
    """Tuesdays and Fridays are no good: a row of weekdays, beside a week or a month."""
    row = parts[place].row if place >= 0 else 0
    while place + 1 < len(parts) and (parts[place].kind in ("and", "or", "comma")
                                      or row and parts[place].row == row):
        place += 1
    weeks = any(is_week(p) for p in parts)
    return weeks and bool(row) and parts[place].kind == "no_good" and parts[place - 1].open_day


def _refused_among(reading: _Reading, parts: list[Part], place: int) -> bool:
    """The 12th to the 18th, but the 16th is no good: one of days on end."""
    days, after = parts[place].days, place + 1
    group = reading.groups[-1] if reading.groups else None
    if days is None or group is None or not group.days or after >= len(parts):
        return False
    wide = group.days[-1]
    told = parts[after].kind == "no_good" or parts[after].kind == "not" and _trails(parts, after)
    return told and is_week(wide) and wide.days is not None and both(wide.days, days) is not None


def _of_that_day(parts: list[Part], place: int) -> bool:
    """Friday afternoon: the time right after a day, unless it begins a wish of its own."""
    part = parts[place]
    return part.kind == "time" and not part.anew and parts[place - 1].days is not None


def _trails(parts: list[Part], place: int) -> bool:
    """Mondays I can't: what was named just before is ruled out, for nothing follows."""
    after = parts[place + 1].kind if place + 1 < len(parts) else "comma"
    return place > 0 and parts[place - 1].kind in ("day", "time") and after in ("comma", "but")


def _take(reading: _Reading, part: Part, joined: str, ruled_out: bool, timed: bool) -> None:
    if ruled_out:
        reading.never.append(part)
    elif part.days is not None:
        _add_day(reading, part, joined, timed)
    elif part.span is not None:
        for group in reading.groups[:-1] if part.side == "all" else ():
            group.spans = group.spans or [part.span]
        if part.side == "else":
            reading.groups.append(_Group(spans=[part.span]))
            return
        _add_span(reading, part.span, joined)


def _take_back(reading: _Reading, part: Part) -> None:
    """Monday is no good, mornings are hard: what was named last is ruled out."""
    group = reading.groups[-1] if reading.groups else None
    if group is None or part.kind not in ("day", "time"):
        return
    if part.span is not None and group.spans:
        reading.never.append(replace(part, span=group.spans.pop()))
    elif group.days:
        reading.never.append(group.days.pop())
        while group.days and part.row and group.days[-1].row == part.row:
            reading.never.append(group.days.pop())
    if not group.days and not group.spans:
        reading.groups.pop()


def _add_day(reading: _Reading, part: Part, joined: str, timed: bool) -> None:
    """`timed`: a time of its own follows at once."""
    group = reading.groups[-1] if reading.groups else None
    if group is None:
        reading.groups.append(_Group(days=[part]))
        return
    if not group.days and joined == "or":
        # mornings, or Tuesday
        reading.groups.append(_Group(days=[part]))
        return
    if not group.days:
        # at ten or at two. Friday.
        of_all = not any(g.days for g in reading.groups)
        for one in reading.groups if of_all else [group]:
            one.days.append(part)
            one.time_first = True
        return
    if part.open_day and _of_all_weeks(group, part, joined):
        return
    same_row = part.row != 0 and part.row == group.days[-1].row
    if (joined or same_row) and is_each(group.days[-1]) and is_bare(part):
        part = each(part)
    if part.open_day and group.days[-1].within is not None:
        part = _on_weekdays(part, group.days[-1].within) or part
        if not joined and _one_of(part, group.days[-1]) and not group.spans:
            group.days.pop()
    elif joined != "or" and _settle(group, part):
        return
    if group.spans and (timed or not group.time_first) or part.anew and timed:
        reading.groups.append(_Group(days=[part]))
    else:
        group.days.append(part)


def _of_all_weeks(group: _Group, part: Part, joined: str) -> bool:
    """Next week or the one after, but a Thursday: of each of these weeks."""
    begins = not group.weeks and joined != "or" and len(group.days) > 1
    if begins and all(is_week(p) for p in group.days):
        group.weeks, group.days = group.days, []
    elif not group.weeks or joined not in ("or", "and"):
        return False
    settled = [_on_weekdays(part, w.days) for w in group.weeks if w.days]
    group.days += [s for s in settled if s is not None]
    return True


def _one_of(part: Part, among: Part) -> bool:
    """Wednesday through Friday next week. Friday at ten: of those days that one."""
    days, wide = part.days, among.days
    assert days is not None and wide is not None
    several = wide.weekdays is not None and len(wide.weekdays) > 2
    single = [days.first] if days.first == days.last else list(days_of(days))
    return several and len(single) == 1 and wide.allows_day(single[0])


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
    if last.open_day or last.days is None or group.spans and last.days.first == last.days.last:
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
    elif joined == "or" and not group.spans:
        # Tuesday, or any afternoon
        reading.groups.append(_Group(spans=[span]))
    elif not group.spans:
        group.spans.append(span)
    else:
        met = None if joined == "or" else _meet(group.spans[-1], span)
        if not joined and met is None and span.starts == span.ends != group.spans[-1].ends:
            # in the evening, hour 16
            met = span if group.spans[-1].ends > group.spans[-1].starts else None
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
            _timed(d, s) for d in days for s in group.spans
        ] or days
    if (reading.never or reading.never_then) and not windows:
        windows = [Window(today)]
    kept = _kept(windows, reading)
    return kept if kept or not reading.never else _kept([Window(today)], reading)


def _kept(windows: list[Window], reading: _Reading) -> list[Window]:
    """What is left of the windows without what was ruled out."""
    for part in reading.never:
        if part.open_day and part.days is not None and _every_workday(part.days):
            # somebody works all week and comes all the same
            continue
        windows = [w for old in windows for w in _without(old, part)]
    for day, hours in reading.never_then:
        windows = [w for old in windows for w in _without_then(old, day, hours)]
    return windows


def _timed(day: Window, span: Span) -> Window:
    """The day at those hours; this afternoon has hours of its own."""
    starts, ends = max(day.starts, span.starts), min(day.ends, span.ends)
    if not day.any_time:
        return replace(day, starts=starts, ends=ends) if starts <= ends else day
    return replace(day, starts=span.starts, ends=span.ends)


def _every_workday(days: Window) -> bool:
    return days.last is None and days.weekdays is not None and days.weekdays >= set(range(5))


def _without(window: Window, part: Part) -> list[Window]:
    if part.days is not None:
        gone = part.days
        if part.open_day:
            number = gone.weekdays or frozenset({gone.first.weekday()})
            left = (window.weekdays or frozenset(range(7))) - number
            return [replace(window, weekdays=left)] if left else []
        left_over = replace(window, never=window.never | frozenset(days_of(gone)))
        over = window.last is not None and not any(days_of(left_over))
        return [] if over else [left_over]
    assert part.span is not None
    before, after = minutes_from(part.span.starts, -1), minutes_from(part.span.ends, 1)
    kept = []
    if part.span.starts > window.starts:
        kept.append(replace(window, ends=min(window.ends, before)))
    if part.span.ends < window.ends:
        kept.append(replace(window, starts=max(window.starts, after)))
    return kept


def _without_then(window: Window, day: Part, hours: Part) -> list[Window]:
    assert day.days is not None
    on_it = day.days
    if day.open_day:
        numbers = on_it.weekdays or frozenset({on_it.first.weekday()})
        on_it = Window(date.min, None, numbers)
    that_day = both(on_it, window)
    kept = _without(window, day)
    return [*kept, *(_without(that_day, hours) if that_day else [])]


def ahead(window: Window, now: datetime) -> Window | None:
    """The part of a window that is still to come."""
    today = now.date()
    if window.last is not None and window.last < today:
        return None
    if window.last == today and window.ends < now.time():
        return None
    window = replace(window, first=max(window.first, today))
    days = [] if window.last is None else list(days_of(window))
    if window.last is not None and not days:
        return None
    return replace(window, first=days[0], last=days[0], weekdays=None, never=frozenset()) if (
        len(days) == 1
    ) else window
