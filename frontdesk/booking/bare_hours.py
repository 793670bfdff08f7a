"""Hours written without a colon or a word: "how bout 130", "1615", "15h30", "mon 9 or tues 1"."""

from __future__ import annotations

import re
from datetime import datetime

from frontdesk.booking.calendar_dates import MONTHS, WEEKDAYS, coming_ordinal

_WD = "|".join(WEEKDAYS)
#: no sum of money, no weight, no year, no count
_NOT_AFTER = (
    r"(?!\d|[:/.%-]\d| ?(?:%|\$|dollars?|bucks|lbs?|pounds|kg|mg|people|patients|miles|years?|yrs?"
    r"|days?|weeks?|months?|minutes?|mins?|over)\b)"
)
_BEFORE = (
    r"(?<![$#\d/:.-])(?:(?<=\bat )|(?<=@ )|(?<=@)|(?<=bout )|(?<=around )|(?<=like )|(?<=after )"
    r"|(?<=before )|(?<=between )|(?<=until )|(?<=from )|(?<=by )|(?<=day )|(?<=days )"
    r"|(?<=tomorrow )|(?<=today )|(?<=say )|(?<=past )|(?<=till )|(?<=than )|(?<=day, )"
    r"|(?<=th, )|(?<=st, )|(?<=nd, )|(?<=rd, )|^)"
)
_3_OR_4 = r"(1[0-8]|0?[1-9])([0-5][05])"

#: written together, once number words are figures
TOGETHER = (
    (re.compile(r"(?<!in )(?<!for )(?<!every )(?<![\d:])(1[3-8]|[01]?\d(?=h\b)) ?h(?:rs)?\b"
                r"(?! (?:ago|later|or|from|away))"), r"\1:00"),
    (re.compile(rf"{_BEFORE}{_3_OR_4}{_NOT_AFTER}"), r"\1:\2"),
    (re.compile(rf"(?<![$#\d/:.-]){_3_OR_4}(?= (?:on )?(?:the \d|this |next |tomorrow|today|{_WD})"
                r"| or (?:later|after|earlier)| ?ish)"), r"\1:\2"),
    (re.compile(rf"(?<![$#\d/:.-])\b(1[0-2]|[1-9]) (or|to|until) {_3_OR_4}{_NOT_AFTER}"),
     r"\1 \2 \3:\4"),
    (re.compile(rf"(?<=\d:\d\d )(and|to|or|-|until) {_3_OR_4}{_NOT_AFTER}"), r"\1 \2:\3"),
)

_BARE = re.compile(
    rf"\b(?P<wd>{_WD}),? (?P<n>1[0-2]|[1-9])"
    r"(?! ?(?:[ap]m|oclock|hrs)\b|\d|[:/]|st|nd|rd|th| ?(?:-|to|until) ?\d| weeks?\b)"
    rf"(?! (?:of )?(?:{'|'.join(MONTHS)})\b)"
)
#: hours at which the clinic is open
_OPEN = (9, 10, 11, 12, 1, 2, 3, 4)
_CLOCK = r"(?:\d{1,2}:\d\d|\d{1,2} ?(?:[ap]m|oclock)|noon|half past|quarter (?:past|to|after|of))"
#: an hour of its own beside "Monday 9", before another day is named
_TIMED_AFTER = re.compile(
    rf"(?:(?!\b(?:{_WD}|tomorrow|today|or)\b).)*?"
    rf"(?:\b{_CLOCK}|\b(?:at|after|before|from|between|around|about|by|until) \d"
    r"|\b(?:morning|afternoon|[ap]m)s?\b(?<!in the morning)(?<!in the afternoon)"
    r"|\blunch|\bfirst thing)"
)
_TIMED_BEFORE = re.compile(rf"(?:{_CLOCK}|\b(?:at|after|before|around) \d{{1,2}}),? (?:on )?$")
#: my surgery was Tuesday 10; away until Monday 9: of what has a date
_TOLD_BEFORE = re.compile(
    r"\b(?:have|has|had|got|was|were|my|our|his|her|until|till|through|by|from|since|after|"
    r"before|following|born)\b[^.;,?!]*$"
)
_TOLD_AFTER = re.compile(r",? (?:is|was) (?:my|our|the|an?|when)\b"
                         r"|,? (?:i have|i've got|i'm|onwards?)\b")
_BETWEEN = re.compile(r"[ ,/]*(?:or (?:later|after|earlier)|onwards?|on)?[ .,;/]*(?:(?:and|or|"
                      r"if|not|then|else|maybe|even) ?)*(?:also|on)?[ ,]*")


def hours_beside_days(worded: str, now: datetime) -> str:
    """Small numbers after weekdays are hours, unless several agree with the calendar."""
    found = list(_BARE.finditer(worded))
    if len(found) == 1 and _is_date(found[0], now) and _is_hour(found[0], worded):
        at = found[0].start("n")
        return f"{worded[:at]}at {worded[at:]}"
    if len(found) < 2 or all(_is_date(m, now) for m in found):
        return worded
    beside = {
        m.start()
        for a, b in zip(found, found[1:], strict=False)
        if _BETWEEN.fullmatch(worded[a.end() : b.start()])
        for m in (a, b)
    }
    return _BARE.sub(
        lambda m: f"{m['wd']} at {m['n']}" if m.start() in beside else m[0], worded
    )


def _is_date(match: re.Match[str], now: datetime) -> bool:
    day = coming_ordinal(int(match["n"]), now.date())
    return day is not None and day.weekday() == WEEKDAYS.index(match["wd"])


def _is_hour(match: re.Match[str], worded: str) -> bool:
    """Monday 9, though Monday is the 9th; but Monday 9 at two, and Tuesday 7."""
    timed = _TIMED_AFTER.match(worded[match.end() :]) or _TIMED_BEFORE.search(
        worded[: match.start()])
    told = _TOLD_BEFORE.search(worded[: match.start()]) or _TOLD_AFTER.match(
        worded[match.end() :])
    return int(match["n"]) in _OPEN and not timed and not told
