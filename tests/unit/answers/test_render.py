"""What people read: the right wording for channel and language, filled in, and never a brace."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.answers import Catalogue, load_catalogue, numbered, render
from frontdesk.answers.gsm7 import fits
from frontdesk.answers.lint_rules import load_rules
from frontdesk.clinic import Clinic
from frontdesk.clinic.spoken import values as clinic_values
from frontdesk.settings import ROOT

FILE = """version: "3.1"
responses:
  utter_no_answer:
  - text: "Staff can tell you."
  - text: "Staff can tell you by text."
    channel: sms
  utter_faq/parking:
  - text: "You can park: {parking}"
    buttons:
    - {title: "Call {clinic_phone}", payload: /talk_to_human}
    - {title: "Hours", payload: /faq/hours}
    metadata:
      title: "Parking"
      sources: [{file: clinic.yml, section: "clinic > parking"}]
      source_line: "our clinic details"
      reviewed_on: "2026-01-05"
      review_due: "2026-07-05"
      notices: [snow_notice]
  - text: "Park: {parking}"
    channel: sms
  - text: "I do not know where to park."
    metadata: {without: true}
  - text: "I do not know where to park, by text."
    channel: sms
    metadata: {without: true}
  - text: "Puede estacionar: {parking}"
    metadata: {language: es, translation: draft}
  - text: "Estacionamiento aquí: {parking}"
    channel: sms
    metadata: {language: es, translation: draft}
  utter_hello:
  - text: "Hello, {name}."
    metadata: {review_due: "2026-07-05"}
  utter_note:
  - text: "Only for the web, and short."
"""
KEY = "utter_faq/parking"


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """Four small responses."""
    (tmp_path / "small.yml").write_text(FILE, encoding="utf-8")
    return load_catalogue(tmp_path)


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    """The answers of the project."""
    return load_catalogue(ROOT / "data" / "responses")


@pytest.mark.parametrize(
    ("channel", "language", "text"),
    [
        ("web", "en", "You can park: below"),
        ("sms", "en", "Park: below"),
        ("web", "es", "Puede estacionar: below"),
        ("sms", "es", "Estacionamiento aqui: below"),
        ("web", "fr", "You can park: below"),
    ],
)
def test_the_wording_is_of_the_channel_and_the_language(
    catalogue: Catalogue, channel: str, language: str, text: str
) -> None:
    """English where there is none of the language; a text message in its own alphabet."""
    assert render(catalogue, KEY, channel, {"parking": "below"}, language).text == text


@pytest.mark.parametrize("unknown", [{}, {"parking": None}, {"parking": ""}, {"parking": "  "}])
@pytest.mark.parametrize(
    ("channel", "text"),
    [("web", "I do not know where to park."), ("sms", "I do not know where to park, by text.")],
)
def test_what_the_clinic_has_not_said_is_said_to_be_unknown(
    catalogue: Catalogue, channel: str, text: str, unknown: dict[str, str | None]
) -> None:
    """In the wording made for it, on the same channel; staff get a content gap with the name."""
    shown = render(catalogue, KEY, channel, unknown)
    assert (shown.text, shown.gap, shown.missing) == (text, True, ("parking",))


def test_sources_and_buttons_come_with_an_answer(catalogue: Catalogue) -> None:
    """A button whose title lacks a value is not offered."""
    shown = render(catalogue, KEY, "web", {"parking": "below"})
    assert [b["payload"] for b in shown.buttons] == ["/faq/hours"]
    assert shown.sources == ({"file": "clinic.yml", "section": "clinic > parking"},)
    assert (shown.source_line, shown.reviewed_on) == ("our clinic details", date(2026, 1, 5))
    called = render(catalogue, KEY, "web", {"parking": "below", "clinic_phone": "312-555-0100"})
    assert called.buttons[0]["title"] == "Call 312-555-0100"


def test_a_notice_stands_below_its_answer(catalogue: Catalogue) -> None:
    """Where the clinic has one."""
    shown = render(catalogue, KEY, "web", {"parking": "below", "snow_notice": "Mind the ice."})
    assert shown.text == "You can park: below\n\nMind the ice."


@pytest.mark.parametrize(
    ("today", "withheld"), [(date(2026, 7, 5), False), (date(2026, 7, 6), True)]
)
def test_an_answer_past_its_review_is_withheld(
    catalogue: Catalogue, today: date, withheld: bool
) -> None:
    """The due day itself is still in time; after it, staff are to tell."""
    shown = render(catalogue, KEY, "web", {"parking": "x"}, today=today, when_due="withhold")
    assert shown.withheld is withheld
    assert shown.text == ("Staff can tell you." if withheld else "You can park: x")


def test_a_clinic_that_warns_still_gives_an_overdue_answer(catalogue: Catalogue) -> None:
    """The demonstration clinic shows it, with the date it was reviewed on."""
    shown = render(catalogue, KEY, "web", {"parking": "x"}, today=date(2030, 1, 1), when_due="warn")
    assert (shown.text, shown.withheld) == ("You can park: x", False)


def test_the_clinics_own_review_wins(catalogue: Catalogue) -> None:
    """Both ways: it lengthens, and it shortens."""
    for due, today, withheld in [
        (date(2027, 1, 1), date(2026, 9, 1), False), (date(2026, 2, 1), date(2026, 3, 1), True)
    ]:
        shown = render(catalogue, KEY, "web", {"parking": "x"}, today=today,
                       when_due="withhold", review_due=due)
        assert shown.withheld is withheld


def test_what_the_dialogue_says_is_never_withheld(catalogue: Catalogue) -> None:
    """A greeting, a promise or a safety text has no date after which silence is better."""
    shown = render(catalogue, "utter_hello", "web", {"name": "Ana"}, today=date(2040, 1, 1),
                   when_due="withhold")
    assert shown.text == "Hello, Ana."


def test_safety_texts_are_said_long_after_their_review(shipped: Catalogue) -> None:
    """Nobody in danger is told to ask staff because a date has passed."""
    for key in (k for k in shipped if k.startswith("utter_red_flag/")):
        shown = render(shipped, key, "sms", {}, today=date(2060, 1, 1), when_due="withhold")
        assert shown.key == key and shown.text


def test_a_key_nobody_wrote_gets_the_last_word(catalogue: Catalogue) -> None:
    """And the key is told, so that staff see the gap."""
    shown = render(catalogue, "utter_faq/moon", "sms", {})
    assert shown.key == "utter_no_answer" and shown.text == "Staff can tell you by text."
    assert (shown.missing, shown.gap) == (("utter_faq/moon",), True)


def test_a_web_wording_is_texted_only_where_it_fits(catalogue: Catalogue) -> None:
    """Better a short one of the web than none; never one that breaks the length."""
    assert render(catalogue, "utter_note", "sms", {}).text == "Only for the web, and short."
    long = render(catalogue, "utter_hello", "sms", {"name": "A" * 400})
    assert long.text == "Staff can tell you by text."


def test_a_value_with_braces_is_not_expanded(catalogue: Catalogue) -> None:
    """What a person typed as their name can not call up a value of the clinic."""
    said = {"name": "{secret}", "secret": "hidden"}
    assert render(catalogue, "utter_hello", "web", said).text == "Hello, (secret)."


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_brace_ever_leaves(shipped: Catalogue, data: st.DataObject) -> None:
    """Whatever the values are, and however many are missing, text and buttons hold no brace."""
    names = [*load_rules().variables, *load_rules().samples, "clinic_name", "clinic_phone"]
    typed = st.text(alphabet="{}ab \n:_", max_size=12) | st.text(max_size=12)
    some = st.one_of(st.none(), st.just("{clinic_name}"), typed, st.integers())
    said = data.draw(st.dictionaries(st.sampled_from(names), some))
    key = data.draw(st.sampled_from(sorted(shipped)) | st.text(max_size=5))
    channel, language = data.draw(st.sampled_from([(c, n) for c in ("web", "sms")
                                                   for n in ("en", "es")]))
    shown = render(shipped, key, channel, said, language)
    assert shown.text.strip()
    assert not set("{}") & set(shown.text + "".join(b["title"] for b in shown.buttons))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("channel", ["web", "sms"])
def test_every_response_is_said_where_all_values_are_known(
    shipped: Catalogue, clinic: Clinic, channel: str, language: str
) -> None:
    """Under its own key, and by text in at most two parts."""
    rules = load_rules()
    given_ = {k: v for k, v in clinic_values(clinic).items() if v}
    for key in shipped:
        shown = render(shipped, key, channel, {**rules.samples, **rules.variables, **given_},
                       language)
        assert shown.key == key and shown.text, key
        assert channel == "web" or fits(shown.text), key


@pytest.mark.parametrize("channel", ["web", "sms"])
def test_every_answer_is_said_where_the_clinic_has_said_nothing(
    shipped: Catalogue, clinic: Clinic, channel: str
) -> None:
    """Only what every clinic must give is known; each response still has a wording of its own."""
    rules = load_rules()
    bare = {name: clinic_values(clinic)[name] for name in rules.always_known}
    for key in shipped:
        shown = render(shipped, key, channel, {**rules.variables, **bare})
        assert shown.key == key and shown.text, key


def test_choices_are_numbered_in_a_text_message() -> None:
    """In the alphabet of text messages."""
    said = numbered("Did you mean…", [{"title": "Cost"}, {"title": "“Hours”"}])
    assert said == 'Did you mean...\n1 Cost\n2 "Hours"'


def test_an_answer_in_few_words_is_the_one_written_for_texts(catalogue: Catalogue) -> None:
    """On the web too, with its source; nothing is cut."""
    said = render(catalogue, KEY, "web", {"parking": "in the garage"}, short=True)
    assert (said.text, said.source_line) == ("Park: in the garage", "our clinic details")
    note = render(catalogue, "utter_note", "web", {}, short=True)
    assert note.text == "Only for the web, and short."
