"""What `flag` says of texts that follow each other."""

from __future__ import annotations

from typing import Any

import pytest

from frontdesk.cli.judge import _findings
from frontdesk.safety import Rules, load_rules

DROOP = "my face is drooping"


@pytest.fixture(scope="module")
def rules() -> Rules:
    """The rules as shipped."""
    return load_rules()


def _flag(rules: Rules, *texts: str, **more: Any) -> list[tuple[str, list[int]]]:
    rows = _findings({"texts": list(texts), **more}, rules)
    return [(r["category"], [e["message"] for e in r["evidence"]]) for r in rows]


def test_a_finding_stands_after_later_texts(rules: Rules) -> None:
    """Its evidence is in the text that gave it."""
    assert _flag(rules, "do i need an mri", DROOP, "ok thank you") == [("stroke_signs", [1])]


def test_what_is_older_than_a_day_stands_no_more(rules: Rules) -> None:
    """The window of safety."""
    times = ["2026-04-06T09:00:00-05:00", "2026-04-07T10:00:00-05:00"]
    assert _flag(rules, DROOP, "ok thank you", times=times) == []


def test_evidence_in_two_texts_is_one_finding(rules: Rules) -> None:
    """And is named in both."""
    found = dict(_flag(rules, "back worse today", "also 101"))
    assert set(found["spinal_infection_suspected"]) == {0, 1}


def test_the_question_asked_is_answered_by_the_last_text_only(rules: Rules) -> None:
    """An earlier yes answered something else."""
    assert _flag(rules, "yes", "no", asked="ambiguous_distress") == []
    assert _flag(rules, "no", "yes", asked="ambiguous_distress") == [("suicide_self_harm", [1])]
