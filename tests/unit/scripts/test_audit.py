"""The list of known holes: dated, decided, and of what is locked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from frontdesk.settings import ROOT
from scripts.audit import FILE, Advisory, load, locked, problems, table

ONE: dict[str, Any] = {
    "package": "sanic",
    "version": "21.12.2",
    "lock": "engine",
    "ids": ["CVE-2024-0001"],
    "reachable": "no",
    "why": "It listens on loopback alone.",
    "decided": "2026-11-21",
    "look_again": "2027-05-20",
}
LOCKS = {"engine": {"sanic": "21.12.2"}}


def _found(today: str, **changes: Any) -> list[str]:
    one = Advisory.model_validate(ONE | changes)
    return list(problems([one], LOCKS, date.fromisoformat(today)))


def test_a_decision_stands_until_its_day_and_not_longer() -> None:
    """On the day itself it still does."""
    assert _found("2027-05-20") == []
    assert "looked at again by 2027-05-20" in _found("2027-05-21")[0]


def test_a_decision_for_more_than_half_a_year_or_from_the_future_is_refused() -> None:
    """Nobody waives a hole for good."""
    assert "half a year" in _found("2026-12-01", look_again="2028-01-01")[0]
    assert "not yet" in _found("2026-11-20")[0]


def test_a_decision_about_another_version_must_be_made_anew() -> None:
    """A raised package may have other holes; one that is gone has none."""
    assert "21.12.2 is locked now" in _found("2026-12-01", version="21.12.1")[0]
    assert "nothing is locked" in _found("2026-12-01", package="skops")[0]
    assert _found("2026-12-01", package="python", lock="interpreter") == []


@pytest.mark.parametrize("key", ["decided", "look_again", "why", "ids", "reachable"])
def test_a_line_without_a_date_a_reason_or_a_decision_is_refused(tmp_path: Path, key: str) -> None:
    """The whole list is refused then."""
    lines = [f'{k}: "{v}"' if k != "ids" else f"ids: {v}" for k, v in ONE.items() if k != key]
    (tmp_path / "list.yml").write_text("- " + "\n  ".join(lines) + "\n")
    with pytest.raises(ValidationError, match=key):
        load(tmp_path / "list.yml")


def test_every_hole_we_know_of_is_decided_for_what_is_locked_today() -> None:
    """As of the newest decision: `make audit` asks for today."""
    advisories = load(FILE)
    assert len(advisories) > 10
    newest = max(one.decided for one in advisories)
    assert list(problems(advisories, locked(), newest)) == []


def test_the_docs_show_the_list_as_it_is() -> None:
    """Written by `python -m scripts.audit --table`."""
    shown = (ROOT / "docs" / "dependencies.md").read_text()
    for row in table(load(FILE)):
        assert row in shown
