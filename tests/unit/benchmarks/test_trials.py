"""The page of the trials: each part keeps what it measured when another is run."""

from __future__ import annotations

from frontdesk.settings import ROOT
from tests import trials


def test_every_part_has_its_tests() -> None:
    """A file that was renamed is no trial any more."""
    assert [where for where, _ in trials.PARTS.values() if not (ROOT / where).is_file()] == []


def test_a_part_leaves_what_the_others_measured() -> None:
    """Hours of trials are not lost because one part is run again."""
    kills = trials.told("tests/k.py", {"KILLS": "9"}, True, 1.5, {"told": {"messages": 7}})
    page = trials.written({"kills": kills, "texts": "before"})
    sections = trials.read(page)
    assert sections == {"texts": "before", "kills": kills}
    assert "KILLS=9: passed in 1.5 minutes" in kills and "- told: messages: 7" in kills
    assert trials.written({**sections, "texts": "after"}) == page.replace("before", "after")


def test_what_failed_is_said_to_have_failed() -> None:
    """Nobody reads a figure of a trial that did not pass as one that did."""
    assert "**FAILED**" in trials.told("tests/k.py", {}, False, 0.1, {})
