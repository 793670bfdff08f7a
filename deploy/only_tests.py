"""Print the packages of a requirements list that only tests use, one a line.

They stand below the line "# tests" of `requirements/desk.in`; what is named above it too is kept.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path


def only_tests(text: str) -> list[str]:
    """Names below the line that begins `# tests` and not above it.

    Raises:
        ValueError: where there is no such line.
    """
    above, line, below = text.partition("\n# tests")
    if not line:
        raise ValueError('the list has no line that begins "# tests"')
    return sorted(_names(below.partition("\n")[2]) - _names(above))


def _names(text: str) -> set[str]:
    return {m[0] for m in re.finditer(r"^[A-Za-z0-9._-]+", text, re.MULTILINE)}


if __name__ == "__main__":
    print("\n".join(only_tests(Path(sys.argv[1]).read_text(encoding="utf-8"))))
