"""What Rasa itself says of our training data and our stories."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from engine.train import model_path

ROOT = Path(__file__).resolve().parents[2]
_ENV = {
    **os.environ,
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}

#: the only lines `rasa data validate` may print: it knows no response that an action or the desk
#: says, and it takes a retrieval intent's keys for the same intent named twice
_HELPLESS = (
    re.compile(r"The utterance 'utter_\S+' is not used in any story or rule\."),
    re.compile(
        r"The following duplicated intents have been found across multiple domain files: faq$"
    ),
)


def _rasa(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "rasa", *arguments],
        cwd=ROOT,
        env=_ENV,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_training_data_are_valid_but_for_what_rasa_can_not_know(tmp_path: Path) -> None:
    """Every other warning is ours to mend."""
    done = _rasa("data", "validate", "--max-history", "5")
    said = re.findall(
        r"(?:UserWarning|WARNING|ERROR)\S*\s*(?:\S+\s+- )?(.*)", done.stdout + done.stderr
    )
    strange = [line for line in said if not any(p.search(line) for p in _HELPLESS)]
    assert strange == []
    assert "No story structure conflicts found" in done.stdout + done.stderr


def test_the_dialogue_does_what_the_stories_say(tmp_path: Path) -> None:
    """Every step of tests/conversations/test_stories.yml, on the trained model."""
    model = model_path(ROOT / "models")
    assert model.is_file(), "train first: make train"
    done = _rasa(
        "test",
        "core",
        "--model",
        str(model),
        "--stories",
        "tests/conversations",
        "--out",
        str(tmp_path),
        "--fail-on-prediction-errors",
        "--no-plot",
    )
    failed = tmp_path / "failed_test_stories.yml"
    wrong = failed.read_text() if failed.exists() else ""
    assert done.returncode == 0, wrong or done.stderr[-2000:]
    assert "stories:" not in wrong, wrong
