"""Rasa's own checks of the training data, and the test conversations."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

#: The two kinds of line Rasa cannot help: retrieval intents are merged into the domain a second
#: time, and what actions utter is in no story. Everything else is a fault of ours.
HARMLESS = re.compile(
    r"duplicated intents have been found across multiple domain files: faq$"
    r"|The utterance 'utter_[a-z_]+' is not used in any story or rule\.$"
)
OURS = re.compile(r"UserWarning: (?P<said>.*)$|^(?:\x1b\[\d+m)?(?P<error>.*\bERROR\b.*)$")


def _rasa(*arguments: str) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    return subprocess.run(
        [sys.executable, "-m", "rasa", *arguments],
        cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def test_rasa_finds_no_fault_in_the_training_data() -> None:
    """Its exit code tells nothing, so its lines are read."""
    ended = _rasa("data", "validate")
    found = [m for m in map(OURS.search, (ended.stdout + ended.stderr).splitlines()) if m]
    said = [(m["said"] or m["error"]).strip() for m in found]
    own = [line for line in said if not HARMLESS.search(line) and "Slot auto-fill" not in line]
    assert own == []
    assert ended.returncode == 0


def test_the_test_conversations_go_as_written(tmp_path: Path) -> None:
    """Questions inside a form, and a red flag inside a form, among them."""
    from engine.models import model_in_use

    model = model_in_use(ROOT / "models")
    if not model.is_file():
        pytest.skip("no model for the present data: run `make train` first")
    ended = _rasa(
        "test", "core", "--fail-on-prediction-errors", "--no-plot", "--no-errors",
        "--stories", "tests/conversations", "--model", str(model), "--out", str(tmp_path),
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
