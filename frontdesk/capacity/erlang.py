"""The queue of Erlang: what a steady day at a desk comes to, without a simulation.

Calls that come at random, talks of exponential length, the longest waiting first (M/M/c).
Source: A. K. Erlang, 1917; any text on queues.
"""

from __future__ import annotations

import math


def wait_probability(rate: float, minutes: float, staff: int) -> float:
    """Share of people who must wait at all; 1 where the desk can not keep up.

    Args:
        rate: people a minute.
        minutes: mean length of a conversation.
        staff: conversations that can be led at once.
    """
    load = rate * minutes
    if load >= staff:
        return 1.0
    blocked = 1.0
    for n in range(1, staff + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked / (1 - load / staff * (1 - blocked))


def mean_wait(rate: float, minutes: float, staff: int) -> float:
    """Minutes that people wait on average; infinite where the desk can not keep up."""
    spare = staff / minutes - rate
    return wait_probability(rate, minutes, staff) / spare if spare > 0 else math.inf


def longer_than(wait: float, rate: float, minutes: float, staff: int) -> float:
    """Share of people who wait longer than `wait` minutes."""
    spare = staff / minutes - rate
    if spare <= 0:
        return 1.0
    return wait_probability(rate, minutes, staff) * math.exp(-spare * wait)
