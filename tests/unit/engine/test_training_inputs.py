"""What makes a new model necessary, and what does not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine import training_inputs
from engine.training_inputs import training_hash

ENGINE = Path(training_inputs.__file__).parent
FILES = {
    "config.yml": "pipeline: []\n",
    "domain.yml": "intents: [greet]\n",
    "data/nlu/mri.yml": "nlu:\n- intent: faq/mri\n  examples: |\n    - need an mri?\n",
    "data/rules/talking.yml": "rules: []\n",
    "data/stories/booking.yml": "stories: []\n",
    "data/responses/mri.yml": 'responses:\n  utter_faq/mri:\n  - text: "Yes."\n',
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch) -> Path:
    """A small project with a copy of the engine's code."""
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    shutil.copytree(ENGINE, tmp_path / "engine", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(training_inputs, "HERE", tmp_path / "engine")
    return tmp_path


def _add(path: Path, line: str) -> None:
    path.write_text(path.read_text() + line)


def test_the_hash_is_the_same_while_nothing_changes(root: Path) -> None:
    """Else each start would train."""
    assert training_hash(root) == training_hash(root)
    assert len(training_hash(root)) == 16


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("data/nlu/mri.yml", "    - one more example\n"),
        ("data/rules/talking.yml", "# a rule\n"),
        ("data/stories/booking.yml", "# a story\n"),
        ("domain.yml", "slots: {}\n"),
        ("config.yml", "policies: []\n"),
        ("data/responses/mri.yml", '  utter_faq/other:\n  - text: "No."\n'),
        ("engine/policies.py", "#\n"),
        ("engine/rasa_terms.py", "#\n"),
        ("engine/components/decision.py", "#\n"),
        ("engine/understanding/decide.py", "#\n"),
        ("engine/understanding/shorthand.yml", "#\n"),
    ],
)
def test_what_a_model_depends_on_changes_the_hash(root: Path, name: str, line: str) -> None:
    """Examples, rules, stories, settings, a new answer, and the code that reads them."""
    before = training_hash(root)
    _add(root / name, line)
    assert training_hash(root) != before


def test_a_file_that_comes_or_goes_changes_the_hash(root: Path) -> None:
    """As much as one that changes."""
    before = training_hash(root)
    new = root / "data/nlu/cost.yml"
    new.write_text("nlu: []\n")
    assert training_hash(root) != before
    new.unlink()
    assert training_hash(root) == before


@pytest.mark.parametrize("name", ["engine/serve.py", "engine/channel.py", "engine/generator.py"])
def test_code_that_no_model_holds_trains_nothing(root: Path, name: str) -> None:
    """The channel may change under the same model."""
    before = training_hash(root)
    _add(root / name, "#\n")
    assert training_hash(root) == before


def test_another_wording_trains_nothing(root: Path) -> None:
    """What the desk says is read live; only the keys matter."""
    before = training_hash(root)
    path = root / "data/responses/mri.yml"
    path.write_text(path.read_text().replace("Yes.", "Yes, we do need one."))
    _add(path, "    metadata: {reviewed_on: '2026-11-21'}\n# a remark\n")
    assert training_hash(root) == before


def test_reviewed_examples_change_the_hash_and_their_absence_does_not(root: Path) -> None:
    """A clinic that reviews nothing uses the project's own model."""
    assert training_hash(root, b"") == training_hash(root)
    assert len({training_hash(root, b) for b in (b"", b"one\n", b"one\ntwo\n")}) == 3
