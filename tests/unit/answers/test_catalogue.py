"""The files of answers are read whole, or refused with the place of what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontdesk.answers import Catalogue, load_catalogue
from frontdesk.answers.lint_rules import load_rules
from frontdesk.settings import ROOT
from frontdesk.yaml_file import FileError

GOOD = """version: "3.1"
responses:
  utter_no_answer:
  - text: |-
      I do not know that here.
    metadata: {title: "No answer", reviewed_on: "2026-01-05", review_due: "2026-07-05"}
  - text: "I do not know that here."
    channel: sms
"""


def _written(folder: Path, text: str = GOOD, name: str = "talking.yml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def _refusal(folder: Path) -> FileError:
    with pytest.raises(FileError) as refused:
        load_catalogue(folder)
    return refused.value


def test_a_good_folder_is_read_whole(tmp_path: Path) -> None:
    """Each key has its wordings, its file, its line and the lines of its texts."""
    entry = load_catalogue(_written(tmp_path))["utter_no_answer"]
    assert [w.channel for w in entry.wordings] == [None, "sms"]
    assert (entry.file, entry.line, entry.text_lines) == (tmp_path / "talking.yml", 3, (5, 7))


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ("    channel: sms", "    chanel: sms", 8, "responses.utter_no_answer.1.chanel"),
        ("    channel: sms", "    channel: fax", 8, "responses.utter_no_answer.1.channel"),
        ('"2026-07-05"', '"2026-13-05"', 6, "review_due"),
        ('"2026-07-05"', "2026-07-05", 6, "review_due"),
        ("  utter_no_answer:", "  utter_no_answer: []\n  utter_other:", 3, "utter_no_answer"),
        ("responses:", "author: me\nresponses:", 2, "author"),
        ("know that", "know {That", 5, "text"),
    ],
    ids=["unknown key", "unknown channel", "no such day", "date without quotes", "no wording",
         "unknown part", "loose brace"],
)
def test_a_mistake_is_named_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, line: int, key: str
) -> None:
    """Whoever wrote it can go straight to the place."""
    error = _refusal(_written(tmp_path, GOOD.replace(old, new, 1)))
    assert error.file == tmp_path / "talking.yml" and key in error.key
    # The text of a block stands below its key.
    assert error.line in (line, line - 1 if key == "text" else line)
    assert str(error).startswith(f"{error.file}:{error.line}: ")


def test_broken_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    """A bracket that is left open does not end in a traceback of a parser."""
    error = _refusal(_written(tmp_path, GOOD.replace('"No answer"', '"No answer', 1)))
    assert error.file.name == "talking.yml" and error.line >= 6


def test_a_key_that_stands_twice_in_one_file_is_refused(tmp_path: Path) -> None:
    """YAML would silently keep the later wording."""
    again = GOOD + '  utter_no_answer:\n  - text: "Another."\n'
    error = _refusal(_written(tmp_path, again))
    assert (error.line, error.key) == (9, "utter_no_answer")


def test_a_key_that_stands_in_two_files_is_refused(tmp_path: Path) -> None:
    """Rasa would silently keep the wording of the later file."""
    _written(tmp_path)
    error = _refusal(_written(tmp_path, GOOD, "zebra.yml"))
    assert (error.file.name, error.line, error.key) == ("zebra.yml", 3, "utter_no_answer")
    assert "talking.yml" in error.why


def test_a_folder_without_a_last_word_is_refused(tmp_path: Path) -> None:
    """There is always something to say, even where no value is known."""
    error = _refusal(_written(tmp_path, GOOD.replace("know that", "know {clinic_name}")))
    assert error.key == "utter_no_answer" and "placeholder" in error.why


@pytest.mark.parametrize("payload", ["faq/prp", "/faq/prp/more", "/Faq", '/inform{"a": }', "//prp"])
def test_a_payload_nobody_could_read_is_refused(tmp_path: Path, payload: str) -> None:
    """A button leads to a question, an intent, or an intent with its details."""
    button = f"    buttons: [{{title: Go, payload: '{payload}'}}]\n    channel: sms"
    error = _refusal(_written(tmp_path, GOOD.replace("    channel: sms", button)))
    assert error.line == 8 and "payload" in error.key


def test_the_hash_follows_the_wording_and_not_the_review(tmp_path: Path) -> None:
    """A clinic's review holds for the words it read: a comma ends it, a new date does not."""
    before = load_catalogue(_written(tmp_path))["utter_no_answer"].hash
    redated = load_catalogue(_written(tmp_path, GOOD.replace("2026-07-05", "2027-01-05")))
    reworded = load_catalogue(_written(tmp_path, GOOD.replace("know that here", "know that", 1)))
    assert redated["utter_no_answer"].hash == before
    assert reworded["utter_no_answer"].hash != before


def test_the_shipped_answers_are_read() -> None:
    """All topics, each key once."""
    catalogue = load_catalogue(ROOT / "data" / "responses")
    assert isinstance(catalogue, Catalogue)
    assert sum(e.is_answer for e in catalogue.values()) == 52


def test_what_the_dialogue_says_has_a_spanish_draft() -> None:
    """Whoever is answered in Spanish meets no English line between two Spanish ones."""
    catalogue = load_catalogue(ROOT / "data" / "responses")
    asked = [k for k in catalogue if k.startswith("utter_ask_candidacy")]
    for key in (*load_rules().dialogue, *asked):
        for channel in ("web", "sms"):
            drafts = list(catalogue[key].on(channel, "es"))
            assert drafts, f"{key} on {channel}"
            assert all(w.metadata.translation for w in drafts)
