"""The lint reads as a strict reader would, and names file, line and rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontdesk.answers import Problem, lint
from frontdesk.answers.lint_rules import load_rules
from frontdesk.clinic import Clinic
from frontdesk.clinic.spoken import values as clinic_values
from frontdesk.settings import ROOT

HEAD = """version: "3.1"
responses:
  utter_faq/durability:
  - text: |-
      PRP is made from your own blood.

      %s
    buttons:
    - {title: "What are the risks?", payload: /faq/risks}
    metadata:
      title: "How long it lasts"
      sources:
      - {file: 000_1f2acd29eb2d5e67.txt, section: "Platelet-Rich Plasma (PRP)"}
      source_line: "our background notes"
      facts: [F033]
      reviewer: "Frontdesk content review"
      reviewed_on: "2026-11-21"
      review_due: "2027-05-20"
  - text: |-
      PRP is made from your own blood.
    channel: sms
"""
TEXT_LINE = 7
NAMES = {"clinic_name": "Test Clinic", "clinic_phone": "312-555-0100"}


def _lint(folder: Path, text: str) -> list[Problem]:
    file = folder / "answer.yml"
    file.write_text(text, encoding="utf-8")
    return lint([file], NAMES, whole=False)


def _saying(folder: Path, sentence: str) -> list[Problem]:
    return _lint(folder, HEAD % sentence)


def _texting(answer: str, text: str) -> str:
    blood = "      PRP is made from your own blood.\n    channel"
    assert blood in answer
    return answer.replace(blood, f"      {text}\n    channel")


def _changed(folder: Path, old: str, new: str) -> set[str]:
    text = HEAD % "Ask us more."
    assert old in text
    return {p.rule for p in _lint(folder, text.replace(old, new, 1))}


def test_a_sound_answer_has_no_problem(tmp_path: Path) -> None:
    """Otherwise the tests below would show nothing."""
    assert _saying(tmp_path, "It does not help everyone.") == []


def test_a_banned_claim_is_named_with_file_line_rule_and_key(tmp_path: Path) -> None:
    """The line is that of the sentence, not of the answer."""
    [problem] = _saying(tmp_path, "It is guaranteed.")
    assert (problem.file.name, problem.line, problem.rule, problem.key) == (
        "answer.yml", TEXT_LINE, "banned-claim", "utter_faq/durability",
    )
    assert "guaranteed" in problem.message


@pytest.mark.parametrize(
    ("ban", "sentence"),
    [
        ("cure", "It cures back pain."), ("cure", "It can fix the pain, with risks."),
        ("repair", "It repairs worn tissue."), ("repair", "Discs regrow after it."),
        ("proven", "It is a proven way."), ("guarantee", "Results are permanent."),
        ("safe", "It is safe and it has risks."), ("without-risk", "It has no side effects."),
        ("without-risk", "There is little downtime."), ("fda", "PRP is FDA-approved."),
        ("surgery", "It can avoid surgery, with risks."),
        ("surgery", "Fusion often fails."),
        ("medicare", "It is Medicare-approved."), ("medicare", "Medicare covers this."),
        ("medicare", "Medicare Advantage does not cover it."), ("coverage", "It is covered."),
        ("puffery", "It is a promising way."), ("best", "We are the best clinic."),
        ("testimonial", "Our patients love it."), ("brand", "Come to Elevate Medical."),
        ("success-rate", "It helps 78% of people."), ("urgency", "Hurry and book now."),
        ("cause", "It treats the root cause."), ("reassurance", "You are probably fine."),
        ("relief", "It relieves pain."), ("works", "It really works."),
        ("better", "It is gentler than a steroid shot."), ("price", "It is cheap."),
        ("orders", "You can take Tylenol."),
    ],
)
def test_each_claim_that_is_not_made_is_caught(tmp_path: Path, ban: str, sentence: str) -> None:
    """Section 5 of the wording rule, and what the sources claim too much."""
    claims = [p.message for p in _saying(tmp_path, sentence) if p.rule == "banned-claim"]
    assert any(m.endswith(f"({ban})") for m in claims)


def test_every_banned_claim_has_an_example_above() -> None:
    """A pattern nobody tried may match nothing."""
    tried = test_each_claim_that_is_not_made_is_caught.pytestmark[0].args[1]
    assert {b.id for b in load_rules().en.banned} == {ban for ban, _ in tried}


@pytest.mark.parametrize(
    "sentence",
    [
        "It has not been proven to repair or regrow discs.",
        "It does not replace surgery when surgery is needed.",
        "Stem cell products are not FDA-approved for back pain.",
        "Most are not covered by insurance.",
        "What is the best way to reach you?",
    ],
)
def test_an_honest_denial_is_no_claim(tmp_path: Path, sentence: str) -> None:
    """The ready wordings use the same words to say what is not so."""
    assert _saying(tmp_path, sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "You are a good candidate.", "You qualify for PRP.", "You may have a herniated disc.",
        "It sounds like a pinched nerve.", "Your pain comes from a disc.",
        "You should stop your pills.", "You do not need surgery.", "You will feel fine.",
        "It will help your back, with risks.", "PRP is right for you.",
    ],
)
def test_a_verdict_on_one_person_is_caught(tmp_path: Path, sentence: str) -> None:
    """A verdict is a clinician's."""
    assert "verdict" in {p.rule for p in _saying(tmp_path, sentence)}


@pytest.mark.parametrize("sentence", ["It may ease pain.", "Some people had less pain."])
def test_a_benefit_without_a_limit_is_caught(tmp_path: Path, sentence: str) -> None:
    """The limit stands in the same message, or the benefit does not."""
    assert [p.rule for p in _saying(tmp_path, sentence)] == ["limit"]
    assert _saying(tmp_path, f"{sentence} It does not help everyone.") == []


def test_a_limit_in_another_wording_does_not_count(tmp_path: Path) -> None:
    """The text message is read alone."""
    text = _texting(HEAD % "It does not help everyone.", "It may ease pain.")
    [problem] = _lint(tmp_path, text)
    assert (problem.rule, problem.line) == ("limit", 20)


@pytest.mark.parametrize("topic", ["Stem cells are used.", "MSC are used.", "Exosomes are."])
def test_stem_cells_and_exosomes_carry_their_fda_status(tmp_path: Path, topic: str) -> None:
    """In the same message."""
    assert [p.rule for p in _saying(tmp_path, topic)] == ["fda-status"]


def test_hard_words_are_caught(tmp_path: Path) -> None:
    """Grade 6 over the whole message."""
    hard = "Intradiscal administration necessitates comprehensive radiological characterization."
    assert "grade" in {p.rule for p in _saying(tmp_path, hard)}


def test_a_long_web_answer_is_caught(tmp_path: Path) -> None:
    """A wall of text is not read."""
    assert "words" in {p.rule for p in _saying(tmp_path, "It can be sore. " * 30)}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Call us now. " * 25, "sms-length"), ("It’s from blood.", "sms-alphabet"),
        ("Reply STOP to leave this list.", "carrier-word"),
        ('Write "cancel" to drop the visit.', "carrier-word"),
    ],
)
def test_a_text_message_keeps_to_what_phones_and_carriers_take(
    tmp_path: Path, text: str, rule: str
) -> None:
    """Two parts, GSM-7, and no word that would end the person's texts."""
    changed = _texting(HEAD % "Ask us.", text)
    assert rule in {p.rule for p in _lint(tmp_path, changed)}


@pytest.mark.parametrize(
    "sentence",
    ["Call 312-555-0100.", "We open at 9 am.", "It costs $500.", "Come to Chicago.",
     "See www.example.org."],
)
def test_what_the_clinic_configures_is_never_written_out(tmp_path: Path, sentence: str) -> None:
    """Phones, hours, prices, places and links come from clinic.yml."""
    assert "configured" in {p.rule for p in _saying(tmp_path, sentence)}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("[F033]", "[F033, F043]", "qualifier"),
        ("[F033]", "[F999]", "facts"), ("[F033]", "[F038]", "facts"), ("[F033]", "[]", "facts"),
        ('section: "Platelet', 'section: "Plate', "sources"),
        ('      source_line: "our background notes"\n', "", "sources"),
        ("/faq/risks", "/faq/hazards", "payload"), ("/faq/risks", "/buy_now", "payload"),
        ("How long it lasts", "How long it may last in people of any age", "title"),
        ('      reviewer: "Frontdesk content review"\n', "", "review"),
        ('      review_due: "2027-05-20"\n', "", "review"),
        ("2027-05-20", "2026-11-01", "review"), ('"2027-05-20"', "2027-05-20", "format"),
        ("Ask us more.", "Ask {nobody}.", "placeholder"),
        ("Ask us more.", "{parking}", "without"),
    ],
)
def test_what_stands_around_an_answer_is_looked_at(
    tmp_path: Path, old: str, new: str, rule: str
) -> None:
    """Facts, sources, buttons, titles, review dates, placeholders and their fallbacks."""
    assert rule in _changed(tmp_path, old, new)


def test_a_disclosure_that_hides_the_machine_is_caught(tmp_path: Path) -> None:
    """First messages say: automated, not a person, not for emergencies, how to reach a person."""
    text = (HEAD % "Hello.").replace("utter_faq/durability", "utter_disclosure")
    missing = {p.message for p in _lint(tmp_path, text) if p.rule == "required"}
    assert {"does not say automated", "does not say not a person", "does not say call 911",
            "does not say \\{clinic_phone\\}", "does not say \\bSTOP\\b"} <= missing


def test_a_claim_in_spanish_is_caught(tmp_path: Path) -> None:
    """Drafts are read with rules of their own."""
    spanish = HEAD % "Ask us." + (
        "  - text: |-\n      Cura el dolor.\n    metadata: &es {language: es, translation: draft}\n"
        "  - text: |-\n      Pregunte.\n    channel: sms\n    metadata: *es\n"
    )
    assert [(p.rule, p.line) for p in _lint(tmp_path, spanish)] == [("banned-claim", 23)]


def test_a_key_in_two_files_is_caught(tmp_path: Path) -> None:
    """Rasa would take the later one without a word."""
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text(HEAD % "Ask us.", encoding="utf-8")
    [problem] = lint([tmp_path], NAMES, whole=False)
    assert (problem.rule, problem.file.name) == ("twice", "b.yml")


def test_a_question_without_an_answer_is_caught(tmp_path: Path) -> None:
    """On each channel."""
    (tmp_path / "answer.yml").write_text(HEAD % "Ask us.", encoding="utf-8")
    left = {(p.key, p.message) for p in lint([tmp_path], NAMES) if p.rule == "unanswered"}
    assert ("utter_faq/medicare", "no wording on sms") in left
    assert not any(key == "utter_faq/durability" for key, _ in left)


def test_the_shipped_answers_are_clean(clinic: Clinic) -> None:
    """With the demonstration clinic's values."""
    problems = lint([ROOT / "data" / "responses"], clinic_values(clinic))
    assert [f"{p.file.name}:{p.line}: {p.rule}: {p.key}: {p.message}" for p in problems] == []


def test_a_claim_in_clinic_yml_is_caught_where_it_is_said(clinic: Clinic) -> None:
    """What the clinic configures is read in the answers that say it."""
    said = {**clinic_values(clinic), "parking": "Our garage is the best in town."}
    problems = lint([ROOT / "data" / "responses"], said)
    assert {(p.rule, p.key) for p in problems} == {("banned-claim", "utter_faq/location")}
