"""The simulated queue against the formula of Erlang."""

from __future__ import annotations

import math
import random

import pytest

from frontdesk.capacity.desk import Duty, Talk, serve
from frontdesk.capacity.erlang import longer_than, mean_wait, wait_probability

PEOPLE = 10_000


def _steady_day(rate: float, minutes: float, staff: int) -> tuple[list[float], float, float]:
    """Waits, the share of time in conversations, and how long it went on."""
    chance, at, talks = random.Random(3), 0.0, []
    for _ in range(PEOPLE):
        at += chance.expovariate(rate)
        talks.append(Talk(at, chance.expovariate(1 / minutes)))
    busy = serve(talks, [Duty(0, at * 2, staff)], until=at * 2)
    return [talk.waited for talk in talks], busy / (at * staff), at


@pytest.mark.parametrize(("rate", "minutes", "staff"), [(0.5, 4.0, 3), (2.0, 4.0, 10)])
def test_a_steady_day_comes_to_what_erlang_says(rate: float, minutes: float, staff: int) -> None:
    """Mean wait, the share that waits at all, and the share that waits long."""
    waits, busy, _ = _steady_day(rate, minutes, staff)
    assert sum(waits) / PEOPLE == pytest.approx(mean_wait(rate, minutes, staff), rel=0.15)
    waited = sum(w > 1e-9 for w in waits) / PEOPLE
    assert waited == pytest.approx(wait_probability(rate, minutes, staff), rel=0.1)
    long = 2 * mean_wait(rate, minutes, staff)
    expected = longer_than(long, rate, minutes, staff)
    assert sum(w > long for w in waits) / PEOPLE == pytest.approx(expected, rel=0.2)
    assert busy == pytest.approx(rate * minutes / staff, rel=0.03)


def test_erlang_itself_is_right_where_the_answer_is_known() -> None:
    """One member of staff: the wait is the load; a desk that can not keep up never answers."""
    assert wait_probability(0.5, 1.0, 1) == pytest.approx(0.5)
    assert wait_probability(2.0, 1.0, 3) == pytest.approx(4 / 9)
    assert mean_wait(0.5, 1.0, 1) == pytest.approx(1.0)
    assert mean_wait(2.0, 1.0, 2) == math.inf
    assert longer_than(5.0, 2.0, 1.0, 2) == 1.0


def test_whoever_asks_after_the_shift_is_taken_by_the_next_one() -> None:
    """In the order they came; a conversation that was begun goes on past the end."""
    talks = [Talk(5, 20), Talk(12, 5), Talk(11, 5)]
    serve(talks, [Duty(0, 10, 1), Duty(100, 200, 1)], until=300)
    assert [talk.taken for talk in talks] == [5, 105, 100]


def test_whom_nobody_takes_waits_for_ever() -> None:
    """No shift, no answer."""
    talks = [Talk(1, 1)]
    assert serve(talks, [], until=100) == 0
    assert talks[0].waited == math.inf
