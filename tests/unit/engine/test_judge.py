"""Judging a model by golden questions and danger signs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.judge import Golden, GoldenError, fallen, load_golden
from engine.models import ROOT
from engine.reviewed import intents_of
from engine.understanding.catalogue import RED_FLAG

GOLDEN = Golden((("what does it cost", "faq/cost"), ("hello", "greet")), ("i cant feel my legs",))
RIGHT = {"what does it cost": "faq/cost", "hello": "greet", "i cant feel my legs": "new_symptom"}


def _model(**changes: str | None):
    """A model that understands rightly, but for `changes` (blanks as underscores)."""
    meant = {**RIGHT, **{text.replace("_", " "): name for text, name in changes.items()}}

    def ask(texts: Sequence[str]) -> list[dict[str, object]]:
        return [{"intents": [meant[t]] if meant[t] else []} for t in texts]

    return ask


def test_a_model_that_gives_every_answer_passes() -> None:
    """With a former one and without."""
    assert fallen(GOLDEN, _model(), _model()) == fallen(GOLDEN, _model(), None) == []


@pytest.mark.parametrize("name", ["faq/insurance", None])
def test_a_golden_question_that_loses_its_answer_falls(name: str | None) -> None:
    """Another answer is as bad as a choice or none; the question is named."""
    (line,) = fallen(GOLDEN, _model(what_does_it_cost=name), _model())
    assert '"what does it cost" no longer gets faq/cost' in line


def test_a_danger_sign_that_turns_into_a_question_falls() -> None:
    """It would get an answer about the clinic."""
    (line,) = fallen(GOLDEN, _model(i_cant_feel_my_legs="faq/risks"), _model())
    assert 'danger sign "i cant feel my legs"' in line
    assert fallen(GOLDEN, _model(i_cant_feel_my_legs=None), _model()) == []


def test_what_the_former_model_got_wrong_cannot_fall() -> None:
    """The new one is no worse; but where there was none before, everything must be right."""
    wrong = _model(what_does_it_cost="greet", i_cant_feel_my_legs="faq/risks")
    assert fallen(GOLDEN, wrong, wrong) == []
    assert len(fallen(GOLDEN, wrong, None)) == 2


def test_every_entry_of_the_catalogue_has_a_golden_question() -> None:
    """Words like "repeat" and "inform" mean something only in a conversation."""
    named = {name for _, name in load_golden().questions}
    assert intents_of(ROOT) - named == {RED_FLAG, "inform", "repeat", "correct"}
    assert named <= intents_of(ROOT)


def test_every_golden_text_stands_once() -> None:
    """Under one name."""
    texts = load_golden().texts
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("questions: {}\n", "holds questions and danger_signs"),
        ("questions: {}\ndanger_signs: []\nmore: []\n", "holds questions and danger_signs"),
        ("questions: {faq/cost: [1]}\ndanger_signs: []\n", "faq/cost: must be a list of texts"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, content: str, told: str) -> None:
    """By file and key."""
    path = tmp_path / "golden.yml"
    path.write_text(content)
    with pytest.raises(GoldenError, match=told):
        load_golden(path)
