"""The command line: one JSON object a line, in and out."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from frontdesk.settings import ROOT, Settings
from tests.running import RunningHouse


def _lines(*rows: dict) -> str:
    return "".join(json.dumps(r) + "\n" for r in rows)


def test_flag_gives_each_line_back_with_its_findings(running: RunningHouse) -> None:
    """Category, tier and evidence, for one text and for texts that follow each other."""
    rows = running.command(
        "flag",
        stdin=_lines(
            {"text": "cant feel when i wipe", "n": 1},
            {"text": "how many sessions", "n": 2},
            {"texts": ["back worse today", "also 101 fever"], "n": 3},
        ),
    )
    assert [r["n"] for r in rows] == [1, 2, 3]
    first = rows[0]["findings"][0]
    assert (first["category"], first["tier"]) == ("cauda_equina_signs", "emergency_911_now")
    evidence = first["evidence"][0]
    assert "cant feel when i wipe"[evidence["start"] : evidence["end"]] == evidence["text"]
    assert rows[1]["findings"] == []
    assert rows[2]["findings"][0]["category"] == "spinal_infection_suspected"


def test_parse_tells_what_a_text_asks_without_a_server(running: RunningHouse) -> None:
    """By the catalogue's names; red_flag where safety fires; null for gibberish."""
    rows = running.command(
        "parse",
        stdin=_lines(
            {"text": "do i need an mri first"},
            {"text": "i want to book an appointment"},
            {"text": "cant feel when i wipe"},
            {"text": "asdfgh jklqwr zxcvbn"},
        ),
    )
    assert [r["intent"] for r in rows] == [
        "faq/mri_required",
        "book_consultation",
        "red_flag",
        None,
    ]
    assert rows[0]["answer"] == "utter_faq/mri_required" and rows[0]["confidence"] > 0.5
    assert set(rows[0]) >= {
        "text",
        "language",
        "intent",
        "confidence",
        "answer",
        "choices",
        "intents",
    }


def test_staff_are_added_with_a_one_time_password(running: RunningHouse) -> None:
    """Once; the second time says that the address is taken."""
    added = running.command("staff", "add", "Nurse@Lakeshore.example", "--role", "clinician")
    assert added[0]["email"] == "nurse@lakeshore.example" and added[0]["one_time_password"]
    again = running.command("staff", "add", "nurse@lakeshore.example", "--role", "clinician")
    assert "error" in again[0]


def test_every_setting_is_listed_with_its_meaning(running: RunningHouse) -> None:
    """None is missing, secrets are named and not shown."""
    rows = running.command("settings")
    names = {r["setting"] for r in rows}
    assert {n.upper() for n in Settings.model_fields} <= names and "SESSION_SECRET" in names
    assert all(r.get("what") for r in rows)
    assert not any("value" in r for r in rows if r.get("secret"))


@pytest.mark.parametrize("line", ["not json", "[]", '{"texts": []}', '{"text": 7}'])
def test_a_bad_line_is_named_and_nothing_else_breaks(running: RunningHouse, line: str) -> None:
    """One sentence, a status of 1, no traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "frontdesk", "flag"],
        cwd=ROOT,
        env=running.env,
        input=line,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert done.stderr.startswith("frontdesk: ")


def test_a_conversation_that_does_not_exist_is_said_to_be_none(running: RunningHouse) -> None:
    """Not a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "frontdesk", "transcript", "web-nobody"],
        cwd=ROOT,
        env=running.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and "there is no conversation" in done.stderr
