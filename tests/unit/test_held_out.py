"""What judges understanding and safety is never among what they learn from."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from frontdesk.settings import ROOT

_MARKUP = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")
_SHEETS = sorted((ROOT / "tests" / "nlu").glob("*.tsv"))


def _plain(text: str) -> str:
    """Letters and digits alone: a comma more is the same line."""
    return " ".join(re.findall(r"\w+", text.lower()))


def _taught() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "data" / "nlu").glob("*.yml"):
        for item in YAML(typ="safe").load(path.read_text("utf-8"))["nlu"]:
            lines = (line.strip() for line in str(item.get("examples", "")).splitlines())
            found |= {_plain(_MARKUP.sub(r"\1", li[2:])) for li in lines if li.startswith("- ")}
    for path in (ROOT / "frontdesk" / "safety" / "phrases").glob("*.yml"):
        for phrases in YAML(typ="safe").load(path.read_text("utf-8"))["phrases"].values():
            found |= {_plain(str(phrase)) for phrase in phrases}
    return found - {""}


@pytest.fixture(scope="module")
def taught() -> set[str]:
    """Every line that something is trained on."""
    return _taught()


@pytest.mark.parametrize("sheet", _SHEETS, ids=lambda path: path.stem)
def test_no_line_of_a_sheet_that_judges_is_trained_on(sheet: Path, taught: set[str]) -> None:
    """Not with other capitals or commas either."""
    with sheet.open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        both = [row["text"] for row in rows if _plain(row["text"]) in taught]
    assert not both
