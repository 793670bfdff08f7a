"""Starting and stopping the engine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, TOKEN, start_engine

from engine.checksums import ModelRefused, check, record


def _serve(model: Path, token: str = TOKEN) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "engine.serve", "--port", "1", "--model", str(model)],
        cwd=ROOT, env={**os.environ, "ENGINE_TOKEN": token, "TRACKER_SECRET": "any"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_model_our_training_did_not_write_is_not_loaded(tmp_path: Path) -> None:
    """It is refused before a byte of it is read."""
    model = tmp_path / "foreign.tar.gz"
    model.write_bytes(b"anything")
    ended = _serve(model)
    assert ended.returncode == 2
    assert "is not listed" in ended.stderr


def test_without_a_token_the_engine_does_not_start(tmp_path: Path) -> None:
    """An open engine would obey anybody on the host."""
    ended = _serve(tmp_path / "any.tar.gz", token="")
    assert ended.returncode == 2
    assert "ENGINE_TOKEN" in ended.stderr


def test_a_model_that_was_changed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One byte is enough."""
    monkeypatch.setenv("MODEL_KEY_FILE", str(tmp_path / "model_key"))
    model = tmp_path / "ours.tar.gz"
    model.write_bytes(b"trained")
    record(model)
    check(model)
    model.write_bytes(b"Trained")
    with pytest.raises(ModelRefused, match="was changed"):
        check(model)


def test_the_engine_stops_within_seconds_when_told(tmp_path: Path) -> None:
    """SIGTERM ends it cleanly."""
    from engine.models import model_in_use

    if not model_in_use(ROOT / "models").is_file():
        pytest.skip("no model for the present data: run `make train` first")
    running = start_engine(tmp_path)
    started = time.monotonic()
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=10) == 0
    assert time.monotonic() - started < 6
