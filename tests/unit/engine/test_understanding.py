"""The plain parts of understanding, as tables; the sentence model is not needed."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from engine.bodies import plain_text
from engine.understanding.catalogue import answer_key, is_question, is_request
from engine.understanding.clauses import MAX_CUTS, two_parts
from engine.understanding.decide import Reading, Thresholds, decide, known, nothing
from engine.understanding.details import reply_to_asked
from engine.understanding.findings import is_alarm
from engine.understanding.gibberish import is_gibberish
from engine.understanding.language import recognise
from engine.understanding.normalise import _ODD, _sign, normalise

LIMITS = Thresholds(answer=0.5, margin=0.1, choice=0.05, choices=3, second=0.75, out_of_scope=0.5)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Wats ur addy??", "what is your address?"),
        ("can I get an appt pls", "can i get an appointment please"),
        ("Does it hurt \U0001f62c\U0001f62c", "does it hurt"),
        ("\U0001f44d", "yes"),
        ("sooooo  long\u200b", "soo long"),
        ("I don\u2019t know", "i don't know"),
        ("my photo id", "my photo id"),
        ("\uff2d\uff32\uff29", "mri"),
        ("a\ud83db\x00", "ab"),
        ("one\n\n two\tthree", "one two three"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_what_was_typed_is_made_readable(typed: str, read: str) -> None:
    """Long forms in the place of short ones, plain signs, no emoji beside words."""
    assert normalise(typed) == read


def test_no_symbol_is_overlooked() -> None:
    """Only odd characters are looked at one by one: every emoji and symbol is one of them."""
    for character in map(chr, range(sys.maxunicode + 1)):
        assert _ODD.match(character) or _sign(character, False) == character


def test_normalising_twice_changes_nothing_more() -> None:
    """Examples and messages are read alike."""
    for text in ("Wats ur addy??", "appt w/ the doc?!", "24/7 and/or", "\u00bfQu\u00e9?!"):
        assert normalise(normalise(text)) == normalise(text)


def test_a_very_long_message_keeps_its_beginning_and_end() -> None:
    """Somewhere in the middle is what matters least."""
    read = normalise("begin " + "mri, " * 20_000 + " end")
    assert len(read) <= 2001
    assert read.startswith("begin ") and read.endswith(" end")


def test_english_shorthand_is_left_alone_in_spanish() -> None:
    """`y` is a word of its own there."""
    assert normalise("cuanto cuesta y donde estan", "es") == "cuanto cuesta y donde estan"


@pytest.mark.parametrize("text", [None, "", "a", " / \u200b/a b "])
def test_leading_signs_are_removed_and_nothing_else(text) -> None:
    """What is None stays None: that is how a button is told from a text."""
    assert plain_text(text) == (None if text is None else text.strip(" /\u200b"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hola", "es"), ("necesito una cita", "es"), ("me duele la espalda", "es"),
        ("hablan espa\u00f1ol?", "es"), ("tengo una hernia de disco", "es"),
        ("aceptan medicare", "es"), ("quiero cancelar mi cita", "es"),
        ("hi", "en"), ("my name is Maria Lopez", "en"), ("do you do PRP", "en"),
        ("Dr Garcia please", "en"), ("me and my son", "en"), ("sciatica", "en"),
        ("wheelchair accessible", "en"),
    ],
)  # fmt: skip
def test_the_language_is_told_from_few_words(text: str, language: str) -> None:
    """As typed on a telephone, without accents; a name is no language."""
    other = {"en": "es", "es": "en"}[language]
    assert recognise(text) == language
    assert recognise(text, "en") == language
    assert text in ("sciatica", "wheelchair accessible") or recognise(text, other) == language


@pytest.mark.parametrize("text", ["555-0134", "", "???", "\U0001f44d"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_message_that_tells_nothing_keeps_the_conversations_language(text, language) -> None:
    """A number has none of its own."""
    assert recognise(text, language) == language


@pytest.mark.parametrize(
    "text", ["", "???", "...", "sdfghjkl", "kkkkk", "- !", "qwrtp sdfgh", "jj kk ll"]
)
def test_noise_is_no_message(text: str) -> None:
    """Nothing is guessed from it."""
    assert is_gibberish(text, {"mri", "kk"}, _pieces)


@pytest.mark.parametrize("text", ["mri", "hi", "555-0134", "need help", "sdfgh mri", "7"])
def test_words_and_numbers_are_no_noise(text: str) -> None:
    """However short, and one among noise is enough."""
    assert not is_gibberish(text, {"mri", "hi"}, _pieces)


def _pieces(word: str) -> int:
    """As the sentence model would: common words whole, others in pieces of two letters."""
    return 1 if word in ("need", "help") else max(1, len(word) // 2 + len(word) % 2)


@pytest.mark.parametrize(
    ("text", "asked", "meaning"),
    [
        ("ana ruiz", "name", "inform"), ("my name is ana ruiz", "name", "inform"),
        ("512 555 0134", "phone", "inform"), ("it is 512-555-0134", "phone", "inform"),
        ("tuesday at 3", "time", "inform"), ("2", "time", "inform"),
        ("the first", "time", "inform"),
        ("yes i have one", "mri", "affirm"), ("not yet", "mri", "deny"),
        ("yes", "confirmation", "affirm"), ("no", "confirmation", "deny"),
        ("actually make it 4pm", "confirmation", "correct"),
        ("my lower back hurts when i sit", "reason", "inform"),
        ("how much does it cost?", "name", None), ("do you take aetna", "phone", None),
        ("what about parking", "time", None), ("is it safe", "confirmation", None),
        ("never mind", "time", None), ("talk to a person", "name", None), ("stop", "phone", None),
        ("ana ruiz", None, None), ("512 555 0134", None, None), ("yes", None, None),
        ("", "name", None), ("yes", "", None),
    ],
)  # fmt: skip
def test_a_detail_counts_only_where_it_was_asked_for(text, asked, meaning) -> None:
    """Questions and commands go their own way, also in the middle of a form."""
    assert reply_to_asked(text, asked) == meaning


@pytest.mark.parametrize(
    ("findings", "alarm"),
    [
        (None, False), ([], False), ([{}], False),
        ([{"category": "x", "tier": "priority_callback"}], False),
        ([{"category": "x", "tier": "none_such"}], False),
        ([{"category": "x", "tier": "emergency_911_now"}], True),
        ([{"category": "x", "tier": "crisis_988"}], True),
        ([{"category": "x", "tier": "urgent_same_day"}], True),
        ([{"tier": "priority_callback"}, {"tier": "crisis_988"}], True),
    ],
)  # fmt: skip
def test_only_the_tiers_above_priority_are_alarms(findings, alarm: bool) -> None:
    """One among others is enough."""
    assert is_alarm(findings) is alarm


def test_a_message_is_cut_at_joining_words_and_signs() -> None:
    """In every way that leaves at least two words on each side."""
    cuts = two_parts("do i need an mri and how much is it? thanks")
    assert ("do i need an mri", "how much is it? thanks") in cuts
    assert all(len(part.split()) > 1 for cut in cuts for part in cut)


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("address and hours pls", "address", "hours pls"),
        ("ur address n what time do you open", "ur address", "what time do you open"),
        ("hours + location", "hours", "location"),
        ("price, also insurance?", "price", "insurance"),
        ("thanks how much is it", "thanks", "how much is it"),
        ("hi there parking", "hi", "parking"),
    ],
)
def test_one_word_is_a_request_in_a_brief_message(text: str, before: str, after: str) -> None:
    """As people text them."""
    assert (before, after) in two_parts(text)


def test_a_question_in_the_middle_of_a_story_is_read_alone() -> None:
    """The story goes on after it, so that no single cut would set it free."""
    story = "my back went out in march. we are in the sticks. do you see people by video? my knees"
    story += " are bad as well. god bless you all and thanks for reading"
    question = "do you see people by video"
    (rest,) = (before for before, after in two_parts(story) if after == question)
    assert rest.startswith("my back went out") and "god bless" in rest and "video" not in rest


@pytest.mark.parametrize("text", ["", "mri", "how much is it", "yes, please", "and and and"])
def test_one_clause_is_not_cut(text: str) -> None:
    """There is nothing to read twice."""
    assert two_parts(text) == []


def test_a_long_list_is_cut_only_so_often() -> None:
    """Each cut costs a reading."""
    assert len(two_parts("one more thing, " * 50)) == MAX_CUTS


def _reading(*ranking: tuple[str, float]) -> Reading:
    return Reading(ranking)


class _Part:
    """A part of a message that counts how often it was read."""

    def __init__(self, best: tuple[str, float], length: int = 10) -> None:
        self._best, self._length = best, length
        self.asked = 0

    def __len__(self) -> int:
        return self._length

    @property
    def best(self) -> tuple[str, float]:
        self.asked += 1
        return self._best


@pytest.mark.parametrize(
    ("ranking", "intents", "choices"),
    [
        ([("faq/cost", 0.9), ("greet", 0.05)], ("faq/cost",), ()),
        ([("faq/cost", 0.5), ("greet", 0.39)], ("faq/cost",), ()),
        ([("faq/cost", 0.49), ("greet", 0.1)], (), ("faq/cost",)),
        ([("faq/cost", 0.5), ("faq/insurance", 0.41)], (), ("faq/cost", "faq/insurance")),
        ([("faq/cost", 1.0)], ("faq/cost",), ()),
        ([("out_of_scope", 0.5), ("faq/cost", 0.49)], ("out_of_scope",), ()),
        ([("out_of_scope", 0.49), ("faq/cost", 0.3)], (), ("faq/cost",)),
        ([("greet", 0.3), ("thanks", 0.2)], ("out_of_scope",), ()),
        ([("faq/cost", 0.04), ("greet", 0.03)], ("out_of_scope",), ()),
        ([("greet", 0.3), ("faq/cost", 0.05), ("faq/medicare", 0.049)], (), ("faq/cost",)),
        ([("faq/cost", 0.3), ("greet", 0.25), ("book_consultation", 0.2), ("faq/medicare", 0.1),
          ("faq/financing", 0.09)], (), ("faq/cost", "book_consultation", "faq/medicare")),
    ],
)  # fmt: skip
def test_the_limits_part_answer_choices_and_decline(ranking, intents, choices) -> None:
    """At each limit and just below it; choices are requests, the likeliest first."""
    got = decide(_reading(*ranking), [], "en", LIMITS)
    assert (got.intents, got.choices) == (intents, choices)
    assert got.sure is bool(intents)
    assert got.answer == (answer_key(intents[0]) if intents else None)


@pytest.mark.parametrize(
    ("before", "after", "intents"),
    [
        (("book_consultation", 0.9), ("faq/cost", 0.75), ("faq/cost", "book_consultation")),
        (("faq/hours", 0.9), ("faq/cost", 0.8), ("faq/hours", "faq/cost")),
        (("faq/cost", 0.9), ("faq/hours", 0.74), ("faq/cost",)),
        (("faq/cost", 0.9), ("faq/cost", 0.8), ("faq/cost",)),
        (("greet", 0.9), ("faq/cost", 0.8), ("faq/cost",)),
        (("faq/cost", 0.9), ("out_of_scope", 0.8), ("faq/cost",)),
        (("faq/hours", 0.9), ("faq/mri", 0.8), ("faq/cost",)),
    ],
)
def test_two_requests_need_two_sure_and_different_parts(before, after, intents) -> None:
    """Questions come first; a greeting is no second request, nor parts of one that is sure."""
    whole = _reading(("faq/cost", 0.9), ("faq/mri", 0.05))
    assert decide(whole, [(_Part(before), _Part(after))], "en", LIMITS).intents == intents


def test_a_long_part_is_not_read_where_the_short_one_asks_for_nothing() -> None:
    """Reading takes time, and both parts must be requests."""
    story, thanks = _Part(("faq/hours", 0.9), 200), _Part(("thanks", 0.9), 10)
    whole = _reading(("faq/cost", 0.9), ("faq/mri", 0.05))
    assert decide(whole, [(story, thanks)], "en", LIMITS).intents == ("faq/cost",)
    assert thanks.asked and not story.asked


@pytest.mark.parametrize(
    ("whole", "part", "intents"),
    [
        (("faq/mri", 0.3), ("faq/cost", 0.9), ("faq/cost",)),
        (("faq/mri", 0.3), ("faq/cost", 0.89), ()),
        (("faq/mri", 0.3), ("out_of_scope", 0.99), ()),
        (("repeat", 0.9), ("talk_to_human", 0.95), ("talk_to_human",)),
        (("faq/mri", 0.9), ("faq/cost", 0.99), ("faq/mri",)),
        (("out_of_scope", 0.9), ("faq/cost", 0.99), ("out_of_scope",)),
    ],
)
def test_a_story_gives_way_to_the_request_in_it(whole, part, intents) -> None:
    """Where the whole is unsure or mere talk, a part that surely asks is what is served."""
    cuts = [(_Part(("faq/risks", 0.2)), _Part(part))]
    assert decide(_reading(whole, ("faq/age", 0.05)), cuts, "en", LIMITS).intents == intents


def test_of_many_cuts_the_ends_of_sentences_are_kept() -> None:
    """What is wanted comes after the story, and is not lost among its commas."""
    story = "my back, my hip, my knee, my neck, my arm, my foot hurts and hurts. what does it cost"
    assert "what does it cost" in [after for _, after in two_parts(story)]


def test_the_surest_of_several_cuts_counts() -> None:
    """By its weaker part."""
    weak = (_Part(("faq/cost", 0.99)), _Part(("faq/hours", 0.76)))
    strong = (_Part(("faq/mri", 0.85)), _Part(("faq/prp", 0.9)))
    got = decide(_reading(("faq/cost", 0.4)), [weak, strong], "en", LIMITS)
    assert (got.intents, got.confidence) == (("faq/mri", "faq/prp"), 0.85)


def test_one_visit_given_up_for_another_is_moved() -> None:
    """ "Take me off the 12th and put me on the 19th" is no cancellation."""
    parts = (_Part(("cancel_appointment", 0.9)), _Part(("book_consultation", 0.95)))
    got = decide(_reading(("cancel_appointment", 0.6)), [parts], "en", LIMITS)
    assert (got.intent, got.intents) == ("reschedule_appointment", ("reschedule_appointment",))


def test_a_reading_puts_the_likeliest_first_and_ends_at_ten() -> None:
    """From one row of probabilities."""
    names = [f"faq/{n}" for n in range(12)]
    reading = Reading.of(names, np.arange(12) / 66)
    assert reading.best == ("faq/11", pytest.approx(11 / 66))
    assert [name for name, _ in reading.ranking] == names[:1:-1]


def test_nothing_is_unsure_and_known_is_sure() -> None:
    """And both are plain JSON for the desk."""
    assert not nothing("en").sure and known("greet", "en").sure
    assert known("faq/cost", "es").as_dict() == {
        "intent": "faq/cost", "confidence": 1.0, "answer": "utter_faq/cost", "choices": [],
        "intents": ["faq/cost"], "language": "es",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "question", "request_", "answer"),
    [
        ("faq/cost", True, True, "utter_faq/cost"), ("book_consultation", False, True, None),
        ("greet", False, False, "utter_greet"),
        ("out_of_scope", False, False, "utter_out_of_scope"),
        ("red_flag", False, False, None), (None, False, False, None),
    ],
)  # fmt: skip
def test_a_name_tells_its_kind(name, question, request_, answer) -> None:
    """Things to do are answered by actions, not from the catalogue."""
    assert (is_question(name), is_request(name), answer_key(name)) == (question, request_, answer)
