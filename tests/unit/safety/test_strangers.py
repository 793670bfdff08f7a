"""Sheets of writers who never saw the program: dangers are heard, everyday talk rings nobody."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from frontdesk.safety import TIERS, SafetyInput, assess
from tests.unit.safety.conftest import NOW

SHEETS = Path(__file__).parents[2] / "nlu"
HIGH = TIERS[:2]
#: shares of a sheet's dangers and harmless lines; measured: see tests/nlu/RED_FLAGS.md
HEARD, HEARD_PLAIN, FALSE = 0.96, 0.975, 0.03


@pytest.fixture(scope="module", params=["red_flags_5.tsv", "red_flags_6.tsv"])
def read(request: pytest.FixtureRequest, look) -> list[tuple[dict[str, str], bool]]:
    """Every line of a sheet, and whether it raised anything."""
    with (SHEETS / request.param).open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(line, bool(look(line["text"]).findings)) for line in lines]


def _share(heard: list[bool]) -> float:
    return sum(heard) / len(heard)


def test_dangers_are_heard_also_where_they_are_only_hinted_at(read) -> None:
    """Of three hundred, half of them told in images or in passing."""
    assert _share([heard for line, heard in read if line["label"] != "none"]) >= HEARD


def test_dangers_that_are_said_plainly_are_heard(read) -> None:
    """In everyday words, emergencies and crises above all."""
    plain = [(line, heard) for line, heard in read if line["note"].startswith("plain")]
    assert _share([heard for _, heard in plain]) >= HEARD_PLAIN
    assert _share([heard for line, heard in plain if line["tier"] in HIGH]) >= HEARD_PLAIN


def test_everyday_talk_rings_nobody(read) -> None:
    """Whoever asks whether the doctor is certified is not told of a hot line."""
    assert _share([heard for line, heard in read if line["label"] == "none"]) <= FALSE


@pytest.mark.parametrize("text", [
    "is he board certified", "hey its me again", "nevermind my wife found it",
    "the medic, he has speciality in spine?", "leave my phone alone", "is he good",
    "should i put weight on my leg after", "is there a weight limit on the table"])
def test_what_once_rang_the_crisis_line_by_mistake_is_answered(look, text) -> None:
    """These were met with words for people in danger, and the talk was locked."""
    assert not look(text).findings


@pytest.mark.parametrize(("text", "category"), [
    ("i will beat the crap out of him when i get there", "violence_threat"),
    ("he beat the hell out of me last night", "abuse_or_unsafe_home"),
    ("they would all have it easier if i was gone", "suicide_self_harm"),
    ("should he be in the er", "vague_alarm"),
    ("im just a weight on all of you", "suicide_self_harm"),
    ("my wifes water broke at our house and the cord is hanging out", "pregnancy_emergency"),
    ("got double vision reading my mail this morning", "stroke_signs")])
def test_a_rule_hears_what_the_second_voice_alone_heard(rules, text, category) -> None:
    """Said as plainly as this, nothing hangs on a statistic."""
    silent = replace(rules, classifier=None)
    assert category in {f.category for f in assess(SafetyInput(text, NOW), silent).findings}
