"""A circuit breaker: closed, open, half open, closed."""

from __future__ import annotations

from frontdesk.breaker import Breaker


class Time:
    """Seconds that pass when told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def _open(time: Time) -> Breaker:
    breaker = Breaker(2, (10.0, 30.0), time)
    for _ in range(2):
        assert breaker.allows()
        breaker.failed()
    return breaker


def test_it_opens_after_failures_in_a_row_and_not_before() -> None:
    """One that worked in between begins the count anew."""
    breaker = Breaker(2, (10.0,), Time())
    breaker.failed()
    breaker.worked()
    breaker.failed()
    assert breaker.allows() and not breaker.is_open
    breaker.failed()
    assert breaker.is_open and not breaker.allows()


def test_after_its_rest_one_is_let_through_at_a_time() -> None:
    """Half open."""
    time = Time()
    breaker = _open(time)
    time.now += 10
    assert breaker.allows() and not breaker.allows()
    breaker.left_off()
    assert breaker.allows()


def test_a_trial_that_fails_is_followed_by_a_longer_rest() -> None:
    """The last rest is kept."""
    time = Time()
    breaker = _open(time)
    for rest in (10, 30, 30):
        time.now += rest - 1
        assert not breaker.allows()
        time.now += 1
        assert breaker.allows()
        breaker.failed()


def test_a_trial_that_works_closes_it_and_says_so() -> None:
    """Everybody is let through again."""
    time = Time()
    breaker = _open(time)
    time.now += 10
    assert breaker.allows() and breaker.worked()
    assert breaker.allows() and breaker.allows() and not breaker.worked()


def test_a_rest_of_nothing_lets_everybody_try() -> None:
    """One failure may have been about one message."""
    breaker = Breaker(1, (0.0, 5.0), Time())
    breaker.failed()
    assert breaker.allows() and breaker.allows()
    breaker.failed()
    assert not breaker.allows()
