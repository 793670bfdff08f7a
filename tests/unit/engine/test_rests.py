"""An action server that hangs is waited for by one, not by everybody."""

from __future__ import annotations

import asyncio

import pytest

from engine.rests import Resting, Rests


class Time:
    """Seconds that pass when told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def _hang(rests: Rests) -> None:
    with pytest.raises(asyncio.TimeoutError), rests.call():
        raise asyncio.TimeoutError


def test_after_one_that_hung_the_next_fail_at_once() -> None:
    """Until it had its rest."""
    time = Time()
    rests = Rests(5.0, 5.0, time)
    _hang(rests)
    for _ in range(3):
        with pytest.raises(Resting), rests.call():
            raise AssertionError("it was asked")


def test_after_the_rest_one_tries_and_the_others_wait_for_how_it_ends() -> None:
    """Half open; when it works, everybody may."""
    time = Time()
    rests = Rests(5.0, 5.0, time)
    _hang(rests)
    time.now += 5
    with rests.call():
        with pytest.raises(Resting), rests.call():
            raise AssertionError("it was asked")
    with rests.call():
        pass


def test_an_error_is_an_answer_and_no_hanging() -> None:
    """What refuses at once costs nobody anything."""
    rests = Rests(5.0, 5.0, Time())
    for _ in range(3):
        with pytest.raises(ConnectionError), rests.call():
            raise ConnectionError


def test_a_trial_that_was_cancelled_does_not_close_the_way_for_good() -> None:
    """Whoever tried was given up; it is tried again after as long as a call may take."""
    time = Time()
    rests = Rests(5.0, 5.0, time)
    _hang(rests)
    time.now += 5
    with pytest.raises(asyncio.CancelledError), rests.call():
        raise asyncio.CancelledError
    time.now += 5
    with rests.call():
        pass
