"""Charts as plain geometry; the template draws them as SVG, each with a table beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 720, 200
_LEFT, _BOTTOM, _TOP = 34, 22, 8


@dataclass(frozen=True)
class Bar:
    """A rectangle; `kind` is what it stands for."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    title: str


@dataclass(frozen=True)
class Mark:
    """A line of the scale, or a day below it."""

    at: float
    text: str


@dataclass(frozen=True)
class Columns:
    """Stacked columns, one a day."""

    bars: list[Bar]
    lines: list[Mark]
    days: list[Mark]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    base: int = HEIGHT - _BOTTOM


def columns(days: Sequence[date], stacks: Mapping[str, Sequence[int]]) -> Columns:
    """A column for each day, stacked in the order of `stacks`."""
    totals = [sum(stack[n] for stack in stacks.values()) for n in range(len(days))]
    top = _round_up(max(totals, default=0))
    step = (WIDTH - _LEFT) / max(1, len(days))
    wide, tall = step * 0.7, HEIGHT - _BOTTOM - _TOP
    bars = []
    for n, day in enumerate(days):
        y = float(HEIGHT - _BOTTOM)
        for kind, stack in stacks.items():
            height = tall * stack[n] / top
            y -= height
            if stack[n]:
                x = _LEFT + n * step + step * 0.15
                bars.append(Bar(round(x, 1), round(y, 1), round(wide, 1), round(height, 1), kind,
                                f"{day:%b} {day.day}: {stack[n]}"))
    lines = [Mark(round(HEIGHT - _BOTTOM - tall * part, 1), f"{top * part:g}")
             for part in (0, 0.5, 1)]
    every = max(1, -(-len(days) // 8))
    marks = [Mark(round(_LEFT + n * step + step / 2, 1), f"{days[n]:%b} {days[n].day}")
             for n in range(0, len(days), every)]
    return Columns(bars, lines, marks)


def shares(rows: Sequence[tuple[str, int]], most: int = 12) -> list[tuple[str, int, float]]:
    """(key, count, part of the largest from 0 to 100) of the first rows."""
    largest = max((n for _, n in rows), default=0) or 1
    return [(key, n, round(100 * n / largest, 1)) for key, n in rows[:most]]


def _round_up(number: int) -> int:
    for step in (2, 4, 10, 20, 40, 100, 200, 400, 1000, 2000, 4000, 10_000, 100_000):
        if number <= step:
            return step
    return number
