"""A long conversation costs no more than a short one."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import RunningEngine

QUESTIONS = (
    "do i need an mri first",
    "where are you located",
    "what are your hours",
    "thanks",
    "how many sessions will it take",
)


def test_turn_two_hundred_carries_no_more_than_turn_twenty(engine: RunningEngine) -> None:
    """What is read, sent to actions and written at each turn is bounded; so is its time."""
    early = _after(engine, 20)
    assert _after(engine, 180) <= 1.1 * early


def _after(engine: RunningEngine, turns: int) -> int:
    """How much is kept of the conversation, most of it the last turns, after so many more."""
    for turn in range(turns):
        engine.responses(QUESTIONS[turn % len(QUESTIONS)], conversation="web-long")
    with sqlite3.connect(engine.log.parent / "engine.sqlite") as store:
        query = "SELECT length(events) FROM engine_trackers WHERE conversation = 'web-long'"
        return int(store.execute(query).fetchone()[0])
