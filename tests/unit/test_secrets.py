"""Secrets are made once in development and demanded in production."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from frontdesk.secrets import SecretMissing, secret
from frontdesk.settings import settings


def test_a_secret_is_made_once_and_kept_for_its_owner_alone(data_dir: Path) -> None:
    """The second asker gets the same one; nobody else can read the file."""
    first = secret("SESSION_SECRET", settings())
    assert secret("SESSION_SECRET", settings()) == first and len(first) > 30
    mode = (data_dir / "secrets" / "session_secret").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_production_refuses_to_make_one_and_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says which and what it is for."""
    monkeypatch.setenv("FRONTDESK_ENV", "production")
    settings.cache_clear()
    with pytest.raises(SecretMissing, match="SESSION_SECRET.*signs"):
        secret("SESSION_SECRET", settings())


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """In development too."""
    monkeypatch.setenv("ENGINE_TOKEN", "given")
    assert secret("ENGINE_TOKEN", settings()) == "given"


def test_a_secret_may_lie_in_a_file_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As key services hand them out; a file that is missing is no empty secret."""
    monkeypatch.setenv("FRONTDESK_ENV", "production")
    settings.cache_clear()
    path = tmp_path / "session"
    path.write_text("from a file\n")
    monkeypatch.setenv("SESSION_SECRET_FILE", str(path))
    assert secret("SESSION_SECRET", settings()) == "from a file"
    path.unlink()
    with pytest.raises(FileNotFoundError):
        secret("SESSION_SECRET", settings())
