"""Times said before their days, in pairs: "9 on Monday, 11 on Tuesday or 2 on Thursday"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from frontdesk.booking.phrase import Part, is_week

_JOINERS = ("or", "and", "comma", "but")
_JOINING = re.compile(r"[,;.]|\b(?:or|and|else|but|then)\b|&")


@dataclass
class _Said:
    """Days and times between two joining words."""

    parts: list[Part] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """D, T, or both in the order in which they began."""
        kinds = dict.fromkeys(p.kind[0].upper() for p in self.parts)
        return "".join(kinds)


def paired(parts: list[Part], worded: str) -> list[Part]:
    """The parts, every day put before the time it was said with, where that is said in pairs."""
    made: list[Part] = []
    stretch: list[Part] = []
    for part in [*parts, Part("end")]:
        if part.kind in ("day", "time", *_JOINERS) and not (made and made[-1].kind == "not"):
            stretch.append(part)
            continue
        made += [*_turned(stretch, worded), part]
        stretch = []
    return made[:-1]


def _turned(stretch: list[Part], worded: str) -> list[Part]:
    weekly = sum(is_week(p) for p in stretch) == 1
    if stretch and (stretch[0].kind in _JOINERS or weekly and is_week(stretch[0])):
        return [stretch[0], *_turned(stretch[1:], worded)]
    week = [p for p in stretch[-1:] if weekly and is_week(p)]
    said = _segments(stretch[:-1] if week else stretch, worded)
    kinds = [s.kind for s in said]
    if "TD" not in kinds or kinds.count("TD") + kinds.count("DT") < 2:
        return stretch
    turned: list[Part] = [*week]
    for days, times in _groups(said):
        joiner = Part("or", side="else") if turned else Part("comma")
        turned += [joiner, *days, *times]
    return turned


def _segments(stretch: list[Part], worded: str) -> list[_Said]:
    made = [_Said()]
    last: Part | None = None
    for part in stretch:
        if part.kind in _JOINERS:
            continue
        again = made[-1].kind == "TD" and part.kind == "time" and _day_follows(stretch, part)
        if last is not None and (again or _JOINING.search(worded[last.end : part.start])):
            made.append(_Said())
        made[-1].parts.append(part)
        last = part
    return made


def _day_follows(stretch: list[Part], part: Part) -> bool:
    """At two Tuesday, two thirty Wednesday, without the comma."""
    return next((p.kind for p in stretch[stretch.index(part) + 1 :]), "") == "day"


def _groups(said: list[_Said]) -> list[tuple[list[Part], list[Part]]]:
    """What belongs together: a time alone goes with the next "9 on Monday", or the last pair."""
    groups: list[tuple[list[Part], list[Part]]] = []
    waiting: list[Part] = []
    for place, one in enumerate(said):
        days = [p for p in one.parts if p.kind == "day"]
        times = [p for p in one.parts if p.kind == "time"]
        coming = next((s.kind for s in said[place + 1 :] if s.kind != one.kind), "")
        if one.kind in ("D", "T") and (not groups or coming == ("DT" if days else "TD")):
            waiting += one.parts
        elif one.kind in ("D", "T"):
            groups[-1][0].extend(days)
            groups[-1][1].extend(times)
        else:
            waited = [[p for p in waiting if p.kind == k] for k in ("day", "time")]
            groups.append(([*waited[0], *days], [*waited[1], *times]))
            waiting = []
    return groups
