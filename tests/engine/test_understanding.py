"""The plain parts of understanding: no model is needed."""

from __future__ import annotations

import pytest

from engine.understanding.clauses import two_parts
from engine.understanding.decide import Reading, Thresholds, decide
from engine.understanding.details import reply_to_asked
from engine.understanding.findings import is_alarm
from engine.understanding.gibberish import is_gibberish
from engine.understanding.language import recognise
from engine.understanding.normalise import normalise

LIMITS = Thresholds(answer=0.5, margin=0.1, choice=0.05, choices=3, second=0.7, out_of_scope=0.5)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Wats ur addy??", "what is your address?"),
        ("can I get an appt 2moro pls", "can i get an appointment tomorrow please"),
        ("Does it hurt \U0001f62c\U0001f62c", "does it hurt"),
        ("\U0001f44d", "yes"),
        ("sooooo  long\u200b", "soo long"),
        ("I don\u2019t know", "i don't know"),
        ("my photo id", "my photo id"),
    ],
)
def test_shorthand_and_signs_are_made_readable(typed: str, read: str) -> None:
    """Long forms in the place of short ones, and no emoji beside words."""
    assert normalise(typed) == read


def test_spanish_is_not_read_as_english_shorthand() -> None:
    """`y` is a word of its own there."""
    assert normalise("cuanto cuesta y donde estan", "es") == "cuanto cuesta y donde estan"


@pytest.mark.parametrize(
    "text", ["hola", "necesito una cita", "me duele la espalda", "cuanto cuesta", "hablan español?",
             "tengo una hernia de disco", "si", "quiero cancelar mi cita", "aceptan medicare"],
)  # fmt: skip
def test_spanish_is_recognised_without_accents_and_when_short(text: str) -> None:
    """As it is typed on a telephone."""
    assert recognise(text) == "es"


@pytest.mark.parametrize(
    "text", ["hi", "my name is Maria Lopez", "no", "do you do PRP", "los angeles to you, far?",
             "wheelchair accessible", "Dr Garcia please", "me and my son", "sciatica"],
)  # fmt: skip
def test_english_with_spanish_names_stays_english(text: str) -> None:
    """A name is no language."""
    assert recognise(text) == "en"


def test_a_message_that_tells_nothing_keeps_the_conversations_language() -> None:
    """A number in a Spanish conversation is Spanish."""
    assert recognise("555-0134", "es") == "es"


@pytest.mark.parametrize("text", ["", "???", "sdfghjkl", "kkkkk", "..."])
def test_noise_is_no_message(text: str) -> None:
    """Nothing is guessed from it."""
    assert is_gibberish(text, {"mri"})


@pytest.mark.parametrize("text", ["mri", "hi", "yes", "555-0134", "need help"])
def test_words_and_numbers_are_no_noise(text: str) -> None:
    """However short."""
    assert not is_gibberish(text, {"mri", "hi", "yes"})


@pytest.mark.parametrize(
    ("text", "asked", "meaning"),
    [
        ("ana ruiz", "name", "inform"),
        ("555-0134 555", "phone", "inform"),
        ("tuesday at 3", "time", "inform"),
        ("2", "time", "inform"),
        ("yes i have one", "mri", "affirm"),
        ("not yet", "mri", "deny"),
        ("yes", "confirmation", "affirm"),
        ("actually make it 4pm", "confirmation", "correct"),
        ("my lower back hurts when i sit", "reason", "inform"),
        ("how much does it cost?", "name", None),
        ("do you take aetna", "phone", None),
        ("never mind", "time", None),
        ("talk to a person", "name", None),
        ("ana ruiz", None, None),
    ],
)
def test_a_detail_counts_only_where_it_was_asked_for(
    text: str, asked: str | None, meaning: str | None
) -> None:
    """Questions and commands go their own way."""
    assert reply_to_asked(text, asked) == meaning


def test_only_the_tiers_above_priority_are_alarms() -> None:
    """A priority callback is a case, and stops nothing."""
    assert is_alarm([{"category": "x", "tier": "crisis_988"}])
    assert not is_alarm([{"category": "x", "tier": "priority_callback"}])
    assert not is_alarm(None)


def _reading(*ranking: tuple[str, float]) -> Reading:
    return Reading(ranking)


def test_a_sure_reading_is_answered_at_once() -> None:
    """With the question's own response."""
    got = decide(_reading(("faq/cost", 0.9), ("faq/insurance", 0.05)), [], "en", LIMITS)
    assert (got.answer, got.intents, got.choices) == ("utter_faq/cost", ("faq/cost",), ())


def test_an_unsure_reading_offers_what_is_likely() -> None:
    """Requests only, the likeliest first, three at most."""
    ranking = [("faq/cost", 0.4), ("greet", 0.3), ("faq/insurance", 0.2), ("faq/medicare", 0.06),
               ("faq/financing", 0.055)]  # fmt: skip
    got = decide(_reading(*ranking), [], "en", LIMITS)
    assert got.answer is None and got.intents == ()
    assert got.choices == ("faq/cost", "faq/insurance", "faq/medicare")


def test_two_sure_parts_are_two_requests_and_the_question_comes_first() -> None:
    """So that the last thing said leads on."""
    cut = (_reading(("book_consultation", 0.9)), _reading(("faq/cost", 0.8)))
    got = decide(_reading(("faq/cost", 0.6), ("greet", 0.1)), [cut], "en", LIMITS)
    assert got.intents == ("faq/cost", "book_consultation")


def test_one_request_cut_in_two_is_one_request() -> None:
    """The same name on both sides is nothing new."""
    cut = (_reading(("faq/cost", 0.9)), _reading(("faq/cost", 0.8)))
    got = decide(_reading(("faq/cost", 0.9), ("greet", 0.05)), [cut], "en", LIMITS)
    assert got.intents == ("faq/cost",)


def test_a_message_is_cut_at_joining_words_and_signs() -> None:
    """No part is a single word."""
    cuts = two_parts("do i need an mri and how much is it? thanks")
    assert ("do i need an mri", "how much is it? thanks") in cuts
    assert all(len(part.split()) > 1 for cut in cuts for part in cut)
