"""What staff read for what the house knows by id."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

import pytest

from frontdesk.cases.cases import OUTCOMES
from frontdesk.cases.clocks import clocks
from frontdesk.cases.crowd import CROWD
from frontdesk.console.rendering import left, phone
from frontdesk.console.words import plain, words
from frontdesk.safety.tiers import TIER_OF, TIERS
from frontdesk.settings import ROOT
from frontdesk.staff.roles import NOUNS, ROLES, VERBS

AT = datetime(2026, 4, 7, 15, 15, tzinfo=timezone.utc)


def test_every_tier_category_outcome_and_role_has_words() -> None:
    """And none is named that does not exist."""
    assert set(words().tiers) == set(TIERS)
    assert set(words().categories) == set(TIER_OF)
    assert set(words().outcomes) == set(OUTCOMES)
    assert set(words().roles) == set(ROLES)


def _in_the_code(pattern: str) -> set[str]:
    """What the first group of `pattern` finds in the desk's code."""
    found: set[str] = set()
    for folder in ("frontdesk", "actions"):
        for path in (ROOT / folder).rglob("*.py"):
            found.update(re.findall(pattern, path.read_text()))
    return found


def test_every_kind_of_case_that_the_house_opens_has_a_title() -> None:
    """Found in the code, and among the clocks."""
    opened = set(clocks().priority_kinds) | {"wrong_number"}
    opened |= _in_the_code(r"open_case\((?:[^()]|\(\))*?\"(\w+)\"")
    opened |= _in_the_code(r"self\._case\(\w+, \"(\w+)\"")
    assert opened <= set(words().kinds), opened - set(words().kinds)


def test_every_line_of_a_cases_history_has_words() -> None:
    """Whatever room wrote it."""
    noted = _in_the_code(r"note_event\((?:[^()]|\(\))*?\"(\w+)\"") | {CROWD}
    assert len(noted) > 8 and noted <= set(words().events), noted - set(words().events)


def test_everything_that_can_become_of_a_message_has_words() -> None:
    """Whatever channel it came by."""
    turns = _in_the_code(r"\bturn ?= ?\"(\w+)\"")
    turns |= _in_the_code(r"_unanswered\(moment, \"(\w+)\"\)")
    assert len(turns) > 5 and turns - {"answered"} <= set(words().turns)


def test_every_line_of_the_record_has_words() -> None:
    """Whatever a view puts on record."""
    tags = _in_the_code(r"\"([a-z_]+:[a-z_]+)\"")
    nouns = {doing.partition(":")[0] for doing in words().doings}
    permissions = {f"{noun}:{verb}" for noun in NOUNS for verb in VERBS}
    put = {t for t in tags if t.partition(":")[0] in nouns} - permissions
    assert len(put) > 40 and put <= set(words().doings), put - set(words().doings)


def test_a_key_nobody_named_is_still_readable() -> None:
    """Never an empty title."""
    assert words().of("kinds", "lost_umbrella") == "Lost umbrella"
    assert plain("utter_faq/mri_required") == "MRI required"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (272, "4:32 left"),
        (0, "0:00 left"),
        (-130, "2:10 over"),
        (12_000, "3 h 20 min left"),
        (-260_000, "3 days over"),
    ],
)
def test_the_time_that_is_left_is_told_in_fitting_units(seconds: int, said: str) -> None:
    """Minutes and seconds below an hour, days beyond two of them."""
    assert left(AT + timedelta(seconds=seconds), AT) == said


def test_a_number_is_written_as_people_write_it() -> None:
    """American ones; any other stays."""
    assert phone("+13125550100") == "(312) 555-0100"
    assert phone("+442079460000") == "+442079460000"
    assert phone(None) == ""
