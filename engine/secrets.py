"""The engine's secrets: from the environment, or from a file that it names, as the desk's."""

from __future__ import annotations

import os
from pathlib import Path


def secret(name: str) -> str:
    """What `NAME` holds, else what the file named by `NAME_FILE` does; empty without both.

    Raises:
        OSError: the file can not be read.
    """
    given, path = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    return given or (Path(path).read_text(encoding="utf-8").strip() if path else "")
