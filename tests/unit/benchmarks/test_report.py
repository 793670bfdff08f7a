"""`make bench`: what its page holds, and what it is reckoned from."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from benchmarks import default_rasa, report, talks
from benchmarks.default_rasa import Baseline
from benchmarks.measured import Measured

_LOG = """Epochs: 50%|# | 1/2 [00:30<00:30, 30.1s/it]\rEpochs: 100%|##| 2/2 [01:04<00:00, 32.0s/it]
2026-11-21 INFO rasa.engine.training.hooks - Finished training component 'DIETClassifier'.
2026-11-21 INFO rasa.engine.training.hooks - Finished training component 'EntitySynonymMapper'.
Epochs: 100%|####| 2/2 [00:16<00:00, 8.0s/it]
2026-11-21 INFO rasa.engine.training.hooks - Finished training component 'ResponseSelector'.
"""


def test_an_epoch_is_reckoned_from_the_progress_bars(tmp_path: Path) -> None:
    """Both networks take part; bars that did not end count for nothing."""
    (tmp_path / "rasa.log").write_text(_LOG)
    assert default_rasa._an_epoch(tmp_path, 2) == 40.0
    assert Baseline(tmp_path, 2, 200.0, 40.0, 0.1).seconds_for(100) == 4120.0


def test_no_two_questions_of_a_run_are_alike() -> None:
    """What was read a moment ago is not read again, which would flatter us."""
    asked = list(islice(talks.questions(), 5000))
    assert len(set(asked)) == len(asked)


def test_the_page_tells_every_figure_of_the_table() -> None:
    """With its ratio and what is to be reached."""
    texts = {"median_s": 0.5, "p95_s": 0.9, "slowest_s": 1.0, "unanswered_at_once": 0, "texts": 9}
    safety = {"ordinary message": [1.0, 2.0, 3.0], "2,000 characters": [5.0, 7.0]}
    early, turns = [18.0, 20.0, 29.0], [0.02] * 2000
    mine = Measured(90, 12, early, turns, 60, 900, 500, 1000, 25.0, texts, safety)
    theirs = Measured(300, 40, [50.0], [0.2] * 500, 20, 900, 1000, 1000)
    page = report.page({"Machine": "2 cores"}, mine, theirs, Baseline(Path(), 1, 300, 60, 0.1), 50)
    for line in (
        "| reply to a question, early, median | 20 ms | 50 ms | 0.40 x | ≤ 0.5 x |",
        "| the same at turn 500 | 20 ms | 200 ms | 0.10 x | ≤ 0.1 x |",
        "| replies a second, 50 visitors | 60 /s | 20 /s | 3.00 x | ≥ 3 x |",
        "| training from nothing; the default for 1 of 100 epochs | 90 s | 300 s | 0.30 x |  |",
        "| the same, the default for all of them, reckoned | 90 s | 6,240 s | 0.01 x | ≤ 0.5 x |",
        "| start to ready | 12 s | 40 s | 0.30 x | ≤ 0.35 x |",
        "| memory of the engine | 500 MB | 1,000 MB | 0.50 x | ≤ 0.6 x |",
        "| safety layer, ordinary message, median | 2 ms |  |  | ≤ 2 ms |",
        "| safety layer, 2,000 characters, worst of 2 | 7 ms |  |  | ≤ 10 ms |",
        "≤ 1.5 x a question's: 1.25 x |",
        "| 2000 | 20.0 ms | not measured |",
        "some 104 minutes",
    ):
        assert line in page, line
