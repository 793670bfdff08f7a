"""Examples that staff reviewed: what is taken in, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.reviewed import (
    FILE,
    Reviewed,
    ReviewedRefused,
    data_dir,
    intents_of,
    read_reviewed,
    reviewed_bytes,
    write_training_file,
)

INTENTS = {"faq/cost", "greet"}
SECRET = "how much is it for Rosa"
GOOD = {"text": SECRET, "intent": "faq/cost", "reviewed_at": "2026-11-21T10:00:00+00:00"}


def _line(**changes: object) -> bytes:
    row = {k: v for k, v in {**GOOD, **changes}.items() if v is not None}
    return json.dumps(row).encode() + b"\n"


def test_a_line_becomes_an_example_that_knows_where_it_stands() -> None:
    """Blank lines count as lines, not as examples."""
    (example,) = read_reviewed(b"\n" + _line(), INTENTS)
    assert (example.text, example.intent, example.line) == (SECRET, "faq/cost", 2)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (_line(intent="faq/unheard"), "intent: there is no 'faq/unheard'"),
        (_line(intent=None), "intent: must be there"),
        (_line(text=" "), "text: must be there"),
        (_line(text=7), "text: must be there"),
        (_line(reviewed_at="lately"), "reviewed_at: must be a time"),
        (_line(name="x"), "name: is not known"),
        (SECRET.encode(), "not a JSON object"),
        (b'["' + SECRET.encode() + b'"]', "not a JSON object"),
        (b"\xff" + SECRET.encode(), "not UTF-8"),
    ],
)
def test_a_bad_line_is_refused_by_file_line_and_key_without_its_text(
    line: bytes, told: str
) -> None:
    """The message may stand in a log."""
    with pytest.raises(ReviewedRefused) as refusal:
        read_reviewed(_line() + line, INTENTS)
    assert str(refusal.value).startswith(f"{FILE}:2: {told}")
    assert "Rosa" not in str(refusal.value)


def test_rasa_reads_what_people_typed_and_obeys_none_of_it(tmp_path: Path) -> None:
    """Brackets are no entities, a dollar names no variable of the environment."""
    from rasa.shared.nlu.training_data.loading import load_data

    typed = ['[me](name){"a": 1} ${HOME} - "cost": \u00bfcu\u00e1nto?', "hello\nthere"]
    examples = [Reviewed(typed[0], "faq/cost", "", 1), Reviewed(typed[1], "greet", "", 2)]
    read = load_data(str(write_training_file(examples, tmp_path))).training_examples
    assert [(e.get("text"), e.get_full_intent()) for e in read] == [
        ('me (name) "a": 1 $ HOME - "cost": \u00bfcu\u00e1nto?', "faq/cost"),
        ("hello there", "greet"),
    ]
    assert not any(e.get("entities") for e in read)


def test_the_file_lies_where_the_desk_writes_it(tmp_path: Path, monkeypatch) -> None:
    """`DATA_DIR`, else `var/`; none is as good as an empty one."""
    monkeypatch.delenv("DATA_DIR", raising=False)
    assert data_dir(tmp_path) == tmp_path / "var"
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert reviewed_bytes(tmp_path) == b""
    (tmp_path / FILE).write_bytes(_line())
    assert reviewed_bytes(tmp_path) == _line()


def test_an_intent_counts_where_it_has_examples(tmp_path: Path) -> None:
    """Synonyms and look-ups are none."""
    (tmp_path / "data/nlu").mkdir(parents=True)
    (tmp_path / "data/nlu/a.yml").write_text(
        "nlu:\n- intent: faq/cost\n  examples: |\n    - x\n- synonym: y\n  examples: |\n    - z\n"
    )
    assert intents_of(tmp_path) == {"faq/cost"}
