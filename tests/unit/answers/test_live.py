"""New wording is said a moment later, and a slip of the pen silences nobody."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import structlog

from frontdesk.answers import LiveCatalogue, render

WORDS = """version: "3.1"
responses:
  utter_no_answer:
  - text: "%s"
  - text: "By text."
    channel: sms
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The one file of a folder of answers."""
    path = tmp_path / "talking.yml"
    path.write_text(WORDS % "Before.", encoding="utf-8")
    return path


def _rewrite(file: Path, content: str, tick: int) -> None:
    file.write_text(content, encoding="utf-8")
    # File systems may keep time more coarsely than tests write.
    os.utime(file, ns=(tick * 10**9, tick * 10**9))


def _said(catalogue: LiveCatalogue) -> str:
    return render(catalogue, "utter_no_answer", "web", {}).text


def test_a_change_of_wording_is_said_without_a_restart(file: Path) -> None:
    """The file is the truth."""
    catalogue = LiveCatalogue(file.parent, pause=0)
    assert _said(catalogue) == "Before."
    _rewrite(file, WORDS % "After.", 1)
    assert _said(catalogue) == "After."


def test_a_broken_file_leaves_the_last_good_words_and_is_told(file: Path) -> None:
    """The log names the file, the line and the key, and once it is mended it is said."""
    catalogue = LiveCatalogue(file.parent, pause=0)
    with structlog.testing.capture_logs() as logs:
        _rewrite(file, (WORDS % "After.").replace("channel", "chanel"), 1)
        assert _said(catalogue) == "Before."
    [told] = [entry for entry in logs if entry["event"] == "answers.unusable"]
    assert (told["file"], told["line"]) == ("talking.yml", 6)
    _rewrite(file, WORDS % "Mended.", 2)
    assert _said(catalogue) == "Mended."


def test_the_files_are_not_looked_at_for_every_word(file: Path) -> None:
    """Within the pause what was read is said."""
    catalogue = LiveCatalogue(file.parent, pause=3600)
    _rewrite(file, WORDS % "After.", 1)
    assert _said(catalogue) == "Before."
