"""Reviewed examples on their way into the model: a fake trainer, real files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from engine import training_inputs
from engine.candidate import FAILED, REFUSED, Candidates
from engine.judge import Ask, Golden
from engine.models import in_use, model_in_use, plain_path
from engine.reviewed import FILE

GOLDEN = Golden((("what does it cost", "faq/cost"),), ("i cant feel my legs",))
SPOILER = "cost of nothing"
NLU = "nlu:\n- {intent: faq/cost, examples: '- price'}\n- {intent: greet, examples: '- hi'}\n"


class House:
    """A small project whose trainer writes what it was given; a spoiler breaks the model."""

    def __init__(self, root: Path) -> None:
        self.root, self.models, self.trainings = root, root / "models", 0
        self.broken = False

    def run(self, force: bool = False) -> int:
        """One `make train`."""
        return Candidates(self.models, self.root, self._train, self._ask, GOLDEN).bring_up_to_date(
            force
        )

    def review(self, *texts: str, intent: str = "greet") -> None:
        """The console writes the file anew."""
        rows = [{"text": t, "intent": intent, "reviewed_at": "2026-11-21T10:00"} for t in texts]
        (self.root / FILE).write_text("".join(f"{json.dumps(r)}\n" for r in rows))

    @property
    def used(self) -> str:
        """What the model that would be loaded was trained on."""
        return model_in_use(self.models, self.root).read_text()

    def _train(self, model: Path, extra: Sequence[Path]) -> bool:
        self.trainings += 1
        if self.broken:
            return False
        model.write_text("plain " + "".join(path.read_text() for path in extra))
        return True

    def _ask(self, model: Path) -> Ask:
        spoiled = SPOILER in model.read_text()
        name = "greet" if spoiled else "faq/cost"
        return lambda texts: [{"intents": [name]}, {"intents": []}]


@pytest.fixture
def house(tmp_path: Path, monkeypatch) -> House:
    """Data, the engine's code, and no model yet."""
    for name in ("config.yml", "domain.yml", "data/nlu/a.yml", "data/responses/a.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(NLU if "nlu" in name else "")
    here = Path(training_inputs.__file__).parent
    shutil.copytree(here, tmp_path / "engine", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(training_inputs, "HERE", tmp_path / "engine")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return House(tmp_path)


def test_without_reviewed_examples_the_project_trains_once(house: House) -> None:
    """A second start finds nothing to do."""
    assert (house.run(), house.run(), house.trainings) == (0, 0, 1)
    assert house.used == "plain "


def test_reviewed_examples_come_into_the_model(house: House) -> None:
    """And make a new one necessary."""
    house.run()
    house.review("good day")
    assert house.run() == 0
    assert "good day" in house.used
    assert house.trainings == 2


def test_until_it_is_trained_the_former_model_serves(house: House) -> None:
    """The engine may start again at any time while staff review."""
    house.run()
    house.review("good day")
    assert house.used == "plain "


def test_a_candidate_that_loses_a_golden_question_is_refused(house: House, capsys) -> None:
    """The line names the question and what came in since, and no patient's words."""
    house.run()
    house.review("good day")
    house.run()
    house.review("good day", SPOILER)
    assert house.run() == REFUSED
    told = capsys.readouterr().out
    assert '"what does it cost" no longer gets faq/cost' in told
    assert "reviewed since the model in use: line 2 (greet, reviewed 2026-11-21T10:00)" in told
    assert "line 1" not in told and SPOILER not in told
    assert "good day" in house.used and SPOILER not in house.used


def test_what_was_refused_is_not_trained_again_at_each_start(house: House, capsys) -> None:
    """It is said again; --force tries again, and a change of the file does."""
    house.run()
    house.review(SPOILER)
    house.run()
    capsys.readouterr()
    assert (house.run(), house.trainings) == (REFUSED, 2)
    assert "no longer gets faq/cost" in capsys.readouterr().out
    assert (house.run(force=True), house.trainings) == (REFUSED, 3)
    house.review("good day")
    assert (house.run(), house.trainings) == (0, 4)


def test_a_bad_line_is_refused_before_anything_is_trained(house: House, capsys) -> None:
    """File, line and key; the former model stays."""
    house.run()
    house.review("good day", intent="faq/unheard")
    assert (house.run(), house.trainings) == (REFUSED, 1)
    assert f"{FILE}:1: intent" in capsys.readouterr().out
    assert house.used == "plain "


def test_where_nothing_is_there_to_go_back_to_the_plain_model_is_trained(house: House) -> None:
    """After an update of the project, whose models are all of an older one."""
    house.review(SPOILER)
    assert house.run() == REFUSED
    assert house.trainings == 2
    assert model_in_use(house.models, house.root) == plain_path(house.models, house.root)


def test_a_model_of_an_older_project_is_never_gone_back_to(house: House) -> None:
    """Its rules and actions may be others."""
    house.run()
    (house.root / "domain.yml").write_text("intents: []\n")
    assert in_use(house.models, house.root) is None
    assert not model_in_use(house.models, house.root).is_file()


def test_a_training_that_fails_leaves_the_former_model(house: House) -> None:
    """And says so by its exit code."""
    house.run()
    house.review("good day")
    house.broken = True
    assert house.run() == FAILED
    assert house.used == "plain "


def test_a_candidate_cannot_be_loaded_before_it_is_judged(house: House) -> None:
    """It lies aside, and unlisted."""
    house.run()
    house.review(SPOILER)
    house.run()
    assert [p.name for p in house.models.rglob("*.tar.gz")] == [
        plain_path(house.models, house.root).name
    ]
