"""How well written times are understood: `python -m benchmarks.booking_dates [--misses]`.

The expressions of `tests/booking_dates*.tsv` are read at three moments, around both changes of the
clocks and a leap day, in two zones. What the reader allows is compared with what was meant, hour
by hour, over the coming months.

Notation of the file. Days: `+3` three days ahead; `fri` the next one after today; `this:fri` the
coming one, today included; `next:fri` of the next week from Monday; `mon2` of the week after;
`wk1` next week; `wk0` the rest of this one; `d14` the 14th to come; `m3-14`; `each:mon`;
`nth:1:mon:11`; `mo1` next month; `weekdays`; `any`; `a..b`; `a,b`; `a&b`; ` -x` but not x;
`core/outer` where edges are loose. `soon`: as early as can be, also `soon -x`. `past`: over. Times:
`10:00`, `13:00-15:00`, `14:00-`, `-16:00`, `~11:00` within the hour, `am`, `pm`, `early`,
`late`, `any`. `|` joins whole alternatives.
"""

from __future__ import annotations

import calendar
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from frontdesk.booking.times import understand
from frontdesk.booking.wanted import Wanted, Window
from frontdesk.settings import ROOT

#: the first and the last nine were used to mend the reader (`_answers` once it had been read at
#: first sight: 89 of 100; `_four`: 90; `_long`: 80; `_chat`: 94); the others were written apart
FILES = tuple(
    ROOT / "tests" / f"booking_dates{name}.tsv"
    for name in ("", "_apart", "_last", "_kinds", "_reasons", "_voices", "_people",
                 "_answers", "_told", "_four", "_long", "_chat")
)
#: by which nothing is ever mended, so that they tell how strangers are read; to be replaced by new
#: ones when their lines have become known to whoever works on the reader. The writers of the first
#: were asked for long answers with reasons and exceptions, those of the second for ordinary ones.
UNSEEN = ROOT / "tests" / "booking_dates_unseen.tsv"
FRESH = ROOT / "tests" / "booking_dates_fresh.tsv"
ZONES = ("America/Chicago", "America/Los_Angeles")
#: before the clocks go forward; before they go back, near midnight; before a leap day
NOWS = ("2026-03-05T22:40:00+00:00", "2026-10-31T06:30:00+00:00", "2028-02-27T16:00:00+00:00")
_WD = {d[:3].lower(): i for i, d in enumerate(calendar.day_name)}
_AHEAD = 430
_GRID = [time(h, m) for h in range(8, 18) for m in (0, 30)]
_HOURS = {
    "any": ((time(0), time(23, 59)),) * 2, "-": ((time(0), time(23, 59)),) * 2,
    "am": ((time(9), time(11, 30)), (time(0), time(12))),
    "pm": ((time(12, 30), time(16, 30)), (time(12), time(23, 59))),
    "early": ((time(9), time(9)), (time(0), time(10, 30))),
    "midday": ((time(12), time(12, 30)), (time(11), time(13, 30))),
    "late": ((time(16), time(16, 30)), (time(15), time(18))),
    "afterlunch": ((time(14), time(16)), (time(12), time(23, 59))),
}

Hours = tuple[tuple[time, time], tuple[time, time]]
#: hours of days, as bits
Places = int


@dataclass(frozen=True)
class Expression:
    """What is written and what it means."""

    text: str
    days: str
    hours: str


Judged = tuple[Expression, str, str, bool]


def expressions(file: Path) -> list[Expression]:
    """The expressions of a file."""
    with file.open(newline="") as rows:
        lines = [r for r in rows if not r.startswith("#")]
    return [Expression(*r) for r in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


def judged(file: Path) -> Iterator[Judged]:
    """Every expression at every moment in every zone, and whether it was understood."""
    for zone in ZONES:
        for at in NOWS:
            now = datetime.fromisoformat(at).astimezone(ZoneInfo(zone))
            for expression in expressions(file):
                yield expression, at, zone, right(expression, now)


def right(expression: Expression, now: datetime) -> bool:
    """Whether the reader allows what was meant and nothing else."""
    wanted = understand(expression.text, now, now.tzinfo)  # type: ignore[arg-type]
    days = expression.days
    if days == "past":
        return wanted is not None and wanted.past
    soon = days.startswith("soon")
    if wanted is None or soon and not wanted.earliest:
        return False
    days = days.removeprefix("soon")
    days = "any" + days if not days or days.startswith(" -") else days.strip()
    core, outer = _meant(days, expression.hours, now)
    if not core:
        # nothing of it is left, such as "today" near midnight
        return wanted.past or _within(_allowed(wanted, now), outer)
    allowed = _allowed(wanted, now)
    return _within(core, allowed) and _within(allowed, outer)


def _within(some: Places, all_of: Places) -> bool:
    return not some & ~all_of


def _allowed(wanted: Wanted, now: datetime) -> Places:
    if wanted.past:
        return 0
    today = now.date()
    days = [today + timedelta(days=n) for n in range(_AHEAD)]
    places = 0
    for window in wanted.windows or (Window(today),):
        allowed = [d for d in days if window.allows_day(d)]
        places |= _places(allowed, (window.starts, window.ends), now)
    return places


def _places(days: Iterable[date], span: tuple[time, time], now: datetime) -> Places:
    """The hours of these days that are still to come, one bit for each."""
    of_day = sum(1 << n for n, t in enumerate(_GRID) if span[0] <= t <= span[1])
    over = sum(1 << n for n, t in enumerate(_GRID) if t <= now.time())
    places = 0
    for day in days:
        ahead = (day - now.date()).days
        if 0 <= ahead < _AHEAD:
            places |= (of_day & ~over if ahead == 0 else of_day) << ahead * len(_GRID)
    return places


def _meant(days: str, hours: str, now: datetime) -> tuple[Places, Places]:
    core = outer = 0
    for part in days.split(" | "):
        if hours == "-" and " " in part:
            part, _, of_part = part.rpartition(" ")
        else:
            of_part = hours
        inner_days, _, outer_days = part.partition("/")
        inner_span, outer_span = _span(of_part)
        inside, outside = _days(inner_days, now.date()), _days(outer_days or part, now.date())
        core |= _places(inside, inner_span, now)
        outer |= _places(outside, outer_span, now)
    return core, outer


def _span(hours: str) -> Hours:
    if hours in _HOURS:
        return _HOURS[hours]
    if "/" in hours:
        inner, outer = hours.split("/")
        return _span(inner)[0], _span(outer)[1]
    if hours.startswith("~"):
        at = _time(hours[1:])
        return (at, at), (_moved(at, -60), _moved(at, 60))
    if hours.endswith("-"):
        at = _time(hours[:-1])
        return (_moved(at, 1), time(23, 59)), (at, time(23, 59))
    if hours.startswith("-"):
        at = _time(hours[1:])
        return (time(0), _moved(at, -1)), (time(0), at)
    first, _, last = hours.partition("-")
    span = (_time(first), _time(last or first))
    return span, span


def _time(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(int(hour), int(minute))


def _moved(at: time, minutes: int) -> time:
    total = at.hour * 60 + at.minute + minutes
    return time(total // 60, total % 60)


def _days(text: str, today: date) -> set[date]:
    kept, *gone = text.split(" -")
    days = _joined(kept, today)
    for part in gone:
        days -= _joined(part, today)
    return days


def _joined(text: str, today: date) -> set[date]:
    days: set[date] = set()
    for part in text.split(","):
        if "&" in part:
            days |= set.intersection(*(_joined(p, today) for p in part.split("&")))
            continue
        first, dots, last = part.partition("..")
        if not dots:
            days |= _one(part, today)
            continue
        begin = min(_one(first, today))
        end = max(_one(last, today)) if last else today + timedelta(days=_AHEAD)
        days |= {begin + timedelta(days=n) for n in range((end - begin).days + 1)}
    return days


def _one(text: str, today: date) -> set[date]:
    monday = today - timedelta(days=today.weekday())
    everyday = [today + timedelta(days=n) for n in range(_AHEAD)]
    name, _, rest = text.partition(":")
    if text == "any":
        return set(everyday)
    if text == "today":
        return {today}
    if text == "weekend":
        return {monday + timedelta(days=n) for n in (5, 6)}
    if text == "weekdays":
        return {d for d in everyday if d.weekday() < 5}
    if text.startswith("+"):
        return {today + timedelta(days=int(text[1:]))}
    if name == "weekof":
        day = next(d for d in everyday if d.day == int(rest))
        return {day + timedelta(days=n - day.weekday()) for n in range(7)}
    if text.startswith("wk"):
        begin = monday + timedelta(weeks=int(text[2:]))
        return {begin + timedelta(days=n) for n in range(7)}
    if name == "each":
        return {d for d in everyday if d.weekday() == _WD[rest]}
    if name == "this":
        return {next(d for d in everyday if d.weekday() == _WD[rest])}
    if name == "next":
        return {monday + timedelta(days=7 + _WD[rest])}
    if name == "after":
        month, day = map(int, rest.split("-"))
        begin = next(d for d in everyday if (d.month, d.day) == (month, day))
        return {d for d in everyday if d > begin}
    if text == "day1next":
        return {next(d for d in everyday if d.day == 1 and d > today)}
    return _named(text, today, everyday)


def _named(text: str, today: date, everyday: list[date]) -> set[date]:
    if text.startswith("nth"):
        _, nth, weekday, month = text.split(":")
        ahead = next(d for d in everyday if d.month == int(month)).replace(day=1)
        days = [ahead + timedelta(days=n) for n in range(31)]
        found = [d for d in days if d.weekday() == _WD[weekday]]
        return {found[int(nth) - 1]}
    if text == "eom":
        last = calendar.monthrange(today.year, today.month)[1]
        return {d for d in everyday if (d.year, d.month) == (today.year, today.month)
                and d.day > last - 10}
    if text.startswith("mo:"):
        ahead = next(d for d in everyday if d.month == int(text[3:]))
        return {d for d in everyday if (d.year, d.month) == (ahead.year, ahead.month)}
    if text[:4] in ("mon-", "tue-") and text[4:] in _WD:
        between = range(_WD[text[:3]], _WD[text[4:]] + 1)
        return {d for d in everyday if d.weekday() in between}
    if text.startswith("mo") and text[2:].isdigit():
        first = today.replace(day=1)
        for _ in range(int(text[2:])):
            first = (first + timedelta(days=32)).replace(day=1)
        return {d for d in everyday if (d.year, d.month) == (first.year, first.month)}
    if text[:3] in _WD:
        ahead = next(d for d in everyday if d > today and d.weekday() == _WD[text[:3]])
        if text[3:] == "2":
            # the Monday after next: not the coming one, the one after it
            return {ahead + timedelta(days=7)}
        return {ahead + timedelta(days=int(text[4:] or 0))}
    if text[0] == "d":
        return {next(d for d in everyday if d.day == int(text[1:]))}
    month, day = map(int, text[1:].split("-"))
    return {next(d for d in everyday if (d.month, d.day) == (month, day))}


def main() -> None:
    """Print the share understood of each file, and the misses where they are asked for."""
    for file in (*FILES, UNSEEN, FRESH):
        rows = list(judged(file))
        print(f"{file.name}: {len(expressions(file))} expressions, {len(rows)} readings, "
              f"{share(rows):.1f} % understood")
        for zone in ZONES:
            for at in NOWS:
                of = [r for r in rows if r[1:3] == (at, zone)]
                print(f"  {at} {zone}: {share(of):.1f} %")
        if "--misses" in sys.argv:
            _print_misses(rows)


def share(rows: Sequence[Judged]) -> float:
    """How many of a hundred readings were right."""
    return 100 * sum(r[3] for r in rows) / len(rows)


def _print_misses(rows: Sequence[Judged]) -> None:
    missed = Counter(r[0].text for r in rows if not r[3])
    for text, count in missed.most_common():
        print(f"    {count}/{len(ZONES) * len(NOWS)}  {text}")


if __name__ == "__main__":
    main()
