"""Corrections: "Thursday, no wait, Friday"; what comes last counts."""

from __future__ import annotations

from dataclasses import replace

from frontdesk.booking.phrase import Part

JOINERS = ("comma", "but", "and", "or")
AFTER, BEFORE = ("after", "from", "later"), ("before", "by", "earlier", "over")
BOUNDS = (*AFTER, *BEFORE, "not", "between")


def corrected(parts: list[Part]) -> list[Part]:
    """Thursday, no wait, Friday: what comes last counts."""
    made: list[Part] = []
    for place, part in enumerate(parts):
        if part.kind == "taken" and len(_named(made)) > 1 and _named(parts[place + 1 :]):
            made = _taken_back("scratch", made, parts[place + 1 :])
        elif part.kind not in ("scratch", "rather", "make_it", "perhaps_rather"):
            made.append(replace(part, kind="engaged") if part.kind == "taken" else part)
        elif _corrects(part.kind, made, parts[place + 1 :]):
            made = _taken_back(part.kind, made, parts[place + 1 :])
    return made


def _named(parts: list[Part]) -> set[str]:
    return {p.kind for p in parts} & {"day", "time"}


def _corrects(kind: str, made: list[Part], rest: list[Part]) -> bool:
    if kind in ("scratch", "rather"):
        return kind == "scratch" or bool(_named(rest))
    if kind == "make_it" and made and made[-1].side == "so":
        # I work till two, so make it three
        return False
    before = next((p for p in reversed(made) if p.kind not in ("comma", "but")), None)
    coming = [p for p in rest if p.kind != "comma"]
    if before is None or not coming:
        return False
    if kind == "make_it":
        return before.kind not in ("or", "and") and bool(_named(made) & _named(coming))
    if kind == "perhaps_rather" and any(p.kind == "not" for p in made):
        return False
    follows = coming[1].kind if len(coming) > 1 else ""
    return (
        before.kind in ("day", "time") and follows not in ("no_good", "not")
        and coming[0].kind in ("day", "time", *BOUNDS) and coming[0].kind != "not"
        and bool(_named(made) & _named(coming))
    )


def _taken_back(kind: str, made: list[Part], rest: list[Part]) -> list[Part]:
    """What stays of what was said before: the hour where only the day was changed."""
    gone = _named(rest)
    if not gone:
        return []
    last_day = max((i for i, p in enumerate(made) if p.kind == "day"), default=-1)
    later_times = any(p.kind == "time" for p in made[last_day + 1 :])
    first = last_day + 1 if gone == {"time"} and later_times else 0
    keeps_bound = rest[0].kind in gone
    kept: list[Part] = []
    for place, part in enumerate(made):
        if place < first or part.kind not in gone:
            kept.append(part)
        elif not keeps_bound:
            while kept and kept[-1].kind in BOUNDS:
                kept.pop()
    while kept and kept[-1].kind in (*JOINERS, "to"):
        kept.pop()
    return [p for i, p in enumerate(kept) if p.kind not in ("to", "no_good") or i < first]
