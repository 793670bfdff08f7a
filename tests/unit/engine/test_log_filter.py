"""No word of a message in the log, whoever logs it."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from engine.log_filter import WordlessFormatter

CANARY = "zanzibarcanary"
ROOT = Path(__file__).resolve().parents[3]
#: Logs in every way that Rasa, Sanic, asyncio and warnings do.
SCRIPT = f"""
import asyncio, logging, sys, warnings
import structlog
early = logging.getLogger("rasa.core.processor")
early.addHandler(logging.StreamHandler()); early.propagate = False
from engine.log_filter import install
install(getattr(logging, sys.argv[1]))
words = "{CANARY}"

def fail():
    try:
        raise KeyError(words)
    except KeyError as error:
        raise ValueError("cannot read " + words) from error

for name in ("rasa.core.processor", "rasa_sdk", "sanic.error", "aiohttp.client", ""):
    log = logging.getLogger(name)
    for level in ("debug", "info", "warning", "error", "critical"):
        getattr(log, level)("plain %s", words)
        getattr(log, level)(words)
        getattr(log, level)("%(text)s", {{"text": words}}, extra={{"text": words}})
    log.error("stack", stack_info=True)
    try:
        fail()
    except ValueError as error:
        log.exception("failed: %s", error)
        log.error(error, exc_info=True)
        log.warning("failed", exc_info=error)
log = structlog.get_logger()
for level in ("debug", "info", "warning", "error", "critical"):
    getattr(log, level)("event " + words, text=words)
try:
    fail()
except ValueError:
    log.exception(words, text=words)
    logging.getLogger("engine.channel").exception("a turn failed")
warnings.warn("warned of " + words)
warnings.warn(words, FutureWarning)

async def forgotten():
    asyncio.ensure_future(asyncio.wait_for(broken(), 1))
    await asyncio.sleep(0.01)

async def broken():
    fail()

asyncio.run(forgotten(), debug=True)
logging.getLogger("engine.serve").warning("the end")
"""


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING"])
def test_a_canary_never_comes_out(level: str) -> None:
    """In arguments, extras, exceptions and their causes, warnings, and tasks nobody awaits."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, level],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    out = done.stdout + done.stderr
    assert done.returncode == 0, out.replace(CANARY, "")
    assert CANARY not in out
    assert "ERROR rasa.core.processor" in out
    assert "ERROR asyncio" in out
    assert "the end" in out
    assert "ERROR engine.channel" in out and "a turn failed [ValueError at" in out


def _line(name: str, message: str, error: Exception | None = None) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.ERROR, "/a/file.py", 7, message, None, info)
    return WordlessFormatter().format(record)


def test_a_foreign_line_tells_level_logger_place_and_kind_of_error() -> None:
    """Enough to find the code."""
    line = _line("rasa.core.processor", CANARY, ValueError(CANARY))
    assert line.startswith("ERROR rasa.core.processor file.py:7 (words withheld) [ValueError at")


def test_our_own_line_is_whole() -> None:
    """It holds ids and counts only."""
    assert "ready with model x" in _line("engine.serve", "ready with model x")


@pytest.mark.parametrize("name", ["engineering", "rasa.engine", "root", "engines.x"])
def test_a_logger_that_only_sounds_like_ours_is_foreign(name: str) -> None:
    """Rasa has an `engine` package of its own."""
    assert CANARY not in _line(name, CANARY)
