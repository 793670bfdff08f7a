"""What a turn costs each process and the database, with one, two and three patient servers.

`python -m benchmarks.scaling [--units 3] [--visitors 12] [--seconds 30] [--out FILE]` starts the
topology of `tests.scale`, has visitors of another process ask questions, and writes a page with
the figures that `docs/scaling.md` reckons with. On a machine whose cores are few the servers share
them: the cost of a turn is what counts then, not the sum of replies.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import text

from benchmarks.machine import about, family, plain_loop
from frontdesk.settings import ROOT, Settings
from frontdesk.store import Store
from tests.scale.topology import Topology, running
from tests.visitor import Visitor

QUESTIONS = (
    "do i need an mri", "how many sessions", "what does it cost", "do you take medicare",
    "what is prp", "is it painful", "how long until i feel better", "where are you",
)  # fmt: skip
_TABLES = ("messages", "findings", "cases", "case_events", "outbox", "action_runs", "audit")
Figures = dict[str, float]
#: a reply that takes longer is not waited for
_PATIENCE = 30.0


def main() -> None:
    """Measure, and write the page."""
    options = _options()
    if options.visit:
        print(json.dumps(asyncio.run(_visit(options.visit, options.visitors, options.seconds))))
        return
    rows = []
    with running(options.units, workers=2) as topology:
        _load(topology, options.units, options.visitors, 5.0)  # what is first is slow
        idle = _idle(topology, options.seconds / 2)
        for units in range(1, options.units + 1):
            rows.append(_measured(topology, units, options.visitors, options.seconds, idle))
    page = _page(rows, idle, options)
    if options.out:
        Path(options.out).write_text(page)
    print(page)


def _measured(
    topology: Topology, units: int, visitors: int, seconds: float, idle: Mapping[str, Figures]
) -> dict[str, Any]:
    """One load on so many units: replies, and what each of them cost beyond doing nothing."""
    before, began = _figures(topology), time.monotonic()
    load = _load(topology, units, visitors, seconds)
    took, turns = time.monotonic() - began, max(1, load["replies"])
    after = _figures(topology)
    costs = {
        part: {
            name: (after[part][name] - before[part].get(name, 0.0) - took * resting) / turns
            for name, resting in idle[part].items()
        }
        for part in idle
    }
    return {"units": units, **load, **costs}


def _idle(topology: Topology, seconds: float) -> dict[str, Figures]:
    """What everything costs a second while nobody writes: looks, heartbeats, rounds."""
    before = _figures(topology)
    time.sleep(seconds)
    after = _figures(topology)
    return {
        part: {name: (after[part][name] - value) / seconds for name, value in before[part].items()}
        for part in before
    }


def _figures(topology: Topology) -> dict[str, Figures]:
    return {"cpu": _cpu(topology), "database": _database(topology), "rows": _rows(topology)}


def _load(topology: Topology, units: int, visitors: int, seconds: float) -> dict[str, Any]:
    """Visitors in a process of their own, spread over the first units."""
    urls = [unit.url for unit in topology.units[:units]]
    command = [sys.executable, "-m", "benchmarks.scaling", "--visit", *urls]
    command += ["--visitors", str(visitors), "--seconds", str(seconds)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


async def _visit(urls: Sequence[str], visitors: int, seconds: float) -> dict[str, Any]:
    until = time.monotonic() + seconds
    each = await asyncio.gather(
        *(_one(urls[n % len(urls)], n, until) for n in range(visitors)), return_exceptions=True
    )
    times = sorted(t for found in each if isinstance(found, list) for t in found)
    slow = times[int(len(times) * 0.95)] if times else 0.0
    return {
        "replies": len(times),
        "replies a second": len(times) / seconds,
        "median ms": statistics.median(times) * 1000 if times else 0.0,
        "95th ms": slow * 1000,
        "visitors that failed": sum(1 for found in each if not isinstance(found, list)),
    }


async def _one(url: str, number: int, until: float) -> list[float]:
    """A visitor who asks again as soon as there is an answer."""
    times: list[float] = []
    async with Visitor(url) as visitor:
        while time.monotonic() < until:
            began = time.monotonic()
            asked = QUESTIONS[(number + len(times)) % len(QUESTIONS)]
            await visitor.writes_and_hears(
                asked, lambda m: m["metadata"]["author"] == "bot", _PATIENCE
            )
            times.append(time.monotonic() - began)
    return times


def _cpu(topology: Topology) -> Figures:
    """Processor time so far by kind of process, ms."""
    spent: Counter[str] = Counter()
    for name, pid in topology.pids().items():
        kind = name.rsplit("-", 1)[-1].rstrip("0123456789")
        spent[kind] += 1000 * sum(_seconds(each) for each in family(pid))
    return dict(spent)


def _seconds(pid: int) -> float:
    """Of a process, with those of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(int(f) for f in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def _database(topology: Topology) -> Figures:
    """Commits, rows and bytes that PostgreSQL wrote so far."""
    names = ("commits", "rows inserted", "rows updated", "rows deleted", "WAL bytes", "disk bytes")
    return dict(zip(names, _asked(topology, (
        "SELECT xact_commit, tup_inserted, tup_updated, tup_deleted, "
        "pg_current_wal_lsn() - '0/0', pg_database_size(datname) "
        "FROM pg_stat_database WHERE datname = current_database()"
    ))))  # fmt: skip


def _rows(topology: Topology) -> Figures:
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in _TABLES)
    return dict(zip(_TABLES, _asked(topology, f"SELECT {counts}")))


def _asked(topology: Topology, statement: str) -> list[float]:
    store = Store(Settings(database_url=topology.postgres.url).database)
    try:
        with store.read() as session:
            return [float(value) for value in session.execute(text(statement)).one()]
    finally:
        store.close()


def _page(
    rows: Sequence[Mapping[str, Any]], idle: Mapping[str, Figures], options: argparse.Namespace
) -> str:
    heads = [f"{row['units']} server{'s' if row['units'] > 1 else ''}" for row in rows]
    heads.append(f"at rest, a second, with {options.units}")
    lines = [
        "# Several servers", "",
        f"`python -m benchmarks.scaling --units {options.units} --visitors {options.visitors} "
        f"--seconds {options.seconds:g}`; the visitors in a process of their own, each asking as "
        "soon as it was answered. All on one machine:", "",
        *(f"- {name}: {value}" for name, value in about().items()),
        f"- a plain loop took {plain_loop()} s (how busy the machine was)", "",
        f"| | {' | '.join(heads)} |", f"|---|{'---|' * len(heads)}",
    ]  # fmt: skip
    for name in ("replies a second", "median ms", "95th ms"):
        lines.append(f"| {name} | {' | '.join(f'{row[name]:.1f}' for row in rows)} | |")
    for part, unit in (("cpu", ", ms of processor a turn"), ("database", " a turn"),
                       ("rows", ", rows a turn")):  # fmt: skip
        for name in rows[0][part]:
            each = [*(row[part].get(name, 0.0) for row in rows), idle[part][name]]
            lines.append(f"| {name}{unit} | {' | '.join(f'{value:.2f}' for value in each)} |")
    return "\n".join([*lines, ""])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__)
    parser.add_argument("--units", type=int, default=3, help="patient servers at most")
    parser.add_argument("--visitors", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=30.0, help="of each load")
    parser.add_argument("--out", default="", help="where to write the page")
    parser.add_argument("--visit", nargs="+", metavar="URL", help="(the visitors' own process)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
