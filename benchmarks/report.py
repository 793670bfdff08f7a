"""`docs/benchmarks.md`, from what was measured."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.default_rasa import Baseline
from benchmarks.measured import Measured
from frontdesk.settings import ROOT

FILE = ROOT / "docs" / "benchmarks.md"
#: what `rasa init` trains
_DEFAULT_EPOCHS = 100
_PAGE = """# Benchmarks

Written by `make bench` (`python -m benchmarks`). {about}.

The baseline is Rasa 3.6.21 as `rasa init` sets it up, trained on the same examples, rules and
domain and served by Rasa's own REST channel in memory: it keeps no transcript, no safety layer
looks at its messages and no browser waits for its replies. Ours are measured from a visitor's
socket, from the message sent to the reply in the browser, with both commits of the store in
between. Questions are those of `tests/nlu`, no two of a run alike. All of it runs on one machine:
whoever asks takes a part of its cores.

| what | ours | Rasa's default | ratio | to reach |
|---|---|---|---|---|
{table}

## The cost of a turn does not grow

One conversation, median of the {around} replies before each turn:

| turn | ours | Rasa's default |
|---|---|---|
{growth}

What is loaded, featurized, sent to actions and saved with a message is the last turns and the
slots; the transcript keeps everything.

## Notes

{notes}
"""


@dataclass(frozen=True)
class Row:
    """One line of the table; `ours` and `theirs` in `unit`, `bar` what is to be reached."""

    what: str
    ours: float
    theirs: float | None
    unit: str
    bar: str

    def line(self) -> str:
        """As the table shows it."""
        theirs = f"{self.theirs:,.6g} {self.unit}" if self.theirs is not None else ""
        ratio = f"{self.ours / self.theirs:.2f} x" if self.theirs else ""
        return f"| {self.what} | {self.ours:,.6g} {self.unit} | {theirs} | {ratio} | {self.bar} |"


def page(
    about: Mapping[str, str], mine: Measured, theirs: Measured, baseline: Baseline, visitors: int
) -> str:
    """The whole page.

    Args:
        about: the machine and the versions.
        visitors: how many wrote at once.
    """
    return _PAGE.format(
        about=", ".join(f"{name} {value}" for name, value in about.items()),
        table="\n".join(row.line() for row in _rows(mine, theirs, baseline, visitors)),
        around=20,
        growth="\n".join(_growth(mine, theirs)),
        notes="\n".join(f"- {note}" for note in _notes(mine, theirs, baseline, visitors)),
    )


def _rows(
    mine: Measured, theirs: Measured, baseline: Baseline, visitors: int
) -> Iterator[Row]:
    late = min(500, len(mine.turns))
    yield Row("reply to a question, early, median", mine.early, theirs.early, "ms", "≤ 0.5 x")
    yield Row(f"the same at turn {late}", mine.at(late), theirs.at(late), "ms", "≤ 0.1 x")
    yield Row(f"replies a second, {visitors} visitors", mine.crowd, theirs.crowd, "/s", "≥ 3 x")
    some = f"{baseline.epochs} of {_DEFAULT_EPOCHS} epochs"
    yield Row(f"training from nothing; the default for {some}", round(mine.trained),
              round(theirs.trained), "s", "")  # fmt: skip
    yield Row("the same, the default for all of them, reckoned", round(mine.trained),
              round(baseline.seconds_for(_DEFAULT_EPOCHS)), "s", "≤ 0.5 x")  # fmt: skip
    yield Row("start to ready", round(mine.ready, 1), round(theirs.ready, 1), "s", "≤ 0.35 x")
    yield Row("memory of the engine", round(mine.engine_mb), round(theirs.engine_mb), "MB",
              "≤ 0.6 x")  # fmt: skip
    yield Row("memory of all processes", round(mine.all_mb), round(theirs.all_mb), "MB",
              "≤ 1.2 x")  # fmt: skip
    (ordinary, usual), (long, slow) = mine.safety.items()
    yield Row(f"safety layer, {ordinary}, median", round(statistics.median(usual), 2), None, "ms",
              "≤ 2 ms")  # fmt: skip
    yield Row(f"safety layer, {long}, worst of {len(slow)}", round(max(slow), 2), None, "ms",
              "≤ 10 ms")  # fmt: skip
    yield Row("booking turn with database and action server, median", mine.booking, None, "ms",
              f"≤ 1.5 x a question's: {mine.booking / mine.early:.2f} x")  # fmt: skip
    yield Row(f"{visitors} people text at once, 95 of 100 within",
              round(1000 * mine.texts["p95_s"]), None, "ms", "≤ 1,000 ms")  # fmt: skip


def _growth(mine: Measured, theirs: Measured) -> Iterator[str]:
    for turn in (20, 100, 250, 500, 1000, 1500, 2000):
        if turn <= len(mine.turns):
            default = f"{theirs.at(turn)} ms" if turn <= len(theirs.turns) else "not measured"
            yield f"| {turn} | {mine.at(turn)} ms | {default} |"


def _notes(
    mine: Measured, theirs: Measured, baseline: Baseline, visitors: int
) -> Iterator[str]:
    late, last, first = min(500, len(mine.turns)), len(mine.turns), mine.at(20)
    texts, minutes = mine.texts, round(baseline.seconds_for(_DEFAULT_EPOCHS) / 60)
    yield (
        f"Ours at turn {late} takes {mine.at(late) / first:.2f} x its first turns (to reach: "
        f"1.2 x), at turn {last} {mine.at(last) / first:.2f} x."
    )
    yield (
        f"Replies early, of each start: ours {mine.earlies} ms, Rasa's default {theirs.earlies} "
        "ms; the table has the medians."
    )
    yield (
        f"{visitors} visitors at once: 95 of 100 replies within {mine.crowd_p95} ms; Rasa's "
        f"default {theirs.crowd_p95} ms."
    )
    yield (
        f"{visitors} people texting at once, three times: median {texts['median_s']} s, slowest "
        f"{texts['slowest_s']} s, {texts['unanswered_at_once']} of {texts['texts']} not answered "
        "in the webhook's own response."
    )
    yield (
        f"The baseline was trained for {baseline.epochs} of the {_DEFAULT_EPOCHS} epochs that "
        "`rasa init` sets: its time of training is a lower bound. One epoch of its networks took "
        f"{baseline.an_epoch:.0f} s, so that all of them would take some {minutes} minutes. How "
        "fast it answers does not depend on the epochs."
    )
    yield (
        f"A plain loop took {mine.loops} s before and after ours, {theirs.loops} s before and "
        f"after the baseline was asked, {baseline.loop} s before it was trained: alike on a quiet "
        "machine."
    )
    yield (
        "How well messages are understood: `.venv-engine/bin/python -m benchmarks.nlu`; danger "
        "signs: `python -m benchmarks.safety`; written times: `python -m benchmarks.booking_dates`."
    )
