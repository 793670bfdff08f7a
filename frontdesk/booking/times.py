"""What people write about times, understood and said back.

dateparser reads dates of the calendar (`day_phrases`); the phrases patients use for days and times
of the day are ours. A text is read as a row of parts, from which windows are made.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from frontdesk.booking.bounds import bound_together
from frontdesk.booking.day_phrases import day_phrases
from frontdesk.booking.hour_phrases import hour_phrases
from frontdesk.booking.joining_words import FILLERS, JOINING, WHOLE
from frontdesk.booking.phrase import Part
from frontdesk.booking.reading import ahead, windows_of
from frontdesk.booking.time_words import plain
from frontdesk.booking.wanted import Wanted


def understand(text: str, now: datetime, zone: ZoneInfo) -> Wanted | None:
    """What `text` says about when, or None if it says nothing about it."""
    local = now.astimezone(zone)
    parts, _ = scan(plain(text), local)
    if not any(p.kind in ("day", "time", "earliest", "any") for p in parts):
        return None
    windows, earliest = windows_of(bound_together(parts, local), local)
    kept = [w for w in (ahead(w, local) for w in windows) if w is not None]
    if windows and not kept:
        return Wanted(past=True)
    return Wanted(tuple(dict.fromkeys(kept)), earliest=earliest)


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
