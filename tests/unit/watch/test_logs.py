"""Log lines of the desk: events and ids; of a fault its kind and its way, never its words."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from frontdesk.settings import ROOT

CANARY = "zanzibarcanary"
SCRIPT = f"""
import asyncio, logging, sys, threading
import structlog
from sqlalchemy.exc import IntegrityError
from frontdesk.correlation import carried, correlated
from frontdesk.run.log import configure_logs, died
configure_logs("server")
sys.excepthook = died
log = structlog.get_logger()

def fail():
    try:
        raise KeyError("{CANARY}")
    except KeyError as error:
        raise IntegrityError("INSERT {CANARY}", {{"text": "{CANARY}"}}, error) from error

for how in (lambda e: log.critical("door.fault", exc_info=e),
            lambda e: log.exception("door.fault"),
            lambda e: log.error("door.fault", exc_info=True),
            lambda e: logging.getLogger("sanic.error").exception("at %s: %s", "{CANARY}", e),
            lambda e: logging.getLogger("engineio.server").error("{CANARY}", exc_info=e),
            lambda e: logging.getLogger("asyncio").error("{CANARY}")):
    try:
        fail()
    except IntegrityError as error:
        how(error)

async def forgotten():
    asyncio.ensure_future(asyncio.to_thread(fail))
    await asyncio.sleep(0.05)

with correlated("msg-0123456789abcdef"):
    log.info("door.taken_in")
    asyncio.run(forgotten())
fail()
"""


@pytest.fixture(scope="module")
def told() -> list[dict]:
    """What a process logs in which much goes wrong."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert CANARY not in done.stderr + done.stdout
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_no_word_of_a_fault_is_logged_whoever_logs_it(told: list[dict]) -> None:
    """Ours, the libraries', and what ends the process: each a line with kind and way."""
    faults = [row for row in told if row.get("fault")]
    assert len(faults) >= 7 and {row["fault"] for row in faults} == {"IntegrityError"}
    assert all(row["at"][0].startswith("<string>:") for row in faults)
    assert told[-1]["event"] == "process.died" and told[-1]["level"] == "critical"


def test_a_line_of_a_library_tells_who_said_it_and_where(told: list[dict]) -> None:
    """Without what it said."""
    said = [row for row in told if row["event"] == "library.said"]
    assert {"sanic.error", "engineio.server", "asyncio"} <= {row["logger"] for row in said}
    assert all(row["line"] and row["timestamp"] for row in said)


def test_a_line_tells_to_which_message_it_belongs(told: list[dict]) -> None:
    """And which process wrote it."""
    taken = next(row for row in told if row["event"] == "door.taken_in")
    assert (taken["correlation"], taken["process"]) == ("msg-0123456789abcdef", "server")
