"""Phrases that name days. Dates of the calendar are read by dateparser."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from frontdesk.booking.anchored_phrases import ANCHORED
from frontdesk.booking.calendar_dates import (
    DATE,
    MONTHS,
    WEEKDAYS,
    coming_ordinal,
    month_later,
    read_date,
    week_of,
)
from frontdesk.booking.holiday_phrases import HOLIDAYS
from frontdesk.booking.phrase import Part, Phrase, days_from, days_of, one_day, phrase
from frontdesk.booking.wanted import Window

_WD, _MONTH = "|".join(WEEKDAYS), "|".join(MONTHS)
_WORKDAYS = frozenset(range(5))


def day_phrases() -> tuple[Phrase, ...]:
    """The phrases, longest first."""
    return _PHRASES


def _day(window: Window, open_day: bool = False) -> Part:
    return Part("day", days=window, open_day=open_day)


def _shifted(days: int) -> Phrase:
    word = {0: "today", 1: "tomorrow", 2: r"(?:the )?day after tomorrow",
            -1: "yesterday"}[days]
    return phrase(word, lambda m, now: _day(one_day(now.date() + timedelta(days=days))))


def _part_of_today(match: re.Match[str], now: datetime) -> Part:
    starts, ends = {"this morning": (time(0), time(11, 59)),
                    "this afternoon": (time(12), time(17, 59))}.get(
        match[0], (time(17), time(23, 59)))
    return _day(Window(now.date(), now.date(), starts=starts, ends=ends))


def _every_weekday(match: re.Match[str], now: datetime) -> Part:
    return _day(Window(now.date(), weekdays=frozenset({WEEKDAYS.index(match["wd"])})), True)


def _bare_weekday(match: re.Match[str], now: datetime) -> Part:
    """The next such day after today; a week named beside it may settle another."""
    ahead = (WEEKDAYS.index(match["wd"]) - now.weekday() - 1) % 7 + 1
    return _day(one_day(now.date() + timedelta(days=ahead)), True)


def _which_weekday(match: re.Match[str], now: datetime) -> Part:
    """This Thursday: the one ahead. Next Thursday: the one of next week. Last: over."""
    number, which = WEEKDAYS.index(match["wd"]), match["which"]
    if which in ("next", "following"):
        monday = week_of(now.date()) + timedelta(days=7)
        return Part("day", days=one_day(monday + timedelta(days=number)),
                    within=days_from(monday, 7))
    if which == "last":
        return _day(one_day(now.date() - timedelta(days=(now.weekday() - number - 1) % 7 + 1)))
    if which != "this":
        return replace(_bare_weekday(match, now), open_day=False)
    return _day(one_day(now.date() + timedelta(days=(number - now.weekday()) % 7)))


def _weekday_span(match: re.Match[str], now: datetime) -> Part:
    a, b = (WEEKDAYS.index(match[n]) for n in ("a", "b"))
    numbers = frozenset((a + i) % 7 for i in range((b - a) % 7 + 1))
    return _day(Window(now.date(), weekdays=numbers), True)


def _span_of_week(match: re.Match[str], now: datetime) -> Part | None:
    """Next Monday to Wednesday: the days of one week."""
    a, b = (WEEKDAYS.index(match[n]) for n in ("a", "b"))
    monday = week_of(now.date()) + timedelta(days=7 if match["which"] == "next" else 0)
    return None if b < a else _day(days_from(monday + timedelta(days=a), b - a + 1))


def _week(match: re.Match[str], now: datetime) -> Part:
    monday = week_of(now.date())
    moved = {"this": 0, "coming": 1, "next": 7, "following": 7, "last": -7}[match["which"]]
    if match["which"] == "coming":
        return _day(days_from(week_of(now.date() + timedelta(days=4)), 7))
    return _day(_part_of_week(monday + timedelta(days=moved), match["part"] or ""))


def _part_of_week(monday: date, part: str) -> Window:
    if re.match(r"early|beginning|start|first", part):
        return days_from(monday, 3 if part.startswith("first") else 2)
    if re.match(r"mid", part):
        return days_from(monday + timedelta(days=1), 3)
    if re.match(r"(?:second|latter) half", part):
        return days_from(monday + timedelta(days=2), 3)
    if re.match(r"end|tail|latter|late\b|back", part):
        return days_from(monday + timedelta(days=3), 2)
    return days_from(monday, 7)


def _part_of_this_week(match: re.Match[str], now: datetime) -> Part:
    """The middle of the week: of the next one when this one's is over."""
    window = _part_of_week(week_of(now.date()), match["part"])
    if window.last is not None and window.last < now.date():
        window = _part_of_week(week_of(now.date()) + timedelta(days=7), match["part"])
    return _day(window)


def _same_day_next_week(match: re.Match[str], now: datetime) -> Part:
    return _day(one_day(now.date() + timedelta(days=7)))


def _later_this_week(match: re.Match[str], now: datetime) -> Part:
    return _day(Window(now.date() + timedelta(days=1), week_of(now.date()) + timedelta(days=6)))


def _this_or_next_week(match: re.Match[str], now: datetime) -> Part:
    return _day(days_from(week_of(now.date()), 14))


def _weeks_ahead(match: re.Match[str], now: datetime) -> Part:
    """In two weeks: the week that holds that day. In ten days: that day."""
    count, unit = _count(match["n"]), match["unit"]
    if unit.startswith("month"):
        return _day(days_from(week_of(month_later(now.date(), count)), 7))
    if unit.startswith("week"):
        return _day(days_from(week_of(now.date() + timedelta(weeks=count)), 7))
    return _day(one_day(now.date() + timedelta(days=count)))


def _within(match: re.Match[str], now: datetime) -> Part:
    count, unit = _count(match["n"]), match["unit"]
    days = {"d": count, "w": 7 * count, "m": 30 * count}[unit[0]]
    return _day(Window(now.date(), now.date() + timedelta(days=days)))


def _weeks_from_day(match: re.Match[str], now: datetime) -> Part:
    """A week from Friday; two weeks from tomorrow; Friday week."""
    begin = {"today": 0, "tomorrow": 1}.get(match["wd"])
    if match.groupdict().get("which") == "next":
        begin = 7 - now.weekday() + WEEKDAYS.index(match["wd"])
    elif begin is None:
        begin = (WEEKDAYS.index(match["wd"]) - now.weekday() - 1) % 7 + 1
    weeks = _count(match.groupdict().get("n") or "a")
    return _day(one_day(now.date() + timedelta(days=begin, weeks=weeks)))


def _weekdays_from_now(match: re.Match[str], now: datetime) -> Part:
    """Two Fridays from now: the second one ahead."""
    ahead = (WEEKDAYS.index(match["wd"]) - now.weekday() - 1) % 7 + 1
    return _day(one_day(now.date() + timedelta(days=ahead, weeks=_count(match["n"]) - 1)))


def _ago(match: re.Match[str], now: datetime) -> Part:
    days = {"d": 1, "w": 7, "m": 30}[match["unit"][0]] * _count(match["n"])
    return _day(one_day(now.date() - timedelta(days=days)))


def _end_of_week(match: re.Match[str], now: datetime) -> Part:
    return _day(_part_of_week(week_of(now.date()), "end"))


def _weekday_after_next(match: re.Match[str], now: datetime) -> Part:
    monday = week_of(now.date()) + timedelta(days=7)
    number = WEEKDAYS.index(match["wd"])
    ahead = monday + timedelta(days=number)
    return _day(one_day(ahead + timedelta(days=7 if number <= now.weekday() else 0)))


def _week_after_next(match: re.Match[str], now: datetime) -> Part:
    return _day(days_from(week_of(now.date()) + timedelta(days=14), 7))


def _weekend(match: re.Match[str], now: datetime) -> Part:
    saturday = week_of(now.date()) + timedelta(days=5)
    if match["which"] == "next":
        saturday += timedelta(days=7)
    if match["which"] == "any" or match["which"] is None and match[0].endswith("s"):
        return _day(Window(now.date(), weekdays=frozenset({5, 6})), True)
    return _day(days_from(saturday, 2))


def _workday(match: re.Match[str], now: datetime) -> Part:
    return _day(Window(now.date(), weekdays=_WORKDAYS), True)


def _month(match: re.Match[str], now: datetime) -> Part | None:
    which = match.groupdict().get("which")
    first = now.date().replace(day=1)
    if which in ("next", "last"):
        first = month_later(first, 1 if which == "next" else -1)
    elif match.groupdict().get("month"):
        first = _coming_month(MONTHS.index(match["month"]) + 1, now.date())
    last = month_later(first, 1) - timedelta(days=1)
    return _day(_part_of_month(first, last, match["part"] or ""))


def _part_of_month(first: date, last: date, part: str) -> Window:
    if re.match(r"first full week", part):
        return days_from(first + timedelta(days=-first.weekday() % 7), 7)
    if nth := re.match(r"(first|last) (\d) days", part):
        off = timedelta(days=int(nth[2]) - 1)
        return Window(first, first + off) if nth[1] == "first" else Window(last - off, last)
    if re.match(r"first week", part):
        return days_from(first, 7)
    if nth := re.match(r"(?:second|(\d)\w\w) week", part):
        return days_from(first + timedelta(days=7 * (int(nth[1] or 2) - 1)), 7)
    if re.match(r"last week", part):
        return Window(last - timedelta(days=6), last)
    if re.match(r"(?:first|second|latter|back) half", part):
        half = first + timedelta(days=15)
        return Window(half, last) if part[0] != "f" else Window(first, half - timedelta(days=1))
    if re.match(r"early|beginning|start|first", part):
        return Window(first, first + timedelta(days=9))
    if re.match(r"mid", part):
        return Window(first + timedelta(days=9), first + timedelta(days=19))
    if re.match(r"end|late", part):
        return Window(last - timedelta(days=9), last)
    return Window(first, last)


def _nth_weekday(match: re.Match[str], now: datetime) -> Part | None:
    """The first Monday in May; the last Friday of April."""
    first = now.date().replace(day=1)
    if match["month"]:
        first = _coming_month(MONTHS.index(match["month"]) + 1, now.date())
    elif match["which"] == "next":
        first = month_later(first, 1)
    days = [
        d for d in (first + timedelta(days=i) for i in range(31))
        if d.month == first.month and d.weekday() == WEEKDAYS.index(match["wd"])
    ]
    places = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "3rd": 2, "4th": 3, "last": -1}
    return _day(one_day(days[places[match["nth"]]]))


def _date(match: re.Match[str], now: datetime) -> Part | None:
    text = match.groupdict().get("date")
    found = read_date(text, now) if text else None
    return None if found is None else _day(one_day(found))


def _date_span(match: re.Match[str], now: datetime) -> Part | None:
    first = read_date(match["date"], now)
    if first is None:
        return None
    try:
        last = first.replace(day=int(match["to"]))
    except ValueError:
        return None
    return _day(Window(first, last)) if last > first else None


def _date_list(match: re.Match[str], now: datetime) -> Part | None:
    """April 14, 15 or 16; 13 to 17 April."""
    month, text = match["month"], match["days"]
    days = [read_date(f"{month} {n}", now) for n in re.findall(r"\d{1,2}", text)]
    known = sorted(d for d in days if d is not None)
    if len(known) != len(days) or not known:
        return None
    span = Window(known[0], known[-1])
    if re.search(r"-|to|thru", text):
        return _day(span)
    return _day(Window(known[0], known[-1], never=frozenset(days_of(span)) - set(known)))


def _ordinal(match: re.Match[str], now: datetime) -> Part | None:
    """The 14th: of this month, or of the first month ahead that has that day to come."""
    number = match.groupdict().get("nth")
    day = coming_ordinal(int(number), now.date()) if number else None
    return None if day is None else Part("day", days=one_day(day), ordinal=True)


def _around_day(match: re.Match[str], now: datetime) -> Part | None:
    """Around the 20th: up to three days off."""
    day = _date(match, now) or _ordinal(match, now)
    if day is None or day.days is None:
        return None
    first, off = day.days.first, timedelta(days=3)
    return _day(Window(first - off, first + off))


def _weekday_date(match: re.Match[str], now: datetime) -> Part | None:
    """Friday the 14th, Friday 10: a date if the number is said as one, or the day agrees."""
    found = _ordinal(match, now)
    if found is None or found.days is None:
        return None
    agrees = found.days.first.weekday() == WEEKDAYS.index(match["wd"])
    said = match["the"] or match["suffix"] or int(match["nth"]) > 12
    return found if agrees or said else None


def _coming_month(number: int, today: date) -> date:
    year = today.year + (1 if (number, 31) < (today.month, 0) else 0)
    return date(year, number, 1)


def _count(text: str) -> int:
    return int(text) if text.isdigit() else 1


_N = r"(?P<n>an?|\d{1,2})"
_UNIT = r"(?P<unit>days?|weeks?|months?)"
_PART = (
    r"(?P<part>(?:first|last) \d days of|(?:first(?: full)?|second|last|\d(?:st|nd|rd|th)) week "
    r"(?:of|in)|early|"
    r"beginning of|start of|first half of|"
    r"first part of|mid(?:dle of)?|"
    r"(?:second|latter) half of|latter part of|tail end of|back end of|late|end of|back half of)"
)
_OPTIONAL_PART = rf"(?:(?:in )?(?:the )?{_PART}(?: in)?[ -]+)?(?:in )?(?:the )?"
#: things that are counted: the third visit is no day
_COUNTED = (
    r"(?:times?|options?|choices?|period|hour|class|semester|visit|appointment|injection|shot|session|opinion|"
    r"floor|grade|grader|one|try|attempt|"
    r"surgery|mri|scan|step|wife|husband|child|kid|trimester|degree|street|st|ave|avenue|doctor|dr|"
    r"round|treatment|procedure|shift|message|text|call|person|place|anniversary|birthday|century)"
)
_NTH = r"(?P<nth>\d{1,2})(?:st|nd|rd|th)"
#: "may" alone is seldom the month
_CLEAR_MONTH = "|".join(m for m in MONTHS if m != "may")

_LISTED = r"\d{1,2}(?:st|nd|rd|th)?"
#: April 21st, three in the afternoon
_NO_HOUR = r"(?:st|nd|rd|th|(?! (?:in the (?:morning|afternoon|evening)|oclock|ish)))"
_LIST = (
    rf"(?:{_LISTED} ?(?:-|to|thru) ?{_LISTED}(?! ?[ap]m|:|/| ?- ?\d+ ?(?:[ap]m|:))"
    rf"|{_LISTED}(?:(?:, ?| ?(?:,? ?or|,? ?and|&) ?)\d{{1,2}}{_NO_HOUR}"
    r"(?!\d| ?[ap]m|:|/| ?(?:-|to) ?\d))+)"
)

_PHRASES = (
    phrase(r"this (?:morning|afternoon|evening)|tonight", _part_of_today),
    phrase(rf"(?P<month>{_MONTH}) ?(?P<days>{_LIST})", _date_list),
    phrase(rf"(?:the )?(?P<days>{_LIST})(?: of)? (?P<month>{_MONTH})", _date_list),
    _shifted(2), _shifted(1), _shifted(0), _shifted(-1),
    *ANCHORED,
    phrase(rf"(?:{_N} )?weeks? (?:from|after) (?:(?P<which>this|next|this coming) )?"
           rf"(?P<wd>{_WD}|today|tomorrow)", _weeks_from_day),
    phrase(rf"(?P<wd>{_WD}) week(?! (?:of|after|before|following))", _weeks_from_day),
    phrase(r"(?:the )?same day next week", _same_day_next_week),
    phrase(rf"{_N} (?P<wd>{_WD})s? from now", _weekdays_from_now),
    phrase(rf"{_N} {_UNIT} ago", _ago),
    phrase(r"(?:the )?end of (?:the )?week", _end_of_week),
    phrase(rf"(?:(?:in|towards?) )?(?:the )?{_PART}[ -](?:the |this )?week(?! of)",
           _part_of_this_week),
    phrase(rf"(?:the )?(?P<nth>first|second|1st|2nd|3rd|4th|last) (?P<wd>{_WD}) (?:of|in) "
           rf"(?:(?P<month>{_MONTH})|(?P<which>the|this|next) month)", _nth_weekday),
    phrase(rf"(?:(?:the|this|next|coming) )+(?P<wd>{_WD}),? (?P<the>the )(?P<nth>\d{{1,2}})"
           r"(?P<suffix>st|nd|rd|th)?(?! ?[ap]m|:)", _weekday_date),
    phrase(rf"(?P<wd>{_WD}) after next", _weekday_after_next),
    phrase(rf"(?P<which>this|next) (?P<a>{_WD}) ?(?:-|to|thru|"
           rf"through) ?(?P<b>{_WD})", _span_of_week),
    phrase(rf"(?:the )?(?P<which>this coming|this|next|coming|following|last) (?P<wd>{_WD})",
           _which_weekday),
    phrase(r"(?:the )?week after next|in 2 weeks time", _week_after_next),
    phrase(r"this (?:week )?(?:or|and) next(?: week)?", _this_or_next_week),
    phrase(r"later (?:in )?(?:the|this) week", _later_this_week),
    phrase(rf"(?:(?:in|during) )?(?:the )?{_PART}[ -](?:the month of )?(?P<month>{_MONTH})(?! ?\d)",
           _month),
    phrase(rf"(?:(?:in|over|within|during) )?the (?:next|coming) {_N} {_UNIT}", _within),
    phrase(rf"within (?:the next )?{_N} {_UNIT}", _within),
    phrase(rf"in (?:about )?{_N} {_UNIT}(?: time)?(?! (?:from|after) (?:to|\w+day|next|this))",
           _weeks_ahead),
    phrase(rf"{_N} {_UNIT} (?:from now|from today|out|away)", _weeks_ahead),
    phrase(rf"(?:the )?{_PART} (?P<which>the) month", _month),
    phrase(rf"{_OPTIONAL_PART}(?P<which>this|next|coming|following|last) week", _week),
    phrase(r"(?:(?P<which>this|next|any|the) )?weekends?", _weekend),
    phrase(r"(?:any |on )?(?:weekdays?|work ?days?|business days?)", _workday),
    phrase(rf"(?P<date>{DATE}) ?(?:-|to|through|until) ?(?:the )?(?P<to>\d{{1,2}})"
           r"(?:st|nd|rd|th)?(?! ?[ap]m|[:/\d])", _date_span),
    phrase(rf"(?:around|about|near|close to) (?:the )?(?:(?P<date>{DATE})|{_NTH})(?!:)",
           _around_day),
    phrase(rf"(?:(?:{_WD}),? )?(?P<date>{DATE})(?!:)", _date),
    phrase(rf"{_OPTIONAL_PART}(?P<which>this|next|last) month", _month),
    phrase(rf"(?P<wd>{_WD}),? (?P<the>the )?(?P<nth>\d{{1,2}})(?P<suffix>st|nd|rd|th)?"
           r"(?! ?(?:[ap]m|oclock|ish)|:|-\d| ?(?:to|-|until) ?\d| or \d{1,2}:| or \d{1,2}(?!\w)"
           r"| or "
           r"(?:later|earlier|after|before)| weeks?\b)",
           _weekday_date),
    *HOLIDAYS,
    phrase(rf"(?:from )?(?P<a>{_WD})s? ?(?:-|to|thru|through|"
           rf"until) ?(?P<b>{_WD})s?", _weekday_span),
    phrase(rf"(?:on )?(?:any(?: other)?|every(?: other)?|each|a) (?P<wd>{_WD})s?", _every_weekday),
    phrase(rf"(?P<wd>{_WD})s", _every_weekday),
    phrase(rf"(?P<wd>{_WD})", _bare_weekday),
    phrase(rf"(?:on )?(?:the )?{_NTH}(?: of (?:the|this) month)?(?! (?:weeks?|{_COUNTED})\b)"
           rf"(?!(?: of)? (?:{_MONTH})\b)", _ordinal),
    phrase(r"(?:on )?the (?P<nth>\d{1,2})(?! ?(?:[ap]m|oclock)|:| in the middle)"
           r"(?<!the 1(?= (?:after|before|on|that|in|from)))", _ordinal),
    phrase(rf"(?:in |of )?(?P<part>)(?P<month>{_CLEAR_MONTH})(?! ?\d)", _month),
    phrase(r"(?:in|of) (?P<part>)(?P<month>may)(?! ?\d)", _month),
)
