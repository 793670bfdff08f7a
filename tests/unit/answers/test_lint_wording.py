"""Safety texts: help is named early, nothing is waited for, nobody is promised."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontdesk.answers import Problem, lint

FILE = """version: "3.1"
responses:
  utter_red_flag/chest_pain_heart:
  - text: "%s"
    metadata:
      title: "Chest pain"
      reviewer: "Frontdesk content review"
      reviewed_on: "2026-11-21"
      review_due: "2027-05-20"
  - text: "Call 911 now."
    channel: sms
"""


def _saying(folder: Path, text: str) -> list[Problem]:
    file = folder / "red_flag.yml"
    file.write_text(FILE % text, encoding="utf-8")
    return lint([file], {"clinic_phone": "312-555-0100"}, whole=False)


@pytest.mark.parametrize(
    "text",
    ["Call 911 now. Do not drive yourself.", "Call or text 988 now.",
     "This should be checked today. Please go to an ER."],
)
def test_a_text_that_names_help_first_is_sound(tmp_path: Path, text: str) -> None:
    """The ambulance, the crisis line or the emergency room."""
    assert _saying(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Please rest and drink some water.", "names no help"),
        ("We are sorry to hear of this. " * 7 + "Call 911.", "names no help"),
        ("Call 911 now. Our staff will call you.", "staff will call"),
        ("Call 911 now. A nurse will reply soon.", "nurse will reply"),
        ("Llame al 911. Le llamaremos pronto.", "Le llamaremos"),
        ("Call 911 now, or call {clinic_phone}.", "waits for clinic_phone"),
    ],
)
def test_a_text_that_delays_help_is_caught(tmp_path: Path, text: str, said: str) -> None:
    """Late help, a promise that nobody can keep yet, a value that may not be there."""
    [problem] = _saying(tmp_path, text)
    assert (problem.rule, problem.line) == ("safety", 4)
    assert said in problem.message


def test_a_safety_text_is_easy_to_read_too(tmp_path: Path) -> None:
    """Its claims are the medical director's; its grade is not."""
    hard = "Call 911 immediately, notifying emergency personnel of considerable deterioration."
    assert {p.rule for p in _saying(tmp_path, hard)} == {"grade"}
