"""Rasa's default pipeline on the same sets: `.venv-engine/bin/python -m benchmarks.nlu_rasa`.

DIET with its default settings, every name of the catalogue an intent of its own (which is kinder to
it than a retrieval intent with a second model behind), and Rasa's default fallback.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from benchmarks.nlu import ROOT, by_kind, calibration_error, outcome
from benchmarks.nlu_sets import Row, held_out_files, own_examples, real_folder, split
from engine.understanding.catalogue import OUT_OF_SCOPE, answer_key
from engine.understanding.decide import Understanding

JOINT = "__"  # stands for the stroke, which would make a retrieval intent
FALLBACK = "nlu_fallback"


def pipeline(epochs: int) -> list[dict[str, Any]]:
    """What `rasa init` of 3.6 proposes, without the response selector."""
    return [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True},
        {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
    ]


def write_project(folder: Path, rows: Sequence[Row], epochs: int) -> None:
    """`config.yml` and `nlu.yml` as Rasa reads them."""
    config = {"recipe": "default.v1", "language": "en", "pipeline": pipeline(epochs)}
    (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    texts: dict[str, list[str]] = {}
    for row in rows:
        texts.setdefault(row.name.replace("/", JOINT), []).append(row.text)
    blocks = [{"intent": name, "examples": "".join(f"- {t}\n" for t in some)}
              for name, some in texts.items()]  # fmt: skip
    content = {"version": "3.1", "nlu": blocks}
    (folder / "nlu.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def understanding(parsed: dict[str, Any]) -> Understanding:
    """Rasa's parse as ours: a fallback offers the three likeliest."""
    ranking = [(r["name"].replace(JOINT, "/"), r["confidence"]) for r in parsed["intent_ranking"]]
    known = [(name, sure) for name, sure in ranking if name != FALLBACK]
    name, sure = known[0]
    if parsed["intent"]["name"] != FALLBACK:
        return Understanding(name, sure, answer_key(name), (), (name,), "en")
    offered = tuple(n for n, _ in known[:3] if n != OUT_OF_SCOPE)
    return Understanding(name, sure, None, offered, (), "en")


def main(arguments: list[str] | None = None) -> int:
    """Trains, measures, prints. Returns the exit code."""
    options = _options(arguments)
    rows = own_examples(options.data)
    if options.share < 1:
        rows = split(rows, options.share, 7)[1]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_project(folder, rows, options.epochs)
        started = time.monotonic()
        agent = _trained(folder)
        print(json.dumps({"trained_on": len(rows), "epochs": options.epochs,
                          "seconds": round(time.monotonic() - started)}))  # fmt: skip
        _report(agent, options)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"peak_mb": round(memory)}))
    return 0


def _trained(folder: Path) -> Any:
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
    return Agent.load(model)


def _report(agent: Any, options: argparse.Namespace) -> None:
    times: list[float] = []
    sets = [*held_out_files(options.own), *(real_folder(options.real) if options.real else ())]
    for title, rows in sets:
        for kind, some in by_kind([r for r in rows if r.name != "en"]).items():
            print(json.dumps({"set": title, "kind": kind, **_measure(agent, some, times)}))
    print(json.dumps({"median_ms": round(statistics.median(times), 1)}))


def _measure(agent: Any, rows: Sequence[Row], times: list[float]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    told = []
    for row in rows:
        started = time.perf_counter()
        got = understanding(asyncio.run(agent.parse_message(row.text)))
        times.append(1000 * (time.perf_counter() - started))
        counts[outcome(row, got)] += 1
        told.append((got.confidence, got.intent in row.accepted))
    shares = {kind: round(100 * n / len(rows), 1) for kind, n in sorted(counts.items())}
    return {"rows": len(rows), **shares, "calibration_error": calibration_error(told)}


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nlu_rasa", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / "data" / "nlu", help="examples")
    parser.add_argument("--own", type=Path, default=ROOT / "tests" / "nlu", help="own held-out set")
    parser.add_argument("--real", type=Path, help="folder of real words (*.tsv)")
    parser.add_argument("--epochs", type=int, default=100, help="of DIET; rasa init: 100")
    parser.add_argument("--share", type=float, default=1.0, help="of the examples to train on")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
