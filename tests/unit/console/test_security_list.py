"""The list in docs/security.md tells the truth: each line names tests that there are."""

from __future__ import annotations

import re

from frontdesk.settings import ROOT
from frontdesk.staff.roles import ROLES, may
from tests.named import NAMED, known_tests, rows_of

LIST = ROOT / "docs" / "security.md"


def test_every_line_names_tests_that_there_are() -> None:
    """A test that was renamed leaves no promise behind."""
    known, rows = known_tests(), rows_of("security.md", r"(\d|API\d)")
    assert {f"API{n}" for n in range(1, 11)} <= {row[0].split()[0] for row in rows}
    for row in rows:
        named = NAMED.findall(row[-1])
        assert named, row[0]
        assert not re.sub(NAMED, "", row[-1]).strip(" ,|"), row[0]
        assert set(named) <= known, set(named) - known


def test_the_table_of_roles_is_the_one_in_the_code() -> None:
    """Somebody who asks for access reads the table."""
    roles = ("front_desk", "clinician", "manager", "auditor")
    assert set(roles) == set(ROLES)
    nouns = {
        "queue": "case", "answers": "answer", "rota": "rota", "clinic's hours": "clinic",
        "numbers": "number", "record": "record",
    }
    for line in LIST.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        noun = nouns.get(cells[0].split(",")[0])
        for role, said in zip(roles, cells[1:] if noun else (), strict=False):
            may_write, may_read = may(role, f"{noun}:write"), may(role, f"{noun}:read")
            word = "write" if may_write else "read" if may_read else "no"
            assert said.startswith(word), (cells[0], role)
