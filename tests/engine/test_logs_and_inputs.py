"""What is logged, and what makes a new model necessary."""

from __future__ import annotations

import io
import logging
import shutil
from pathlib import Path

import pytest
from conftest import ROOT

from engine.log_filter import WordlessFormatter
from engine.training_inputs import training_hash

CANARY = "zanzibarcanary"


def _logged(name: str, message: str, error: bool = False) -> str:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(WordlessFormatter())
    logger = logging.getLogger(name)
    logger.addHandler(handler)
    try:
        if error:
            try:
                raise ValueError(CANARY)
            except ValueError:
                logger.exception(message)
        else:
            logger.error(message)
    finally:
        logger.removeHandler(handler)
    return out.getvalue()


@pytest.mark.parametrize("name", ["rasa.core.processor", "sanic.error", "asyncio", "py.warnings"])
def test_foreign_loggers_say_where_and_not_what(name: str) -> None:
    """Rasa and Sanic write patients' words into their lines."""
    line = _logged(name, f"could not parse '{CANARY}'")
    assert CANARY not in line
    assert name in line


def test_an_error_is_told_by_its_kind_and_place_only() -> None:
    """Its message may quote a person, whoever logs it."""
    line = _logged("engine.channel", "a turn failed", error=True)
    assert "ValueError" in line and "a turn failed" in line
    assert CANARY not in line


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The training inputs in a folder of their own."""
    for name in ("config.yml", "domain.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path


def test_another_wording_trains_nothing(copy: Path) -> None:
    """Only keys of responses matter to a model."""
    before = training_hash(copy)
    path = next((copy / "data" / "responses").glob("talking.yml"))
    path.write_text(path.read_text().replace(" ", "  ", 0) + "# a remark\n")
    assert training_hash(copy) == before


def test_another_example_trains_a_new_model(copy: Path) -> None:
    """So does a rule or a line of the domain."""
    before = training_hash(copy)
    path = next((copy / "data" / "nlu").glob("mri.yml"))
    path.write_text(path.read_text() + "    - one more example\n")
    assert training_hash(copy) != before
