"""Days or times said in a row are one thing: what holds for one of them holds for all."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from frontdesk.booking.phrase import Part

#: what may stand between two of a row
_BETWEEN = re.compile(
    r"(?:[\s,/&+]|\b(?:or|and|on|the|maybe|also|either|both|even|in|at|y|o|any|every)\b)*"
)

#: said of the last of several days: what it says is said of that one alone
_LIKED = re.compile(
    r"\s*(?:would|works?|could|is (?!not|no|bad|out)|are (?!not|no|bad|out)|please|pls|instead|"
    r"then|"
    r"i can(?!'?t|not)|i'?m (?:free|open|off)|ok(?:ay)?|good|fine|\?)\b"
)


def in_rows(parts: list[Part], worded: str) -> list[Part]:
    """The parts, those of one row with one number. A new row begins where words part them."""
    made: list[Part] = []
    row: list[Part] = []
    number = 0
    for part in parts:
        if part.kind in ("day", "time"):
            row = [*row, part] if row and _goes_on(row, part, worded) else [part]
            number += len(row) == 1
            part = replace(part, row=number)
        made.append(part)
    return _pairs_apart(made, worded)


def _goes_on(row: list[Part], part: Part, worded: str) -> bool:
    between = _between(row[-1], part, worded)
    if row[-1].kind != part.kind or not _BETWEEN.fullmatch(between):
        return False
    if between != ",":
        return True
    # "Monday and Tuesday, Wednesday": the row ended with what "and" joined
    ended = len(row) > 1 and re.search(r"[a-z&]", _between(row[-2], row[-1], worded))
    return not ended and not _LIKED.match(worded, part.end)


def _between(one: Part, two: Part, worded: str) -> str:
    return worded[one.end : two.start].strip()


def _pairs_apart(parts: list[Part], worded: str) -> list[Part]:
    """Not Monday, Tuesday: two days with only a comma between them are no row."""
    made = list(parts)
    sizes = Counter(p.row for p in parts)
    for place in range(1, len(made)):
        one, two = made[place - 1 : place + 1]
        paired = one.row == two.row != 0 and sizes[two.row] == 2
        plainly = place > 1 and worded[made[place - 2].start : made[place - 2].end] == "not"
        between = _between(one, two, worded)
        if paired and (between == "," or not between and plainly):
            made[place] = replace(two, row=-place)
    return made
