"""What stands around the texts of a response, whether it answers a question or not."""

from __future__ import annotations

from pathlib import Path

from frontdesk.answers import Problem, lint

FILE = """version: "3.1"
responses:
  utter_hello:
  - text: "This is {clinic_name}. What can I do for you?"
    metadata:
      title: "Hello"
      reviewer: "Frontdesk content review"
      reviewed_on: "2026-11-21"
      review_due: "2027-05-20"
  - text: "Hi {name}. What can I do for you?"
    channel: sms
"""


def _changed(folder: Path, old: str = "", new: str = "") -> list[Problem]:
    file = folder / "talking.yml"
    assert old in FILE
    file.write_text(FILE.replace(old, new, 1), encoding="utf-8")
    return lint([file], {"clinic_name": "Test Clinic", "clinic_address": None}, whole=False)


def test_what_the_reply_brings_needs_no_other_wording(tmp_path: Path) -> None:
    """A name is there when it is greeted."""
    assert _changed(tmp_path) == []


def test_a_clinic_without_an_address_still_has_something_to_say(tmp_path: Path) -> None:
    """Otherwise a booked visit would be answered with "I do not have an answer"."""
    [problem] = _changed(tmp_path, "{name}", "{clinic_address}")
    assert (problem.rule, problem.line, problem.key) == ("without", 3, "utter_hello")
    assert "sms" in problem.message and "clinic_address" in problem.message


def test_a_language_is_spoken_on_both_channels(tmp_path: Path) -> None:
    """A Spanish wording for the web alone would be texted in English."""
    spanish = '  - text: "Hola."\n    metadata: {language: es, translation: draft}\n'
    [problem] = _changed(tmp_path, "  - text: \"Hi {name}. What can I do for you?\"",
                         spanish + "  - text: \"Hi {name}. What can I do for you?\"")
    assert (problem.rule, problem.message) == ("channels", "no wording on sms (es)")


def test_an_answer_to_no_question_is_caught(tmp_path: Path) -> None:
    """A slip in the key would leave the question unanswered and its answer unused."""
    found = _changed(tmp_path, "utter_hello", "utter_faq/mri_requird")
    assert ("question", 3) in {(p.rule, p.line) for p in found}


def test_a_title_is_asked_of_every_response(tmp_path: Path) -> None:
    """People see it in "Did you mean" and in the console."""
    assert [p.rule for p in _changed(tmp_path, '      title: "Hello"\n')] == ["title"]
