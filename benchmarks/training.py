"""How long training takes from nothing: no model, no network built, no vectors kept."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

from frontdesk.settings import ROOT

_PYTHON = str(ROOT / ".venv-engine" / "bin" / "python")


def measure() -> float:
    """Seconds. Raises `RuntimeError` when training fails."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        done = subprocess.run(
            [_PYTHON, "-m", "engine.train", "--force", "--models", str(Path(folder) / "models")],
            cwd=ROOT, env={**os.environ, "MODEL_CACHE": str(Path(folder) / "cache")},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError((done.stdout + done.stderr)[-2000:])
        return time.monotonic() - began
