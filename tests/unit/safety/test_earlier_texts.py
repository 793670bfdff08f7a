"""What was texted before may complete a danger sign; it never silences one."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta, timezone

import pytest

from frontdesk.safety import Earlier, Rules, SafetyInput, assess
from frontdesk.settings import ROOT

NOW = datetime(2026, 4, 7, 15, tzinfo=timezone.utc)
HARMLESS = (
    "how much does it cost",
    "is it safe",
    "no",
    "what if i had an infection",
    "my dad had surgery in 2010",
    "no numbness no weakness",
)
with (ROOT / "tests" / "nlu" / "red_flags.tsv").open() as file:
    FLAGGED = [
        row["text"]
        for row in csv.DictReader(file, delimiter="\t")
        if row["label"] != "none" and " || " not in row["text"]
    ]


def _raised(rules: Rules, text: str, *before: str) -> set[str]:
    earlier = tuple(Earlier(b, NOW + timedelta(minutes=n)) for n, b in enumerate(before))
    at = NOW + timedelta(minutes=len(before))
    found = assess(SafetyInput(text, at, earlier=earlier), rules).findings
    return {f.category for f in found if before or f.rule != "classifier"}


@pytest.mark.parametrize("before", HARMLESS)
def test_a_harmless_text_before_silences_nothing(rules: Rules, before: str) -> None:
    """Every danger sign that a rule names is as loud after it as alone."""
    silenced = [t for t in FLAGGED[::3] if not _raised(rules, t) <= _raised(rules, t, before)]
    assert silenced == []


def test_a_long_talk_before_silences_nothing(rules: Rules) -> None:
    """Asked about price and the criteria first, then told of a fever after a shot."""
    talk = ("do i need an mri", "am i a candidate", "how much is it", "never mind", "ok")
    text = "my mom had prp last week and now has a fever and chills"
    assert _raised(rules, text, *talk) == {"spinal_infection_suspected"}


@pytest.mark.parametrize("before", ["hello", "good morning", "thanks", "hola", "yes"])
def test_a_greeting_before_makes_no_question_a_sign(rules: Rules, before: str) -> None:
    """A general question stays one; the same words of one's own since yesterday do not."""
    assert _raised(rules, "do bad shoes or flat feet wreck ur back", before) == set()
    told = "is it bad that my legs went numb since yesterday"
    assert _raised(rules, told, before) >= _raised(rules, told) != set()
