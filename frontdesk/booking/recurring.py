"""Days that come back every week: "my only days off are", "I'm off every Friday, so Friday"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from frontdesk.booking.phrase import Part, is_week
from frontdesk.booking.wanted import Window

_WD = r"(?:mon|tues|wednes|thurs|fri)days?"
#: what holds of every week, whatever the days are
_WEEKLY = re.compile(
    r"\b(?:every|each) week\b|\bonly (?:\w+ )?(?:days|weekdays|mornings|afternoons)\b"
    # I can only do Tuesday and Thursday
    rf"|\bonly (?:\w+ )??(?:do|make|come|get (?:in|there)|available|free|off|have|be there|got)"
    rf"(?: it| in)?(?: on)? {_WD},?(?: {_WD},?)* (?:and|or) {_WD}(?! at \d)"
    r"|\b(?:my|our) (?:usual |normal |regular )?(?:days off|off days|free days)\b"
    rf"|\b{_WD} (?:mornings|afternoons) (?:are|is) (?:always|usually|generally) "
    r"|\bweekly\b|\brecurring\b|\btodas las semanas\b"
)
#: three days, the others being taken week by week
_THE_OTHERS = re.compile(
    rf"\b{_WD}(?:,? {_WD})+,? (?:or|and) {_WD},? (?:(?:because|since|as|cause|cuz) )?"
    rf"(?:i|we|he|she)\b[^.;]*?\b(?:(?:every|each) {_WD}|"
    r"(?:mon|tues|wednes|thurs|fri)days\b)"
)
#: not Monday, I'm in court that day: that Monday alone
_THAT_DAY = re.compile(
    rf"\b(?P<day>{_WD})\b[,.;]? (?:(?:because|since|as|cause|cuz|bc) )?"
    r"(?:i|we|my|our|he|she)\b[^.;]*? (?:on )?that day\b"
)

#: said of days that come back and are no work
_FREE = re.compile(r"\b(?:off|free|only)\b")


def is_each(part: Part) -> bool:
    """Any Tuesday."""
    return part.days is not None and part.days.weekdays is not None and part.days.last is None


def is_bare(part: Part) -> bool:
    """Tuesday, with nothing that says which."""
    return part.open_day and part.days is not None and part.days.weekdays is None


def each(part: Part) -> Part:
    """Any Tuesday or Thursday: any Thursday too."""
    assert part.days is not None
    day = part.days.first
    weekly = Window(day - timedelta(days=7), weekdays=frozenset({day.weekday()}))
    return replace(part, days=weekly)


def every_such_day(parts: list[Part], worded: str) -> list[Part]:
    """The parts, each weekday that comes back as every such day, unless a week settles which."""
    if any(is_week(p) for p in parts):
        return parts
    parts = _once(parts, worded)
    weekly = bool(_WEEKLY.search(worded) or _THE_OTHERS.search(worded))
    named = _FREE.search(worded) and {min(p.days.weekdays) for p in parts
             if is_each(p) and p.days and p.days.weekdays and len(p.days.weekdays) == 1}
    return [
        each(p) if is_bare(p) and p.days and (
            weekly or named and p.days.first.weekday() in named) else p
        for p in parts
    ]


def _once(parts: list[Part], worded: str) -> list[Part]:
    """Not Monday, I'm in court that day: that one Monday is ruled out."""
    said = _THAT_DAY.search(worded)
    if said is None:
        return parts
    return [replace(p, open_day=False) if is_bare(p) and before and before.kind == "not"
            and p.start <= said.start("day") < p.end else p
            for before, p in zip((None, *parts), parts, strict=False)]
