"""What one message costs: `python -m benchmarks.growth_cost` writes growth_measured.json.

One unit, two workers and the console on a real PostgreSQL and Redis, under the visitors of
`benchmarks.scaling`. What runs without anybody (looks at the store, signs of life) is measured
first and taken off: it does not grow with the messages.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks import scaling
from benchmarks.machine import about, family, megabytes
from tests.scale.topology import Topology, running

OUT = Path(__file__).with_name("growth_measured.json")
_IDLE_SECONDS = 20.0
_LEFT_OUT = ("sinks", "nginx")


def main() -> None:
    """Measure, and write what was measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth_cost", description=__doc__)
    parser.add_argument("--visitors", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=40.0)
    options = parser.parse_args()
    with running(units=1, workers=2) as house:
        scaling._load(house, 1, options.visitors, 5.0)  # what is first is slow
        found = {"machine": about(), **_measure(house, options.visitors, options.seconds)}
    OUT.write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found, indent=2))


def _measure(house: Topology, visitors: int, seconds: float) -> dict[str, Any]:
    """Idle figures a second, all others a message."""
    time.sleep(10.0)  # what the first load left to do
    idle, _ = _moved(house, lambda: time.sleep(_IDLE_SECONDS))
    load: dict[str, Any] = {}
    busy, took = _moved(house, lambda: load.update(scaling._load(house, 1, visitors, seconds)))
    count = load["replies"]
    a_message = {
        part: {
            name: round(max(0.0, value - idle[part][name]) * took / count, 3)
            for name, value in figures.items()
        }
        for part, figures in busy.items()
    }
    return {
        "messages": count, "seconds": seconds, "median_ms": round(load["median ms"], 1),
        **a_message,
        "idle": {part: {n: round(v, 2) for n, v in told.items()} for part, told in idle.items()},
        "memory_mb": {n: round(megabytes(family(p))) for n, p in house.pids().items()},
    }  # fmt: skip


def _moved(house: Topology, during: Any) -> tuple[dict[str, Mapping[str, float]], float]:
    """By how much the counters move in a second while something happens, and how long it took."""
    began, cpu, database = time.monotonic(), scaling._cpu(house), scaling._database(house)
    during()
    after, written = scaling._cpu(house), scaling._database(house)
    took = time.monotonic() - began
    return {
        "cpu_ms": {
            n: (after[n] - cpu.get(n, 0.0)) / took for n in after if n not in _LEFT_OUT
        },
        "database": {n: (written[n] - database[n]) / took for n in written},
    }, took


if __name__ == "__main__":
    main()
