"""The approved wordings, and which of them is sent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import textstat
from ruamel.yaml import YAML

from frontdesk.safety import TIER_OF, Assertion, Finding, text_for

FILE = Path(__file__).parents[3] / "data" / "responses" / "red_flag.yml"
GSM7 = set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
           "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
RESPONSES = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))["responses"]
PROMISE = re.compile(r"will call you|told our staff|\{ALERT\}|\{WHEN\}", re.I)


def finding(category: str, rule: str = "x", who: str = "self") -> Finding:
    """A finding with a category."""
    return Finding(category, TIER_OF[category], rule, (), Assertion(experiencer=who))


def entries(key: str, language: str = "en") -> list[dict]:
    """The variants of one response in one language."""
    return [e for e in RESPONSES[key]
            if (e.get("metadata") or {}).get("language", "en") == language]


@pytest.mark.parametrize("category", [c for c, t in TIER_OF.items() if t != "priority_callback"])
def test_every_category_has_wording_for_web_and_sms_in_both_languages(category) -> None:
    """Nobody is left without words."""
    for language in ("en", "es"):
        channels = {e.get("channel") for e in entries(f"utter_red_flag/{category}", language)}
        assert channels == {None, "sms"}


@pytest.mark.parametrize("key", sorted(RESPONSES))
def test_an_sms_fits_two_parts_and_reads_at_grade_six(key) -> None:
    """GSM-7, at most 306 characters."""
    for entry in RESPONSES[key]:
        text = entry["text"].replace("{when}", "by 10 am on Monday")
        if entry.get("channel") == "sms":
            assert len(text) <= 306
            assert set(text) <= GSM7
    for entry in entries(key):
        assert textstat.flesch_kincaid_grade(entry["text"]) <= 6


@pytest.mark.parametrize("key", [k for k in RESPONSES if k.startswith("utter_red_flag/")])
def test_the_first_text_promises_no_person(key) -> None:
    """Who was reached is told in a second line, once it is true."""
    assert not any(PROMISE.search(e["text"]) for e in RESPONSES[key])


def test_the_highest_tier_speaks_then_the_order_of_the_taxonomy() -> None:
    """Breathing before chest, emergency before urgent."""
    found = (finding("dvt_signs"), finding("chest_pain_heart"), finding("breathing_trouble_or_pe"))
    assert text_for(found).keys == ("utter_red_flag/breathing_trouble_or_pe",)


def test_after_an_overdose_the_crisis_text_follows() -> None:
    """The one exception: two texts."""
    found = (finding("suicide_self_harm"), finding("overdose_or_poisoning"))
    assert text_for(found).keys == (
        "utter_red_flag/overdose_or_poisoning", "utter_red_flag/suicide_self_harm")


def test_family_gets_the_family_wording() -> None:
    """Thank you for speaking up for them."""
    found = (finding("suicide_self_harm", who="other_now"),)
    assert text_for(found).keys == ("utter_red_flag/suicide_self_harm_family",)


def test_an_exasperated_word_gets_one_soft_question() -> None:
    """Staff decide; a yes is crisis."""
    choice = text_for((finding("suicide_self_harm", "suicide.exasperation"),))
    assert choice.keys == ("utter_red_flag/suicide_self_harm_check_in",)
    assert choice.asks == "ambiguous_distress"


def test_nothing_is_sent_to_a_phone_that_is_watched() -> None:
    """Do not text back."""
    assert text_for((finding("abuse_or_unsafe_home"),), do_not_reply=True).keys == ()


@pytest.mark.parametrize("findings", [(), (finding("chest_pain_heart"),)])
def test_every_text_chosen_exists(findings) -> None:
    """A key that no file holds would be silence."""
    assert set(text_for(findings).keys) <= set(RESPONSES)
