"""Words for the texting programme, and words that only sound like it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from frontdesk.channels.sms.keywords import keywords, number_in
from frontdesk.settings import ROOT

_SHEET = Path(__file__).parents[3] / "fixtures" / "sms" / "stops.tsv"


def _lines(wanted: str) -> list[str]:
    """The texts of the sheet that are a stop, or are none."""
    rows = (r.split("\t", 1) for r in _SHEET.read_text(encoding="utf-8").splitlines()[1:])
    return [text for what, text in rows if what == wanted]


@pytest.mark.parametrize("text", _lines("stop"))
def test_a_stop_is_a_stop_in_any_reasonable_wording(text: str) -> None:
    """English and Spanish, alone or in a sentence, with slips of the thumb."""
    assert keywords().in_text(text) == "stop"


@pytest.mark.parametrize("text", _lines("not"))
def test_what_only_sounds_like_a_stop_is_none(text: str) -> None:
    """Distress, medicine, a visit: nobody is cut off by mistake."""
    assert keywords().in_text(text) != "stop"


def test_of_what_patients_ask_for_nothing_ends_their_texts() -> None:
    """A fourth of all examples the engine learns from, those of a stop left out."""
    asked = [
        (entry["intent"], line.strip().removeprefix("- "))
        for path in sorted((ROOT / "data" / "nlu").glob("*.yml"))
        for entry in yaml.load(path.read_text(), Loader=yaml.CSafeLoader)["nlu"]
        if "intent" in entry
        for line in entry["examples"].splitlines()[::4]
    ]
    stops = [t for intent, t in asked if intent != "opt_out" and keywords().in_text(t) == "stop"]
    assert len(asked) > 4000 and set(stops) <= {"get lost"}


@pytest.mark.parametrize(
    ("text", "stop"),
    [
        ("stop texting me, I can't pee", True),
        ("unsubscribe me. i want to die", True),
        ("no more, please, just stop", False),
        ("leave me alone i want to die", False),
        ("stop", False),
    ],
)
def test_in_an_alarm_only_a_stop_beyond_doubt_counts(text: str, stop: bool) -> None:
    """Who is in distress must not be cut off by a word that may mean the pain."""
    assert (keywords().in_text(text, alarming=True) == "stop") is stop


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("HELP", "help"),
        ("info", "help"),
        ("how do I stop these texts", "help"),
        ("help me understand insurance", None),
        ("START", "start"),
        ("start over", None),
        ("i unsubscribed by mistake", "start"),
        ("didn't mean to say stop", "start"),
        ("sign me up for a consult", None),
        ("how do i cancel", None),
        ("you can text me again", "start"),
        ("MORE", "more"),
        ("más", "more"),
        ("tell me more about prp", None),
        ("wrong number", "wrong_number"),
        ("You have the wrong number", "wrong_number"),
        ("numero equivocado", "wrong_number"),
        ("there's no one here by that name", "wrong_number"),
        ("i gave you the wrong number", None),
        ("that's the wrong phone number, mine is 555-0112", None),
        ("wrong person, the appointment is for my mother", None),
        ("you sent my results to the wrong person", None),
        ("i'm not feeling well", None),
        ("who is this?", "who"),
        ("how did you get my number", "who"),
        ("who is the doctor", None),
        ("we share this phone", "shared"),
        ("this is my wife's phone", "shared"),
        ("yes", None),
    ],
)
def test_each_keyword_has_its_wordings(text: str, meant: str | None) -> None:
    """And a question for the clinic is none of them."""
    assert keywords().in_text(text) == meant


def test_yes_begins_again_only_for_somebody_who_stopped() -> None:
    """From anybody else it answers a question."""
    assert keywords().in_text("YES", stopped=True) == "start"
    assert keywords().in_text("YES", stopped=False) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("what does STOP do", "about_stop"),
        ("if i say stop will my appointment be cancelled", "about_stop"),
        ("have i been opted out", "about_stop"),
        ("revoke? what does that mean", "about_stop"),
        ("qué pasa si escribo stop", "about_stop"),
        ("Stop. What happens if I opt out?", "stop"),
        ("stop texting me. do i have to unsubscribe??", "stop"),
        ("what is the best way to stop my back pain", None),
        ("what does prp do to stop the pain", None),
    ],
)
def test_a_question_about_stopping_is_told_from_a_stop(text: str, meant: str | None) -> None:
    """Whoever stops first and asks then has stopped; a question about pain is neither."""
    assert keywords().in_text(text) == meant


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("dont contact my wife about this", True),
        ("my pharmacy wont stop texting me", True),
        ("do i have to unsubscribe", True),
        ("please stop this pain, the pain is bad", True),
        ("please quit texting me", False),
        ("do not text my phone", False),
        ("i would rather hear nothing from you", False),
    ],
)
def test_what_no_engine_may_take_for_a_stop_is_known(text: str, doubtful: bool) -> None:
    """Somebody else, another sender, a question, the pain."""
    assert keywords().no_stop(text) is doubtful


@pytest.mark.parametrize("text", ["no more", "Enough already!", "no más", "stop asking me that"])
def test_what_ends_a_talk_is_a_stop_only_after_a_text_nobody_asked_for(text: str) -> None:
    """To a reminder it can mean nothing else; after an answer it is a plain no."""
    assert keywords().in_text(text, unasked=True) == "stop"
    assert keywords().in_text(text) is None
    assert keywords().in_text(text, unasked=True, alarming=True) is None


@pytest.mark.parametrize(
    ("text", "picture"),
    [
        ("its my mri", True), ("here is my MRI report", True), ("Insurance card front", True),
        ("aquí está mi resonancia", True), ("x-ray from last week", True),
        ("its bleeding", False), ("do i need an mri", False), ("my back is red and hot", False),
        ("can you read my mri", False),
    ],
)
def test_what_a_picture_is_said_to_be_is_known(text: str, picture: bool) -> None:
    """And nothing that asks or tells more."""
    assert keywords().is_picture(text) is picture


@pytest.mark.parametrize(
    ("text", "number"),
    [("2", 2), (" 2. ", 2), ("#2", 2), ("option 2", 2), ("(2)", 2), ("2 pm", None), ("22nd", None)],
)
def test_a_number_counts_only_alone(text: str, number: int | None) -> None:
    """A time or a date is no choice."""
    assert number_in(text) == number


def test_the_second_look_at_an_unasked_text_is_left_out_only_where_it_finds_the_same() -> None:
    """Each text is looked at once, unless our own newest one could make it a stop."""
    known, differ = keywords(), 0
    for text in (*_lines("stop"), *_lines("not"), "no more", "ya no mas", "ok thanks"):
        for stopped in (False, True):
            once = known.in_text(text, stopped=stopped)
            twice = known.in_text(text, stopped=stopped, unasked=True)
            assert known.has_unasked(text) or once == twice, text
            differ += once != twice
    assert differ
