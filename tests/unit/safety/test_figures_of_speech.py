"""Curses, slang and figures of speech ring no alarm, and none hides a danger beside it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from frontdesk.safety import TIERS

SHEET = Path(__file__).parents[2] / "nlu" / "red_flags_4.tsv"
HIGH = TIERS[:2]


@pytest.fixture(scope="module")
def heard(look) -> list[tuple[dict[str, str], list[str]]]:
    """Every line of the sheet with the tiers it raised."""
    with SHEET.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(line, [f.tier for f in look(line["text"]).findings]) for line in lines]


def test_every_danger_told_in_slang_or_beside_an_idiom_is_raised(heard) -> None:
    """Recall may never fall: not one of them is missed, nor put below its urgency."""
    missed = [line["text"] for line, tiers in heard if line["label"] != "none" and not tiers]
    low = [line["text"] for line, tiers in heard
           if line["tier"] in HIGH and tiers and not set(tiers) & set(HIGH)]
    assert not missed
    assert not low


def test_figures_of_speech_seldom_ring_an_alarm(heard) -> None:
    """At most one in twenty at emergency and crisis, at most eight in a hundred at all."""
    harmless = [tiers for line, tiers in heard if line["label"] == "none"]
    high = sum(bool(set(tiers) & set(HIGH)) for tiers in harmless)
    assert high <= 0.05 * len(harmless)
    assert sum(map(bool, harmless)) <= 0.08 * len(harmless)


@pytest.mark.parametrize("text", [
    "cut the crap and give me the price", "are there two charges or am i seeing double charges",
    "do you see 2", "i cant stand another phone tree", "cant get up there by 8"])
def test_a_word_of_danger_in_a_figure_of_speech_is_left(look, text) -> None:
    """Nobody is paged for a curse at the hold music."""
    assert not look(text).findings
