"""What every test of `deploy/` asks: which settings, secrets and commands there truly are."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from frontdesk.cli.main import _parser
from frontdesk.secrets import SECRETS
from frontdesk.settings import ROOT, Settings

#: of the system, Python and libraries; the engine's own are in `engine/`
FOREIGN = {
    "HOME", "MPLCONFIGDIR", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "TF_CPP_MIN_LOG_LEVEL",
    "RASA_TELEMETRY_ENABLED",
}  # fmt: skip


@pytest.fixture(scope="session")
def deploy() -> Path:
    """The folder `deploy/`."""
    return ROOT / "deploy"


@pytest.fixture(scope="session")
def known_names() -> set[str]:
    """Every name that the product reads from the environment."""
    settings = {name.upper() for name in Settings.model_fields}
    return settings | set(SECRETS) | {f"{name}_FILE" for name in SECRETS} | FOREIGN


@pytest.fixture(scope="session")
def is_command() -> Callable[[list[str]], bool]:
    """Whether `python -m frontdesk WORDS` is understood."""

    def understood(words: list[str]) -> bool:
        try:
            _parser().parse_args(words)
        except SystemExit:
            return False
        return True

    return understood


@pytest.fixture
def plain_settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings where the environment says nothing."""
    for name in [n for n in os.environ if n.lower() in Settings.model_fields]:
        monkeypatch.delenv(name)
    return Settings()
