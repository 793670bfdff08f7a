"""What was learnt of clauses overrules the rules only where it is sure."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import pytest

from frontdesk.booking.clause_judge import FILE, features, judged, likely_told
from frontdesk.booking.clauses import Clause, clauses
from frontdesk.booking.times import parts_of, understand
from frontdesk.clinic import Clinic


def _clauses(text: str, now: datetime) -> list[Clause]:
    parts, worded = parts_of(text, now)
    return clauses(parts, worded)


@pytest.mark.parametrize("text, first_day", [
    ("please make it next week, I've got a wedding the weekend after and want to dance", "04-13"),
    ("please schedule around my radiation which is weekdays at 10, any day from the 20th on",
     "04-20"),
])
def test_what_no_rule_knows_to_be_told_is_no_wish(
    text: str, first_day: str, now: datetime, clinic: Clinic
) -> None:
    """Words that were in no sheet."""
    wanted = understand(text, now, clinic.zone)
    assert wanted is not None
    assert {w.first.strftime("%m-%d") for w in wanted.windows} == {first_day}


def test_what_is_told_is_likelier_told_than_what_is_wished(now: datetime) -> None:
    """By far, beside each other."""
    rows = _clauses("my cousin has a recital on friday, monday at 10 would be great", now)
    assert likely_told(rows, 0) > 0.75 and likely_told(rows, 1) < 0.05


def test_a_clause_alone_and_one_without_times_stay_what_they_are(now: datetime) -> None:
    """There is nothing else to be the wish; there is nothing to leave out."""
    alone = _clauses("my cousin has a recital on friday", now)
    assert judged(alone) == alone
    rows = [replace(c, parts=()) for c in _clauses("hello there, monday at 10", now)]
    assert judged(rows) == rows


def test_what_a_clause_shows_are_its_words_the_kinds_of_its_times_and_its_place(
    now: datetime,
) -> None:
    """No day and no hour of its own, so that all days teach the same."""
    rows = _clauses("i golf on tuesdays at 9, so friday", now)
    shown = features(rows, 0)
    assert {"golf", "EACH", "AT", "i golf", "#first True", "#last False"} <= shown
    assert not any("tuesday" in f for f in shown)


def test_the_weights_are_few_and_small() -> None:
    """They are read once, in milliseconds."""
    content = json.loads(FILE.read_text())
    assert len(content["weights"]) < 5000 and max(map(abs, content["weights"].values())) < 10
