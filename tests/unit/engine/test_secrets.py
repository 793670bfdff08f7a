"""Where the engine finds its secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.secrets import secret


def test_a_secret_comes_from_the_environment_or_from_the_file_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment wins; a line break at the file's end is no part of it."""
    monkeypatch.delenv("ENGINE_TOKEN", raising=False)
    assert secret("ENGINE_TOKEN") == ""
    (tmp_path / "token").write_text("from-a-file\n")
    monkeypatch.setenv("ENGINE_TOKEN_FILE", str(tmp_path / "token"))
    assert secret("ENGINE_TOKEN") == "from-a-file"
    monkeypatch.setenv("ENGINE_TOKEN", "given")
    assert secret("ENGINE_TOKEN") == "given"
