"""Phrases that name times of the day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time

from frontdesk.booking.phrase import Part, Phrase, Span, phrase

DAY_STARTS, DAY_ENDS = time(0, 0), time(23, 59)
#: how far "around three" may lie from three, minutes
_AROUND = 45

_CLOCK = (
    r"(?:(?:half past|quarter past|quarter to|quarter of|quarter after) \d{1,2}(?: ?[ap]m)?"
    r"|\d{1,2}(?::\d\d)? ?(?:[ap]m|oclock|hrs)?|noon|midday|midnight)"
)
_PARTS = {
    "morning": (DAY_STARTS, time(11, 59)), "afternoon": (time(12), time(17, 59)),
    "evening": (time(17), DAY_ENDS), "night": (time(17), DAY_ENDS),
    "am": (DAY_STARTS, time(11, 59)), "pm": (time(12), DAY_ENDS),
}
_SHADES = {
    "early morning": (DAY_STARTS, time(9, 59)), "late morning": (time(10), time(11, 59)),
    "mid morning": (time(9, 30), time(11)), "early afternoon": (time(12), time(14)),
    "mid afternoon": (time(13, 30), time(15, 30)), "late afternoon": (time(15), time(17, 59)),
    "early evening": (time(17), time(19)), "late evening": (time(19), DAY_ENDS),
}
_SOMETIME = r"(?:any ?time |some ?time )?"
_DAYPARTS = (
    (r"before (?:the )?(?:school |kids'? |carpool )?pick ?-?up|before (?:the )?(?:kids|school) "
     r"(?:get|gets|are|is|lets) (?:home|out|off|back)(?: (?:of|from) school)?",
     (DAY_STARTS, time(14))),
    (r"after (?:the )?(?:school |kids'? |carpool )?drop ?-?off|after (?:i )?(?:drop(?:ping)?|take|"
     r"taking) (?:off )?(?:the|my) (?:kids?|children|son|daughter)(?: off| to school)*"
     r"(?! (?:at|by|around) \d)",
     (time(8, 30), DAY_ENDS)),
    (r"after (?:i get )?(?:school |kids'? )?pick ?-?up", (time(15), DAY_ENDS)),
    (r"(?:the )?(?:all|whole|entire) day(?: long)?", (DAY_STARTS, DAY_ENDS)),
    (r"after breakfast", (time(8, 30), DAY_ENDS)),
    (r"before (?:dinner|supper)(?: ?time)?|(?:during )?(?:business|office|regular) hours",
     (DAY_STARTS, time(17))),
    (r"after (?:dinner|supper)(?: ?time)?", (time(18), DAY_ENDS)),
    (r"first thing(?: in the morning)?|(?:crack of )?dawn|before work|before school",
     (DAY_STARTS, time(9, 30))),
    (r"(?:the )?(?:end of (?:the )?day|later in the day|late in the day|last thing(?: in the "
     r"(?:day|afternoon))?|"
     r"late(?! (?:morning|afternoon|evening)))",
     (time(15), time(17, 59))),
    (r"(?:early|earlier) in the day|early(?! (?:morning|afternoon|evening))",
     (DAY_STARTS, time(10, 30))),
    (rf"{_SOMETIME}after (?:work|school)", (time(16), DAY_ENDS)),
    (rf"{_SOMETIME}after (?:(?:my|his|her|our|their) )?lunch(?: ?time)?", (time(13), DAY_ENDS)),
    (rf"{_SOMETIME}before (?:lunch(?: ?time)?|noon|midday)", (DAY_STARTS, time(11, 59))),
    (r"(?:over |at |around |during )?(?:my )?lunch(?: ?time| hour| break)?|midday",
     (time(11, 30), time(13, 30))),
)


def hour_phrases() -> tuple[Phrase, ...]:
    """The phrases, longest first."""
    return _PHRASES


def clock(text: str, day_part: str = "") -> Span | None:
    """A time of the clock as a span of one minute; None for what is none.

    Without am or pm: one to six is after noon, seven to eleven before it, at a clinic.
    """
    if text in ("noon", "midday"):
        return Span(time(12), time(12))
    if text == "midnight":
        return Span(time(0), time(0))
    match = re.search(r"(\d{1,2})(?::(\d\d))? ?([ap]m|oclock|hrs)?$", text)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3] or day_part
    hour, minute = _quarters(text, hour, minute)
    if half in ("am", "pm") and not 1 <= hour <= 12 or hour > 23 or minute > 59:
        return None
    loose = half not in ("am", "pm") and 1 <= hour <= 12 and not text.startswith("0")
    at = time(_hour(hour, half, loose), minute)
    return Span(at, at, loose)


def minutes_from(at: time, minutes: int) -> time:
    """A time of the same day, kept within it."""
    total = max(0, min(24 * 60 - 1, at.hour * 60 + at.minute + minutes))
    return time(total // 60, total % 60)


def other_half(span: Span) -> Span | None:
    """The same clock times twelve hours apart, where that was left open."""
    if not span.loose:
        return None

    def turned(at: time) -> time:
        return at if at in (DAY_STARTS, DAY_ENDS) else at.replace(hour=(at.hour + 12) % 24)

    starts, ends = turned(span.starts), turned(span.ends)
    # nobody comes before dawn
    early = span.starts != DAY_STARTS and starts < time(6)
    return Span(starts, ends) if starts <= ends and not early else None


def _hour(hour: int, half: str, loose: bool) -> int:
    if half == "am":
        return hour % 12
    if half == "pm":
        return hour % 12 + 12
    return hour + 12 if loose and 1 <= hour <= 6 else hour


def _quarters(text: str, hour: int, minute: int) -> tuple[int, int]:
    if text.startswith("half past"):
        return hour, 30
    if text.startswith(("quarter past", "quarter after")):
        return hour, 15
    if text.startswith(("quarter to", "quarter of")):
        return (hour - 2) % 12 + 1, 45
    return hour, minute


def _time(span: Span | None, weak: bool = False) -> Part | None:
    return None if span is None else Part("time", span=span, weak=weak)


def _at(match: re.Match[str], now: datetime) -> Part | None:
    half = {"morning": "am", "afternoon": "pm", "evening": "pm", "night": "pm"}
    part = match.groupdict().get("part") or ""
    span = clock(match["a"], half.get(part, ""))
    if span is not None and part in ("morning", "afternoon"):
        span = replace(span, part=_PARTS[part])
    bare = bool(re.fullmatch(r"\d{1,2}", match["a"])) and match[0] == match["a"]
    return _time(span, weak=bare)


def _around(match: re.Match[str], now: datetime) -> Part | None:
    span = clock(match["a"])
    if span is None:
        return None
    starts, ends = minutes_from(span.starts, -_AROUND), minutes_from(span.starts, _AROUND)
    return _time(Span(starts, ends, span.loose, about=span.starts))


def _between(match: re.Match[str], now: datetime) -> Part | None:
    """From ten to two; a half that is said at the end holds for the beginning if it can."""
    ends = clock(match["b"])
    said = re.search(r"([ap]m)$", match["b"])
    starts = clock(match["a"], said[1] if said else "")
    if starts and ends and starts.starts > ends.ends:
        starts = clock(match["a"], "am") if said else starts
        turned = other_half(ends)
        ends = turned if turned and starts and starts.starts > ends.ends else ends
    if starts is None or ends is None or starts.starts > ends.ends:
        return None
    weak = bool(re.fullmatch(r"\d{1,2} ?- ?\d{1,2}", match[0]))
    return _time(Span(starts.starts, ends.ends, starts.loose and ends.loose), weak)


def _from_on(match: re.Match[str], now: datetime) -> Part | None:
    span = clock(match["a"])
    return None if span is None else _time(Span(span.starts, DAY_ENDS, span.loose))


def _up_to(match: re.Match[str], now: datetime) -> Part | None:
    span = clock(match["a"])
    return None if span is None else Part(
        "time", span=Span(DAY_STARTS, span.starts, span.loose), side="until")


def _part(match: re.Match[str], now: datetime) -> Part | None:
    name = match["part"].rstrip("s") if match["part"] != "pm" else "pm"
    shade = re.sub(r"[- ]+$", "", match.groupdict().get("shade") or "").replace("middle of the",
                                                                                "mid")
    starts, ends = _SHADES.get(f"{shade} {name}".strip(), _PARTS[name])
    return Part("time", span=Span(starts, ends), anew=match[0].startswith("any "))


def _fixed(pattern: str, times: tuple[time, time]) -> Phrase:
    return phrase(rf"(?:{pattern})", lambda match, now: _time(Span(*times)))


_UNITS = r" ?(?:minutes?|mins?|hours|days?|weeks?|months?|years?|miles?|people|times)\b"
#: "at nine before I go": what follows is of the story and bounds nothing
_ELSE = (r"(?:that|then|i|we|he|she|they|it|my|our|his|her|their|the|noon|midday|lunch|"
         r"work|school|dinner|supper)\b")
#: what is counted is no hour: four tens, two options
_COUNTED = (
    r"(?! (?!(?:his|hers|its|this|is|was|has|does|as|us|plus|thanks|yes|always|perhaps|unless|hrs|"
    r"\w*days|mornings|afternoons|evenings|nights|works|suits|sounds|looks|seems|fits|helps|goes|"
    r"needs|wants|gets|starts|begins|ends|finishes|leaves)\b)[a-z]{3,}s\b)"
)
_DAYPART = r"(?:in |during )?(?:the )?(?P<part>morning|afternoon|evening|night)"

_PHRASES = (
    phrase(rf"(?:between|from) (?P<a>{_CLOCK}) ?(?:and|&|to|until|-|or) ?(?P<b>{_CLOCK})",
           _between),
    phrase(rf"(?:at )?(?P<a>{_CLOCK}) ?(?:-|to|until) ?(?P<b>{_CLOCK})(?!-)", _between),
    phrase(rf"(?:(?:at|around|about|like|near|say|maybe) )*(?P<a>{_CLOCK})(?:,? or| and)? "
           rf"(?:later|after(?! ?(?:\d|{_ELSE}))|onwards?|up|on(?= *(?:$|[,.;])))",
           _from_on),
    phrase(rf"(?:(?:at|around|about|like|near|say|maybe) )*(?P<a>{_CLOCK})(?:,? or| and)? "
           rf"(?:earlier|before(?! ?(?:\d|{_ELSE}))|sooner)", _up_to),
    phrase(rf"(?:at )?(?:around|about|near|approximately|approx|roughly|close to|like|@?~) ?"
           rf"(?P<a>{_CLOCK})(?!:|\d|,? (?:or|and) (?:later|after|earlier|before|on)|{_UNITS})",
           _around),
    phrase(rf"(?:at )?(?P<a>{_CLOCK}) ?-?ish", _around),
    *(_fixed(pattern, times) for pattern, times in _DAYPARTS),
    phrase(rf"(?:at |@ ?)?(?P<a>{_CLOCK}) {_DAYPART}", _at),
    phrase(r"(?:in |during |any |on )?(?:the )?(?P<shade>early |late |mid[- ]?|middle of the )?"
           r"(?P<part>mornings?|afternoons?|evenings?|nights?)", _part),
    phrase(rf"(?:at|@) ?(?P<a>{_CLOCK})", _at),
    phrase(rf"(?P<bound>(?<=before )|(?<=after )|(?<=until )|(?<=by ))?(?P<a>{_CLOCK})"
           rf"(?(bound)|(?:(?<=:\d\d)|{_COUNTED}))(?!/|:\d)"
           rf"(?:(?<=:\d\d)|(?! ?(?:of|%|mg|weeks?|days?|months?|years?|yrs?|hours?|"
           rf"minutes?"
           r"|people|kids|children|jobs|dogs|times?|level|levels|appointments?|discs?)\b))", _at),
    phrase(r"(?:in the )?(?<!\bi )(?P<part>am|pm)s?", _part),
)
