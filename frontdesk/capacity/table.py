"""The results as a manager reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from frontdesk.capacity.plan import Plan
from frontdesk.capacity.results import Results, percentile

_COLUMNS = ("visitors", "ask staff", "on duty", "wait, half", "wait, 95 %")
_HEAD = f"{'hour':>5}" + "".join(f"  {name:>10}" for name in _COLUMNS)
_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


def lines(plan: Plan, found: Results) -> Iterator[str]:
    """One line after the other."""
    yield f"{plan.visitors:g} visitors a day, {found.days} days, {found.open_days} of them open"
    yield f"{len(found.asked) / found.days:.1f} a day ask for a person ({plan.handed_over:.0%})"
    yield ""
    yield _HEAD
    for hour in range(24):
        if found.staff[hour] or found.visitors[hour]:
            yield _hour(found, hour)
    yield ""
    yield from _sums(found)


def _hour(found: Results, hour: int) -> str:
    waits = found.waits(hour)
    half, most = (_minutes(percentile(waits, s)) if waits else "" for s in (0.5, 0.95))
    asked = sum(a.hour == hour for a in found.asked)
    columns = (
        f"{found.visitors[hour] / found.days:.1f}",
        f"{asked / found.days:.1f}",
        f"{found.staff[hour]:.1f}",
        half,
        most,
    )
    return f"{hour:>4}h" + "".join(f"  {column:>10}" for column in columns)


def _sums(found: Results) -> Iterator[str]:
    yield f"promise kept       {found.promises_kept():.1%} of those who asked for a person"
    yield f"wait in hours      {_within(found.waits())}"
    day, waits = found.slowest_day()
    if waits:
        yield f"slowest            {_DAYS[day]}: {_within(waits)}"
    yield f"staff              {found.busy:.0%} of their time in conversations"
    pages, late = len(found.pages), found.pages_late()
    unseen = sum(page.seen is None for page in found.pages)
    yield f"pages              {pages}, {late} of them late, {unseen} seen by nobody"


def _within(waits: Sequence[float]) -> str:
    half, most = (_minutes(percentile(waits, share)) for share in (0.5, 0.95))
    return f"half within {half}, 95 % within {most}"


def _minutes(wait: float) -> str:
    if wait == float("inf"):
        return "never"
    if wait < 1:
        return "< 1 min"
    return f"{wait:.0f} min" if wait < 120 else f"{wait / 60:.1f} h"
