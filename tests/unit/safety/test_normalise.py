"""Words of a message as the rules know them."""

from __future__ import annotations

import pytest

from frontdesk.safety.normalise import words_of


@pytest.mark.parametrize(("text", "norm"), [
    ("I can’t pee", "i cant pee"), ("cannot PEE", "i cant pee"[2:]), ("can not pee", "cant pee"),
    ("ca\u200bnt pee", "cant pee"), ("im numb", "i am numb"), ("nubness", "numbness"),
    ("fevver", "fever"), ("paaaain", "pain"),
    ("36wks", "36 weeks"), ("b4 surgery", "before surgery"),
    ("niño", "nino"), ("🚑", "call ambulance"), ("two legs", "2 legs")])
def test_many_spellings_become_one_word(rules, text, norm) -> None:
    """Shorthand, slips, marks, accents, emoji."""
    assert " ".join(words_of(text, rules.spelling).norm) == norm


def test_a_word_keeps_the_place_where_it_was_written(rules) -> None:
    """Evidence is shown as written."""
    text = "Um, I  can’t   pee!"
    words = words_of(text, rules.spelling)
    cannot = words.norm.index("cant")
    assert text[words.tokens[cannot].start: words.tokens[cannot].end] == "can’t"


def test_an_ordinary_word_is_not_corrected_into_a_sign(rules) -> None:
    """"weekend" is not "weakened"."""
    assert words_of("weekend", rules.spelling).norm == ("weekend",)
