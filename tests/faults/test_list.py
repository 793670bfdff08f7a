"""docs/reliability.md tells the truth: forty faults, each with a test that there is."""

from __future__ import annotations

from frontdesk.settings import ROOT
from tests.named import NAMED, known_tests, rows_of


def test_each_of_the_forty_faults_has_a_test_or_says_why_not() -> None:
    """A test that was renamed leaves no promise behind."""
    rows = rows_of("reliability.md", r"\d")
    assert [int(row[0]) for row in rows] == list(range(1, 41))
    without = [row[0] for row in rows if not NAMED.findall(row[-1])]
    assert all(row[-1].startswith("no test: ") for row in rows if row[0] in without)
    assert len(without) <= 1


def test_every_test_that_is_named_is_there() -> None:
    """In the table and in the text."""
    named = set(NAMED.findall((ROOT / "docs" / "reliability.md").read_text()))
    assert len(named) > 40
    assert named <= known_tests(), named - known_tests()
