"""`make bench`: everything that is measured, into `docs/benchmarks.md`.

Takes half an hour on two quiet cores; `--epochs 100`, Rasa's own default, some hours.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import booking_turns, default_rasa, ours, report, talks, texting, training
from benchmarks.machine import about, plain_loop
from benchmarks.report import Row
from frontdesk.settings import ROOT

_PRINTED = (
    ("benchmarks.safety", "--quiet"),
    ("benchmarks.booking_dates",),
    ("benchmarks.nlu", "--share", "0", "--all"),
)
_EARLY = 12  # conversations of five questions
_BOOKINGS = 8
_LATE = 20  # replies before a turn whose median is taken


@dataclass
class Measured:
    """What one side did: milliseconds, seconds, megabytes."""

    trained: float = 0.0
    ready: float = 0.0
    early: float = 0.0
    turns: list[float] = field(default_factory=list)
    crowd: float = 0.0
    crowd_p95: float = 0.0
    engine_mb: float = 0.0
    all_mb: float = 0.0
    booking: float = 0.0
    texts: dict[str, float | int] = field(default_factory=dict)

    def at(self, turn: int) -> float:
        """Milliseconds of a reply around a turn."""
        return talks.median(self.turns[max(0, turn - _LATE) : turn])


def main() -> None:
    """Measure and write."""
    options = _options()
    loops = [plain_loop()]
    mine = _ours(options)
    loops.append(plain_loop())
    theirs = _default(options)
    loops.append(plain_loop())
    rows = list(_rows(mine, theirs, options))
    printed = {f"python -m {' '.join(words)}": _print(words) for words in _PRINTED}
    machine = about() | {"Rasa": "3.6.21"}
    report.write(machine, rows, _notes(mine, theirs, loops, options), printed, options.out)
    print(options.out.read_text())


def _ours(options: argparse.Namespace) -> Measured:
    found = Measured()
    _tell("training from nothing")
    found.trained = training.measure()
    with ours.running() as house:
        found.ready = house.seconds_to_ready
        asyncio.run(_ask_ours(house, found, options))
        found.engine_mb, found.all_mb = house.memory()
    return found


async def _ask_ours(house: ours.Ours, found: Measured, options: argparse.Namespace) -> None:
    texts = talks.questions()
    _tell("ours: replies early, booking turns, one long conversation")
    found.early = talks.median(await talks.early(house.open_talk, _EARLY, texts))
    found.booking = talks.median(await booking_turns.measure(house, _BOOKINGS))
    found.turns = await talks.long(house.open_talk, options.turns, texts)
    _tell("ours: many at once")
    crowd = talks.crowd(house.open_talk, options.visitors, options.seconds, texts)
    found.crowd, waits = await crowd
    found.crowd_p95 = talks.p95(waits)
    found.texts = await texting.measure(house.house.url, options.visitors)


def _default(options: argparse.Namespace) -> Measured:
    found = Measured()
    with tempfile.TemporaryDirectory() as name:
        _tell(f"Rasa's default: training, {options.epochs} epochs")
        found.trained = default_rasa.train(Path(name), options.epochs)
        with default_rasa.running(Path(name)) as rasa:
            found.ready = rasa.seconds_to_ready
            asyncio.run(_ask_default(rasa, found, options))
            found.engine_mb = found.all_mb = rasa.memory()
    return found


async def _ask_default(
    rasa: default_rasa.DefaultRasa, found: Measured, options: argparse.Namespace
) -> None:
    texts = talks.questions()
    _tell("Rasa's default: replies early, one long conversation, many at once")
    found.early = talks.median(await talks.early(rasa.open_talk, _EARLY, texts))
    found.turns = await talks.long(rasa.open_talk, min(500, options.turns), texts)
    crowd = talks.crowd(rasa.open_talk, options.visitors, options.seconds, texts)
    found.crowd, waits = await crowd
    found.crowd_p95 = talks.p95(waits)


def _rows(mine: Measured, theirs: Measured, options: argparse.Namespace) -> Sequence[Row]:
    late = min(500, options.turns)
    return (
        Row("reply to a question, early, median", mine.early, theirs.early, "ms", "<= 0.5 x"),
        Row(f"the same at turn {late}", mine.at(late), theirs.at(late), "ms", "<= 0.1 x"),
        Row(f"replies a second, {options.visitors} visitors", mine.crowd, theirs.crowd, "/s",
            ">= 3 x"),
        Row("training from nothing", round(mine.trained), round(theirs.trained), "s", "<= 0.5 x"),
        Row("start to ready", round(mine.ready, 1), round(theirs.ready, 1), "s", "<= 0.35 x"),
        Row("memory of the engine", round(mine.engine_mb), round(theirs.engine_mb), "MB",
            "<= 0.6 x"),
        Row("memory of all processes", round(mine.all_mb), round(theirs.all_mb), "MB",
            "<= 1.2 x"),
        Row("booking turn, median", mine.booking, None, "ms", "<= 1.5 x a question's"),
    )  # fmt: skip


def _notes(
    mine: Measured, theirs: Measured, loops: Sequence[float], options: argparse.Namespace
) -> list[str]:
    last, early = len(mine.turns), mine.at(_LATE)
    turns = sorted({turn for turn in (100, 500, 1000, last) if turn <= last})
    flat = ", ".join(f"{mine.at(turn)} ms before turn {turn}" for turn in turns)
    return [
        f"One conversation, medians of {_LATE} replies: {early} ms at its beginning, {flat}: "
        f"{mine.at(last) / early:.2f} x at the end (to reach: 1.2 x at turn 500).",
        f"A booking turn takes {mine.booking / mine.early:.2f} x a question's.",
        f"{options.visitors} visitors at once: 95 of 100 replies within {mine.crowd_p95} ms; "
        f"Rasa's default {theirs.crowd_p95} ms.",
        f"{options.visitors} people texting at once: {json.dumps(mine.texts)}",
        f"The baseline was trained for {options.epochs} epochs; `rasa init` trains 100, and takes "
        "so many times longer. How fast it answers does not depend on it.",
        f"A plain loop took {loops} s before, between and after: alike on a quiet machine.",
    ]


def _print(words: Sequence[str]) -> str:
    python = ".venv-engine" if words[0] == "benchmarks.nlu" else ".venv"
    _tell(" ".join(words))
    done = subprocess.run(
        [str(ROOT / python / "bin" / "python"), "-m", *words],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout if not done.returncode else f"FAILED\n{done.stderr[-2000:]}"


def _tell(line: str) -> None:
    print(f"... {line}", file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--epochs", type=int, default=5, help="of the baseline's training")
    parser.add_argument("--turns", type=int, default=2000, help="of one long conversation")
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20, help="for which they write")
    parser.add_argument("--out", type=Path, default=report.FILE)
    return parser.parse_args()


if __name__ == "__main__":
    main()
