"""How well messages are understood: `.venv-engine/bin/python -m benchmarks.nlu --help`.

Trains on `data/nlu` and measures on text that was not trained on: a share of the examples that is
held out, the project's own set in `tests/nlu`, and any folder of real words given by argument.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.nlu_model import configured_limits, head_of, settings_of
from benchmarks.nlu_sets import (
    Pair,
    Row,
    held_out_files,
    own_examples,
    pair_files,
    real_folder,
    split,
)
from engine.understanding.catalogue import OUT_OF_SCOPE, THINGS_TO_DO, is_question
from engine.understanding.decide import Thresholds, Understanding, decide, nothing
from engine.understanding.encoder import SentenceEncoder
from engine.understanding.head import CatalogueHead, HeadSettings
from engine.understanding.language import recognise
from engine.understanding.normalise import normalise
from engine.understanding.reader import Reader

ROOT = Path(__file__).resolve().parent.parent


class Understander:
    """The pipeline of `config.yml`, without Rasa around it."""

    def __init__(self, encoder: SentenceEncoder, head: CatalogueHead, limits: Thresholds):
        self.encoder = encoder
        self.limits = limits
        self.reader = Reader(encoder, head)

    def train(self, rows: Sequence[Row]) -> float:
        """Learns; returns the seconds it took."""
        started = time.monotonic()
        texts = [normalise(r.text, recognise(r.text)) for r in rows]
        vectors = self.encoder.encode(texts)
        head = CatalogueHead(self.reader.head.settings)
        head.fit(texts, vectors, [r.name for r in rows])
        self.reader = Reader(self.encoder, head)  # a new one, that remembers no other readings
        return time.monotonic() - started

    def understand(self, text: str) -> Understanding:
        """What one message is taken for."""
        language = recognise(text)
        normalised = normalise(text, language)
        if self.reader.is_noise(normalised):
            return nothing(language)
        whole, cuts = self.reader.read(normalised)
        return decide(whole, cuts, language, self.limits)


def outcome(row: Row, got: Understanding) -> str:
    """`right`, `offered`, `wrong`, `turned_away` or `asked` (offered without the right one)."""
    if got.intents:
        if row.accepted & set(got.intents):
            return "right"
        return "turned_away" if got.intents[0] == OUT_OF_SCOPE else "wrong"
    return "offered" if row.accepted & set(got.choices) else "asked"


def measure(rows: Sequence[Row], understander: Understander) -> tuple[dict, list]:
    """Shares of each outcome, and the rows that did not come out right."""
    counts: Counter[str] = Counter()
    misses, told = [], []
    for row in rows:
        got = understander.understand(row.text)
        kind = outcome(row, got)
        counts[kind] += 1
        told.append((got.confidence, got.intent in row.accepted))
        if kind != "right":
            misses.append((kind, row, got))
    shares = {kind: round(100 * n / len(rows), 1) for kind, n in sorted(counts.items())}
    return {"rows": len(rows), **shares, "calibration_error": calibration_error(told)}, misses


def calibration_error(told: Sequence[tuple[float, bool]]) -> float:
    """Mean distance, in points, between how sure and how often right, over tenths of sureness."""
    sure, right = np.array([s for s, _ in told]), np.array([r for _, r in told], dtype=float)
    tenth = np.minimum((10 * sure).astype(int), 9)
    apart = [abs(right[tenth == t].sum() - sure[tenth == t].sum()) for t in range(10)]
    return round(100 * sum(apart) / len(told), 1)


def by_kind(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Questions, things to do, out of scope and talk, reported apart."""
    kinds: dict[str, list[Row]] = {}
    for row in rows:
        kinds.setdefault(_kind(row), []).append(row)
    return kinds


def _kind(row: Row) -> str:
    if is_question(row.name):
        return "questions"
    if row.name in THINGS_TO_DO:
        return "things_to_do"
    return "out_of_scope" if row.name == OUT_OF_SCOPE else "talk"


def report(title: str, rows: Sequence[Row], understander: Understander, show: int) -> None:
    """Prints one set's figures, and its misses when asked to."""
    for kind, some in by_kind(rows).items():
        figures, misses = measure(some, understander)
        print(json.dumps({"set": title, "kind": kind, **figures}))
        _weak_keys(some, misses)
        for why, row, got in misses[:show]:
            given = list(got.intents or got.choices)
            print(f"    {why:11} {row.name:28} {given} {got.confidence:.2f} | {row.text[:110]}")


def _weak_keys(rows: Sequence[Row], misses: Sequence[tuple]) -> None:
    total = Counter(r.name for r in rows)
    missed = Counter(row.name for _, row, _ in misses)
    weak = {n: f"{100 * (1 - missed[n] / total[n]):.0f}% of {total[n]}" for n in total
            if total[n] >= 5 and missed[n] / total[n] > 0.3}  # fmt: skip
    if weak:
        print("    weak:", json.dumps(weak))


def report_pairs(title: str, pairs: Sequence[Pair], understander: Understander, show: int) -> None:
    """Prints how often both requests of a message are served, only one, or one unasked."""
    counts: Counter[str] = Counter()
    for pair in pairs:
        got = understander.understand(pair.text)
        served = set(got.intents)
        hits = len(served & set(pair.names))
        counts["both" if hits == 2 else "one" if hits else "none"] += 1
        counts["one unasked"] += bool(served - set(pair.names))
        if hits < 2 and show > 0:
            show -= 1
            print(f"    {list(pair.names)} got {list(got.intents or got.choices)}"
                  f" {got.confidence:.2f} | {pair.text[:130]}")  # fmt: skip
    shares = {k: round(100 * n / len(pairs), 1) for k, n in sorted(counts.items())}
    print(json.dumps({"set": title, "rows": len(pairs), **shares}))


def joined(rows: Sequence[Row], seed: int) -> list[Pair]:
    """Held-out requests joined two by two, as people do."""
    asking = [r for r in rows if _kind(r) in ("questions", "things_to_do") and len(r.text) < 90]
    order = np.random.default_rng(seed).permutation(len(asking))
    joins = (" and ", "? also ", ". ", ", and ", "? ")
    pairs = []
    for place, (a, b) in enumerate(zip(order[::2], order[1::2], strict=False)):
        first, second = asking[a], asking[b]
        if first.name != second.name:
            text = f"{first.text.rstrip('?.! ')}{joins[place % len(joins)]}{second.text}"
            pairs.append(Pair(text, (first.name, second.name)))
    return pairs


def languages(title: str, rows: Sequence[Row]) -> None:
    """Prints how often Spanish is taken for Spanish, and English with a Spanish name is not."""
    english = [r for r in rows if r.name == "en"]
    spanish = [r for r in rows if r.name != "en"]
    print(json.dumps({
        "set": title, "kind": "language",
        "spanish": round(100 * sum(recognise(r.text) == "es" for r in spanish) / len(spanish), 1),
        "english": round(100 * sum(recognise(r.text) == "en" for r in english)
                         / max(1, len(english)), 1),
    }))  # fmt: skip


def speed(rows: Sequence[Row], understander: Understander) -> None:
    """Median milliseconds a message, beside a plain loop that tells how busy the machine was."""
    times = []
    for row in rows[:200]:
        started = time.perf_counter()
        understander.understand(row.text)
        times.append(1000 * (time.perf_counter() - started))
    started = time.perf_counter()
    sum(i * i for i in range(1_000_000))
    loop = 1000 * (time.perf_counter() - started)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"median_ms": round(statistics.median(times), 2), "plain_loop_ms": round(loop),
                      "peak_mb": round(memory)}))  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Runs the measurement. Returns the exit code."""
    options = _options(arguments)
    head, limits = CatalogueHead(HeadSettings(**settings_of("Classifier"))), configured_limits()
    examples = own_examples(options.data)
    if options.model:
        understander = Understander(SentenceEncoder(), head_of(options.model), limits)
    else:
        understander = Understander(SentenceEncoder(), head, limits)
        _train_and_hold_out(understander, examples, options)
    for title, rows in held_out_files(options.own):
        if "spanish" in title:
            languages(title, rows)
            rows = [r for r in rows if r.name != "en"]
        report(title, rows, understander, options.show)
    for title, pairs in pair_files(options.own):
        report_pairs(title, pairs, understander, options.show)
    for title, rows in real_folder(options.real) if options.real else ():
        report(title, rows, understander, options.show)
    speed(examples, understander)
    return 0


def _train_and_hold_out(
    understander: Understander, examples: Sequence[Row], options: argparse.Namespace
) -> None:
    if options.share > 0:
        train, held_out = split(examples, options.share, options.seed)
        _trained(understander, train)
        report("held out of data/nlu", held_out, understander, options.show)
        report_pairs("held out, joined", joined(held_out, options.seed), understander, 0)
    if options.all or options.share <= 0:
        _trained(understander, examples)


def _trained(understander: Understander, rows: Sequence[Row]) -> None:
    seconds = understander.train(rows)
    sharpness = round(understander.reader.head.sharpness, 2)
    print(json.dumps({"trained_on": len(rows), "seconds": round(seconds, 1),
                      "sharpness": sharpness}))  # fmt: skip


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nlu", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / "data" / "nlu", help="examples")
    parser.add_argument("--own", type=Path, default=ROOT / "tests" / "nlu", help="own held-out set")
    parser.add_argument("--real", type=Path, help="folder of real words (*.tsv)")
    parser.add_argument("--share", type=float, default=0.2, help="share held out; 0: none")
    parser.add_argument("--seed", type=int, default=7, help="of the split")
    parser.add_argument("--show", type=int, default=0, help="misses to print for each set")
    parser.add_argument("--model", type=Path, help="measure this model instead of training")
    parser.add_argument("--all", action="store_true", help="train on all for the other sets")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
