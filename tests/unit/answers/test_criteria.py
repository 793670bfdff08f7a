"""How answers about the general criteria are read, and what is said at the end."""

from __future__ import annotations

import pytest

from frontdesk.answers.criteria import UNSAID, load_criteria
from frontdesk.answers.lint_rules import load_rules
from frontdesk.house import House

SAID = {
    "candidacy_imaging": {
        "yes i had one last month": "recent",
        "march 2026": "recent",
        "got one about 3 years ago": "older",
        "its an old one from 2019, like 7 years": "older",
        "no": "none",
        "nope never had one": "none",
        "i haven't had an mri": "none",
        "only an x-ray": "none",
        "not sure": "unsure",
        "i dont know if it was an mri": "unsure",
        "yes": "undated",
        "i have one": "undated",
        "purple": None,
    },
    "candidacy_finding": {
        "they said herniated disc at L4-L5": "disc",
        "DDD": "disc",
        "facet joints": "facet",
        "it's been since my fusion": "procedure",
        "no not yet": "unknown",
        "nobody told me": "unknown",
        "spinal stenosis": "other",
        "purple": None,
    },
    "candidacy_tried": {
        "pt and ibuprofen": "care",
        "chiropractor, massage, everything": "care",
        "two epidurals": "shots",
        "had a fusion in 2018": "surgery",
        "no surgery, just therapy": "care",
        "never had surgery but I had injections": "shots",
        "nothing": "nothing",
        "not yet": "nothing",
        "nothing but advil": "care",
        "purple": None,
    },
    "candidacy_duration": {
        "2 weeks": "weeks",
        "a couple of months": "weeks",
        "6 months": "months",
        "half a year": "months",
        "almost a year": "months",
        "10 years": "years",
        "18 months": "years",
        "since 2015": "years",
        "a long time": "years",
        "purple": None,
    },
    "candidacy_exclusions": {
        "none of these": "none",
        "no": "none",
        "nope": "none",
        "not that i know of": "none",
        "no cancer no infection": "none",
        "bone on bone": "some",
        "yes": "some",
        "no infection but a fracture": "some",
        "not sure": "unsure",
        "maybe the second": "unsure",
        "purple": None,
    },
}


@pytest.mark.parametrize(
    ("slot", "text", "value"),
    [(slot, text, value) for slot, said in SAID.items() for text, value in said.items()],
)
def test_an_answer_in_free_words_is_read(slot: str, text: str, value: str | None) -> None:
    """The way people write it; what nobody can read is asked again."""
    assert load_criteria().by_slot[slot].read(text) == value


@pytest.mark.parametrize("text", ["skip", "I don't know", "dont know", "rather not say", "Pass."])
def test_a_question_that_has_no_not_sure_is_passed_over(text: str) -> None:
    """Nobody is asked twice what they do not know."""
    assert load_criteria().read("candidacy_tried", text) == UNSAID


def test_every_button_carries_a_value_that_staff_can_read(house: House) -> None:
    """Buttons, phrases and the summary speak of the same values."""
    for question in load_criteria().questions:
        entry = house.catalogue[f"utter_ask_{question.slot}"]
        payloads = [b.payload for w in entry.wordings for b in w.buttons]
        carried = {p.split('": "')[1].rstrip('"}') for p in payloads}
        assert carried <= set(question.said) and set(question.values) == set(question.said)


def test_the_general_statements_exist_and_are_linted(house: House) -> None:
    """What is said at the end is approved wording."""
    said = {c.response for c in load_criteria().closing}
    assert said <= set(house.catalogue) & set(load_rules().dialogue)


def test_the_end_says_what_the_criteria_say_about_these_answers() -> None:
    """No MRI and nothing tried: both general rules are told, and no verdict."""
    answers = {"candidacy_imaging": "none", "candidacy_tried": "nothing"}
    assert load_criteria().closing_for(answers) == (
        "utter_candidacy_mri_first", "utter_candidacy_care_first",
    )
    assert load_criteria().closing_for({"candidacy_imaging": "recent"}) == ()


def test_staff_read_a_line_for_each_answer() -> None:
    """In words, also for what was passed over."""
    answers = {"candidacy_imaging": "older", "candidacy_duration": "unsaid"}
    assert load_criteria().summary(answers) == ("MRI: an older one", "How long: not said")
