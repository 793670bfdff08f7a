"""The facts that answers rest on: complete, known, and none that may not be said."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontdesk.answers.facts import FACTS, load_facts
from frontdesk.yaml_file import FileError

ROW = """qualifiers: {M5: "It has not been proven."}
never: [F020]
facts:
- {id: F001, use: S, file: 000.txt, section: "Intro", fact: "Backs hurt."}
- {id: F002, use: Q, file: 000.txt, section: "Intro", fact: "It may help.", qualifiers: [M5]}
"""


def _refusal(tmp_path: Path, old: str, new: str) -> FileError:
    path = tmp_path / f"facts{abs(hash(new))}.yml"
    assert old in ROW
    path.write_text(ROW.replace(old, new, 1))
    with pytest.raises(FileError) as refused:
        load_facts(path)
    return refused.value


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("use: S", "use: X", "facts.0.use"),
        ("use: S,", "use: S, colour: red,", "facts.0.colour"),
        ('fact: "Backs hurt."', "qualifiers: []", "facts.0.fact"),
        ("F002", "F001", "F001"),
        ("F001", "F020", "F020"),
        ("qualifiers: [M5]", "qualifiers: [M6]", "M6"),
        ("never:", "says: {M7: 'proven'}\nnever:", "M7"),
        ("never:", "says: {M5: '(proven'}\nnever:", "not a regular expression"),
        (", qualifiers: [M5]", "", "F002"),
    ],
    ids=["unknown use", "unknown key", "no fact", "id twice", "a never row", "unknown qualifier",
         "says of an unknown qualifier", "says no pattern",
         "a qualified fact without its qualifier"],
)
def test_a_row_that_does_not_fit_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """The message names the file and what does not fit."""
    error = _refusal(tmp_path, old, new)
    assert said in str(error) and error.file.parent == tmp_path


def test_a_wrong_row_is_named_by_its_line(tmp_path: Path) -> None:
    """The second fact stands on the fifth line."""
    assert _refusal(tmp_path, "use: Q", "use: Z").line == 5


def test_the_shipped_facts_are_whole() -> None:
    """Every usable row of the five papers is there, and the rows never to be stated are known."""
    facts = load_facts(FACTS)
    papers = [f for f in facts.by_id.values() if f.id.startswith("F")]
    assert len(papers) + len(facts.never) == 160
    assert {f.file[:4] for f in papers} == {"000_", "001_", "002_", "003_", "004_"}
    assert not facts.never & facts.by_id.keys()


def test_the_place_of_a_fact_is_known() -> None:
    """An answer may name as its source only a place where a fact stands."""
    facts = load_facts(FACTS)
    assert facts.knows_source("003_3622db0dc209e570.txt", "08 Coverage & cost")
    assert not facts.knows_source("003_3622db0dc209e570.txt", "99 Made up")
