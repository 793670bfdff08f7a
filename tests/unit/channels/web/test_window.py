"""The window of one process counts as a list of everything would."""

from __future__ import annotations

import random

from limits import RateLimitItem, parse_many

from frontdesk.channels.web.window import OwnWindow

_RATES = parse_many("3/second;10/minute")


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.seconds


class Plain:
    """Everything that was let in, counted anew each time."""

    def __init__(self, now: Clock) -> None:
        self._now, self._let_in = now, list[tuple[RateLimitItem, str, float]]()

    def hit(self, rate: RateLimitItem, who: str) -> bool:
        """As `OwnWindow.hit`."""
        since = self._now() - rate.get_expiry()
        counted = [r for r, w, at in self._let_in if r == rate and w == who and at >= since]
        if len(counted) >= rate.amount:
            return False
        self._let_in.append((rate, who, self._now()))
        return True


def test_the_window_counts_as_a_list_of_everything_would() -> None:
    """Several rates and people, over minutes, with pauses and bursts."""
    now, chance = Clock(), random.Random(7)
    window, plain = OwnWindow(now), Plain(now)
    answers = set()
    for _ in range(3000):
        rate, who = chance.choice(_RATES), chance.choice("abc")
        allowed = window.hit(rate, who)
        assert allowed == plain.hit(rate, who)
        answers.add(allowed)
        now.seconds += chance.choice((0.0, 0.0, 0.05, 0.25, 1.0, 1.0 / 3, 7.0, 90.0))
    assert answers == {True, False}


def test_who_has_left_takes_no_room() -> None:
    """A day of visitors leaves nothing behind."""
    now = Clock()
    window = OwnWindow(now)
    for n in range(2000):
        assert all(window.hit(rate, f"visitor {n}") for rate in _RATES)
        now.seconds += 5.0
    assert len(window) < 100
