"""Pages that promise something name the test that holds it; here the names are read."""

from __future__ import annotations

import re
from functools import lru_cache

from frontdesk.settings import ROOT

NAMED = re.compile(r"`(test_\w+\.py)::(test_\w+)`")


def rows_of(page: str, first: str) -> list[list[str]]:
    """The cells of each row of a page's tables whose first cell fits the pattern `first`."""
    lines = (ROOT / "docs" / page).read_text().splitlines()
    chosen = [line for line in lines if re.match(rf"\| {first}", line)]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in chosen]


@lru_cache(maxsize=1)
def known_tests() -> frozenset[tuple[str, str]]:
    """File and name of every test that there is."""
    return frozenset(
        (path.name, name)
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(), re.MULTILINE)
    )
