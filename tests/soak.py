"""`make soak`: the real house at five times a busy clinic's load, and whether anything grows.

A busy clinic: 90 conversations of eight messages in its busiest hour, one message in five seconds;
five times that is one a second. `SOAK_MINUTES` (15) and `SOAK_PER_SECOND` (1.0) change it.
Memory, threads, descriptors and sockets of every process are sampled, and the history checker
goes through everything at the end. Writes docs/soak.md. Exit status 1: something grew or is wrong.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from frontdesk.settings import ROOT
from tests.faults.conftest import checked, until_settled
from tests.faults.stubborn import Stubborn
from tests.history import Notes
from tests.running import RunningHouse

MINUTES = float(os.environ.get("SOAK_MINUTES", "15"))
PER_SECOND = float(os.environ.get("SOAK_PER_SECOND", "1.0"))
_WRITERS = 8
_EVERY = 5.0
_MEASURES = ("memory, MB", "threads", "descriptors", "sockets")
#: by how much the second half may lie above the first: share, and at least so much
_FLAT = {
    "memory, MB": (0.05, 15), "threads": (0.1, 3), "descriptors": (0.1, 8), "sockets": (0.1, 8),
}
_SAYS = (
    "do i need an mri", "how many sessions", "what does it cost", "will medicare cover it",
    "what are your hours", "hello", "who is a good candidate for this", "asdf qwer zxcv",
    "i want to talk to a person", "how is this different from the steroid shots", "thank you",
)
_RED_FLAG = "cant feel when i wipe"


@dataclass(frozen=True)
class Sample:
    """One process at one moment."""

    at: float
    process: str
    values: tuple[float, ...]


async def soak(running: RunningHouse, notes: Notes) -> list[Sample]:
    """Write and sample until the time is over."""
    tokens: asyncio.Queue[None] = asyncio.Queue(maxsize=_WRITERS)
    over = asyncio.Event()
    writers = [
        asyncio.create_task(_write(running, notes, n, tokens, over)) for n in range(_WRITERS)
    ]
    pace = asyncio.create_task(_pace(tokens))
    samples: list[Sample] = []
    began = time.monotonic()
    while (passed := time.monotonic() - began) < MINUTES * 60:
        samples += [Sample(passed, name, _look(pid)) for name, pid in running.pids().items()]
        if len(samples) % 72 < 6:
            print(f"{passed / 60:4.1f} min, {len(notes.accepted)} messages", flush=True)
        await asyncio.sleep(_EVERY)
    over.set()
    await asyncio.gather(*writers)
    pace.cancel()
    await until_settled(running)
    return samples


async def _pace(tokens: asyncio.Queue[None]) -> None:
    while True:
        await asyncio.sleep(1 / PER_SECOND)
        if not tokens.full():
            tokens.put_nowait(None)


async def _write(
    running: RunningHouse, notes: Notes, writer: int, tokens: asyncio.Queue[None],
    over: asyncio.Event,
) -> None:
    """One person after the other; one in twenty writes a red flag, and leaves."""
    chance, count = random.Random(writer), 0
    while not over.is_set():
        count += 1
        person = Stubborn(running.url, f"w{writer}-p{count}", notes)
        says = [chance.choice(_SAYS) for _ in range(8)]
        if chance.random() < 0.05:
            says[chance.randrange(8) :] = [_RED_FLAG]
        for text in says:
            while not over.is_set():
                try:
                    await asyncio.wait_for(tokens.get(), 0.5)
                    break
                except asyncio.TimeoutError:
                    continue
            if over.is_set():
                break
            person.forget_heard()
            await person.write(text)
            await person.hears(lambda m: m["metadata"]["author"] == "bot", within=60)
        await person.leave()


def _look(pid: int) -> tuple[float, ...]:
    """Memory, threads, descriptors and sockets of a process; nothing of one that is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        kept = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        opened = [os.readlink(f) for f in Path(f"/proc/{pid}/fd").iterdir() if f.is_symlink()]
    except (OSError, ValueError):
        return ()
    sockets = sum(name.startswith("socket:") for name in opened)
    return (int(kept["VmRSS"].split()[0]) / 1024, int(kept["Threads"]), len(opened), sockets)


def grown(samples: Sequence[Sample]) -> list[tuple[str, str, float, float, bool]]:
    """(process, measure, first half, second half, grew) after the first third, which warms up."""
    found = []
    for process in sorted({s.process for s in samples}):
        mine = [s for s in samples if s.process == process and s.values]
        rest = mine[len(mine) // 3 :]
        half = len(rest) // 2
        for place, measure in enumerate(_MEASURES):
            first = median(s.values[place] for s in rest[:half])
            second = median(s.values[place] for s in rest[half:])
            share, least = _FLAT[measure]
            grew = second - first > max(first * share, least)
            found.append((process, measure, first, second, grew))
    return found


def waits(notes: Notes) -> list[float]:
    """Seconds from writing to the first word heard, in order."""
    heard: dict[str, list[float]] = {}
    for one in notes.heard:
        heard.setdefault(one.person, []).append(one.at)
    found = []
    for sent in notes.accepted:
        after = [at for at in heard.get(sent.person, ()) if at >= sent.began]
        if after:
            found.append(after[0] - sent.began)
    return found


def _p95(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=20)[-1]


def _report(
    samples: Sequence[Sample], notes: Notes, wrong: Sequence[object]
) -> tuple[list[str], bool]:
    rows, waited = grown(samples), waits(notes)
    rest = waited[len(waited) // 3 :]
    halves = rest[: len(rest) // 2], rest[len(rest) // 2 :]
    slower = _p95(halves[1]) > 2 * _p95(halves[0]) + 0.5
    good = not (wrong or slower or any(row[-1] for row in rows))
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True,
        check=False,
    ).stdout.strip()
    lines = [
        "# Soak",
        "",
        f"`make soak` at commit {commit}: {'nothing grew' if good else 'SOMETHING GREW'} in "
        f"{MINUTES:g} minutes with {len(notes.accepted)} messages, about {PER_SECOND:g} a second.",
        f"First word after {median(waited):.2f} s (median), {_p95(halves[0]):.2f} s and then "
        f"{_p95(halves[1]):.2f} s (95th percentile of the halves). Violations: {len(wrong)}.",
        "",
        "Medians of the two halves of the last two thirds:",
        "",
        "| process | measure | before | after | |",
        "|---|---|---|---|---|",
        *(
            f"| {process} | {measure} | {first:.0f} | {second:.0f} | {'GREW' if grew else 'flat'} |"
            for process, measure, first, second, grew in rows
        ),
        *(f"- {violation}" for violation in wrong),
        "",
    ]
    return lines, good


def main() -> int:
    """Run, print, write down."""
    notes = Notes()
    with tempfile.TemporaryDirectory(prefix="frontdesk-soak-") as folder:
        running = RunningHouse(Path(folder), {"FRONTDESK_CLOCK": "2026-04-07T10:15:00-05:00"})
        try:
            samples = asyncio.run(soak(running.start(), notes))
            lines, good = _report(samples, notes, checked(running, notes))
        finally:
            running.stop()
    print("\n".join(lines))
    (ROOT / "docs" / "soak.md").write_text("\n".join(lines))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
