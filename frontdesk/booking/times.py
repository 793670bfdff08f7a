"""What people write about times, understood and said back.

dateparser reads dates of the calendar (`day_phrases`); the phrases patients use for days and times
of the day are ours. A text is read as a row of parts, from which windows are made.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from frontdesk.booking.bare_hours import hours_beside_days
from frontdesk.booking.bounds import bound_together
from frontdesk.booking.day_phrases import day_phrases
from frontdesk.booking.doubt import in_doubt, is_long, only_wished
from frontdesk.booking.hour_phrases import hour_phrases
from frontdesk.booking.joining_words import FILLERS, JOINING, WHOLE
from frontdesk.booking.own_hours import with_own_hours
from frontdesk.booking.pairs import paired
from frontdesk.booking.phrase import Part
from frontdesk.booking.pointing import POINTING, pointed
from frontdesk.booking.reading import ahead, windows_of
from frontdesk.booking.recurring import every_such_day
from frontdesk.booking.referring import ENGAGED, REFERRING, settled
from frontdesk.booking.relative_phrases import RELATIVE
from frontdesk.booking.rows import in_rows
from frontdesk.booking.time_words import plain
from frontdesk.booking.told import without_told
from frontdesk.booking.wanted import Wanted, Window

#: the first that fits is taken
_KNOWN = (*POINTING, *REFERRING, *WHOLE, *RELATIVE, *day_phrases(), *hour_phrases(), *JOINING,
          *ENGAGED)
#: parts that say something about when
_TELLING = ("day", "time", "earliest", "any")
#: mornings for both; both at nine
_OF_ALL = re.compile(
    r"\b(?:both|all|either|each|any)(?: (?:days?|of (?:them|those)|one|case))?(?: at| in)?[ ,]*$"
    r"|[.?!;] *(?:(?:at|in|before|after|from|by|no|not|later|earlier|than|any|time|just|only|but|"
    r"anytime|preferably|ideally|please)(?: |$))*$"
)
_FOR_ALL = re.compile(r" (?:(?:for|on) (?:both|all|either|any|each)|both)\b")
#: not in the middle
_IN_PLACE = re.compile(r" (?:(?:in|at|for) )?the [a-z]+\W*$")
#: a bound whose day or hour is not said: after my nap, Monday; but "after my shift, which ends"
_CUT_OFF = re.compile(r"[a-z]{2}.*[,.;!?](?! which\b)|[.!?] ")
_BOUNDS = ("after", "before", "from", "by", "over")


def understand(text: str, now: datetime, zone: ZoneInfo) -> Wanted | None:
    """What `text` says about when, or None if it says nothing about it."""
    local = now.astimezone(zone)
    parts, worded = parts_of(text, local)
    wanted = _read(without_told(parts, worded), worded, local)
    if wanted is None or not is_long(worded):
        return wanted
    alone = _read(only_wished(parts, worded), worded, local)
    return replace(wanted, unsure=in_doubt(parts, wanted, alone))


def parts_of(text: str, local: datetime) -> tuple[list[Part], str]:
    """The parts of a text at the clinic's time, told or wished, and its words in plain form."""
    worded = hours_beside_days(plain(text), local)
    parts = _stopped(in_rows(_days_first(pointed(scan(worded, local)[0]), worded), worded), worded)
    return every_such_day(parts, worded), worded


def _read(said: list[Part], worded: str, local: datetime) -> Wanted | None:
    """What the parts that count come to; None where they say nothing about when."""
    parts = settled(said, worded)
    if not any(p.kind in _TELLING for p in parts):
        return None
    parts = _wishes_anew(paired(with_own_hours(bound_together(parts, local)), worded), worded)
    windows, earliest = windows_of(parts, local)
    if windows and not (windows := [w for w in windows if _lasts(w)]):
        return None
    kept = [w for w in (ahead(w, local) for w in windows) if w is not None]
    if windows and not kept:
        return Wanted(past=True)
    return Wanted(tuple(dict.fromkeys(kept)), earliest=earliest)


def _days_first(parts: list[Part], worded: str) -> list[Part]:
    """I work seven to seven Monday and Tuesday: the days of the hours that are refused.

    Lunch (12 to 1): the hours that are said again.
    """
    made: list[Part] = []
    hours: Part | None = None
    for part in parts:
        if part.kind == "time" and made and made[-1].kind == "time" and (
            worded[made[-1].end : part.start] == " ("
        ):
            made[-1] = replace(part, start=made[-1].start, end=made[-1].end)
            continue
        if part.kind == "time":
            hours = part if made and made[-1].kind == "not" else None
        beside = hours and part.kind == "day" and (
            re.fullmatch(r"(?:on|every|,| )*", worded[max(made[-2].end, hours.end) : part.start])
        )
        made.insert(len(made) - 1 if beside else len(made), part)
    return made


def _stopped(parts: list[Part], worded: str) -> list[Part]:
    """Mondays I can't, Tuesdays I can: what is refused or bounded ends with its clause."""
    made: list[Part] = []
    refusing = False
    for part, after in zip(parts, (*parts, None)[1:], strict=True):
        trails = bool(made) and made[-1].kind in ("day", "time")
        between = worded[part.end : after.start if after else len(worded)]
        told = after is not None and after.kind in ("but", "comma")
        if part.kind == "not" and trails and len(made) > 1 and made[-2].kind == "by":
            # until the 20th I'm away
            made[-2] = replace(made[-2], kind="from")
            continue
        if part.kind == "not" and _IN_PLACE.match(between):
            continue
        if part.kind in _BOUNDS and (told or re.search(_CUT_OFF, between)):
            # after my nap, Monday at three
            continue
        made.append(part)
        stop = r"\s*[,.;!?]" if trails else r"\s*[.!?]\s"
        refusing = refusing and part.kind != "comma" or part.kind == "not"
        ended = refusing and re.search(r"[.!?;] ", between)
        if ended or part.kind == "not" and re.match(stop, worded[part.end :]):
            made.append(Part("comma", start=part.end, end=part.end))
            refusing = False
    return made


def _wishes_anew(parts: list[Part], worded: str) -> list[Part]:
    """Marks where a wish of its own begins.

    Not Monday, mornings: behind a comma a time is a wish, not the rest of what is ruled out.
    Monday if you have it or Friday after two: words between the days keep the hour to the last.
    """
    made = parts[:1]
    for before, part, after in zip(parts, parts[1:], [*parts[2:], Part("end")], strict=False):
        between = worded[before.end : part.start]
        told = part.kind == "day" and before.kind in ("or", "and") and (
            before.side == "else" or _day_before(made, worded)
        ) or part.kind == "day" and after.kind == "time" and _alone(made, part, after, worded)
        apart = told or part.kind == "time" and re.search(r"[,;.]", between)
        if part.kind == "time" and (
            _OF_ALL.search(between) or _FOR_ALL.match(worded, part.end)
            or "," in between and after.kind == "end" and not any(p.kind == "time" for p in made)
        ):
            part = replace(part, anew=True, side="all")
        elif part.kind == "time" and before.side == "else" and after.kind == "day" and (
            not re.search(r"[,.;]", worded[part.end : after.start])
        ):
            # failing that any morning next week
            part = replace(part, side="else")
        made.append(replace(part, anew=True) if apart else part)
    return made


def _day_before(made: list[Part], worded: str) -> bool:
    """Whether words of their own stand between the last day and what joins the next to it."""
    if len(made) < 2 or made[-2].kind != "day":
        return False
    return bool(re.search(r"[a-z]{2}|[.;]", worded[made[-2].end : made[-1].start]))


def _alone(made: list[Part], part: Part, hours: Part, worded: str) -> bool:
    """Mondays and every Wednesday afternoon; any Monday, also Thursday mornings: of that day."""
    days = [p for p in made if p.kind in ("day", "time")][-1:]
    if not days or days[0].kind != "day" or days[0].days == part.days:
        return False
    if worded[part.end : hours.start].strip():
        return False
    named, again = (worded[p.start : p.end] for p in (days[0], part))
    between = worded[days[0].end : part.start]
    unlike = named.endswith("days") and again.endswith("day")
    return bool(unlike or re.search(r"\balso\b", between))


def _lasts(window: Window) -> bool:
    """Whether anything can begin in it: bounds may leave nothing of a day."""
    return window.starts <= window.ends and window.ends > time(0)


def share_understood(text: str, now: datetime, zone: ZoneInfo) -> float:
    """How much of a text's words are about time: from 0, none, to 1, nothing else."""
    local = now.astimezone(zone)
    worded = hours_beside_days(plain(text), local)
    parts, _ = scan(worded, local)
    if not any(p.kind in _TELLING for p in parts):
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
        # no phrase begins with a blank
        part = None if worded[at] == " " else _part_at(worded, at, now)
        if part is None:
            step = re.compile(r"\w+|\W").match(worded, at)
            left.append(step[0] if step else worded[at])
            at = step.end() if step else at + 1
            continue
        parts.append(part)
        at = part.end
    return _without_weak(parts), "".join(left)


def _part_at(worded: str, at: int, now: datetime) -> Part | None:
    for known in _KNOWN:
        match = known.pattern.match(worded, at)
        if match and match.end() > at:
            part = known.read(match, now)
            if part is not None:
                return replace(part, start=at, end=match.end())
    return None


def _without_weak(parts: list[Part]) -> list[Part]:
    """A bare number is a time only beside a day, after a bound, or when it is all there is."""
    strong = [p for p in parts if not p.weak]
    if any(p.kind == "any" for p in strong):
        parts = [replace(p, weak=p.weak and p.span is not None and p.span.starts == p.span.ends)
                 for p in parts]
    if all(p.kind in ("and", "or", "comma", "but") for p in strong):
        return parts
    return [p for p in parts if not p.weak or any(
        q.kind in ("day", "time", "after", "before", "from", "by", "or", "over") for q in strong
    )]
