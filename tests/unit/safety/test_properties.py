"""Whatever is sent, the safety layer answers, and points at the words it means."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdesk.safety import Earlier, SafetyInput, assess
from tests.unit.safety.conftest import NOW

ANY = st.text(st.characters(), max_size=300)
SEEDED = st.lists(st.sampled_from([
    "cant", "pee", "legs", "numb", "fever", "back", "since", "shot", "\u200b", "\x00", "\ud800",
    "?", ".", "\n", "🚑", "101", "10 years ago", "no", "my husband", "ا", "pain", "''", "…"]),
    max_size=40).map(" ".join)
QUIET = settings(max_examples=120, deadline=None,
                 suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUIET
@given(text=ANY | SEEDED, before=ANY | SEEDED)
def test_it_never_raises_and_evidence_is_what_was_written(rules, text, before) -> None:
    """Spans index into the original messages."""
    message = SafetyInput(text, NOW, (Earlier(before, NOW - timedelta(minutes=1)),))
    texts = (before, text)
    for finding in assess(message, rules).findings:
        for evidence in finding.evidence:
            assert texts[evidence.message][evidence.start: evidence.end] == evidence.text


@QUIET
@given(text=SEEDED)
def test_the_same_message_is_always_judged_the_same(rules, text) -> None:
    """Nothing is remembered between calls."""
    message = SafetyInput(text, NOW)
    assert assess(message, rules) == assess(message, rules)


@pytest.mark.parametrize("text", [
    "\x00" * 5000, "\ud800\udfff" * 900, "‮" + "cant pee", "a" * 100_000, "?" * 100_000,
    "pee " * 25_000, "no " * 1500, "🚑" * 3000, "\n" * 4000, "1" * 4000, "''''", "ﷺ" * 500])
def test_hostile_text_is_survived(look, text) -> None:
    """Floods, surrogates, right-to-left marks."""
    look(text)
