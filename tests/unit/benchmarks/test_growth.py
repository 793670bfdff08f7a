"""The arithmetic of growth: it follows from what was measured, and the docs show what it says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.growth import SIZES, load, rows
from benchmarks.growth_peak import simulate, waits_at_the_peak
from frontdesk.capacity.plan import DAY
from frontdesk.settings import ROOT


def test_a_queue_before_engines_comes_to_what_the_formula_says() -> None:
    """Messages at random, each of the same length (M/D/1): half of M/M/1's wait."""
    rate, seconds = 40.0, 0.015
    load_ = rate * seconds
    waits = simulate(rate, 1, seconds)
    expected = load_ * seconds / (2 * (1 - load_))
    assert sum(waits) / len(waits) == pytest.approx(expected, rel=0.15)
    # Twice the messages on twice the engines: each has the queue it had.
    two = simulate(2 * rate, 2, seconds)
    assert sum(two) / len(two) == pytest.approx(expected, rel=0.15)


def test_more_engines_shorten_the_wait_at_the_peak() -> None:
    """And a peak that engines can not keep up with shows as a long one."""
    assert waits_at_the_peak(100, 4, 0.02) < waits_at_the_peak(100, 3, 0.02)
    assert waits_at_the_peak(100, 1, 0.02) > 10


def test_machines_follow_the_messages_and_one_may_always_be_lost() -> None:
    """The smallest has a unit and a worker to spare; ten times the messages take more of each."""
    small, large = load(2_000), load(10_000_000)
    assert small.units == 2 and small.workers == 2
    without_one = (large.units - 1) * large.unit_rate
    assert without_one > large.peak
    ten_times = load(100_000_000)
    assert 8 < ten_times.units / large.units < 12
    assert ten_times.stored == pytest.approx(10 * large.stored)
    dearer = {**small.assumed, "peak": {"hour": 1.9, "day": 1.3, "minute": 30_000}}
    assert replace(small, assumed=dearer).units > small.units


def test_what_is_assumed_of_the_busiest_hour_is_what_the_simulation_of_staff_assumes() -> None:
    """One shape of the day in both."""
    assert load(1).assumed["peak"]["hour"] == pytest.approx(24 * max(DAY) / sum(DAY), abs=0.05)


def test_the_docs_show_the_table_as_it_comes_out() -> None:
    """Written by `python -m benchmarks.growth`."""
    shown = (ROOT / "docs" / "scaling.md").read_text()
    for row in rows({name: load(count) for name, count in SIZES.items()}):
        assert row in shown, row
