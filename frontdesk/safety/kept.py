"""The rules as last made ready, kept beside them so that a start takes a second, not four.

As Python keeps what it compiled: under `__pycache__`, named by a digest of the rules and of the
code that makes them ready. A changed word or line is another name, so nothing old is ever read;
where nothing can be written, the rules are simply made ready again.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from pathlib import Path
from typing import Any

MAKERS = ("expand.py", "kept.py", "matcher.py", "normalise.py", "rulebook.py", "schema.py")
"""Our code on which the result depends."""


def place(rules: Path) -> Path:
    """Where the rules under `rules` are kept, as they are now."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for file in [*sorted(rules.rglob("*.yml")), *(here / name for name in MAKERS)]:
        digest.update(f"{file.name}\0".encode() + file.read_bytes())
    name = f"rules.{sys.implementation.cache_tag}.{digest.hexdigest()[:20]}"
    return rules / "__pycache__" / name


def read(file: Path) -> Any | None:
    """What is kept in `file`, or None."""
    try:
        return marshal.loads(file.read_bytes())
    except (OSError, ValueError, EOFError, TypeError):
        return None


def write(file: Path, content: Any) -> None:
    """Keeps `content`, whole or not at all, in place of what was kept before."""
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(exist_ok=True)
        part.write_bytes(marshal.dumps(content))
        for old in file.parent.glob(file.name.rsplit(".", 1)[0] + ".*"):
            if old.name != file.name:
                old.unlink(missing_ok=True)
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)
