"""What the command line says where it can do nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontdesk.cli.main import main
from frontdesk.settings import settings


def test_before_the_first_start_a_command_says_what_to_do(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No trace of Python, and no word of what was asked."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{data_dir / 'nothing.sqlite'}")
    settings.cache_clear()
    assert main(["cases"]) == 1
    said = capsys.readouterr().err
    assert "make run" in said and "SELECT" not in said
