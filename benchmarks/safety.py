"""How much the safety layer sees, how often it cries wolf, and how long it takes.

    python -m benchmarks.safety --folder DIR [--taxonomy FILE.json] [--quiet]

`DIR` holds tab-separated files with the columns source, licence, label, note, text:
`*redflag-pos*` messages with a red flag, every other `*.tsv` messages without one. A note that
starts with "borderline" is reported apart. `--taxonomy` is a JSON file with `categories`, each
with `id`, `phrases` and `look_alikes`. Prints figures and every miss and false alarm.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path

from frontdesk.safety import TIER_OF, Assessment, SafetyInput, assess, load_rules

NOW = datetime(2026, 11, 21, 12, tzinfo=timezone.utc)
Look = Callable[[str], Assessment]
SHORT = "my left leg has been sore since monday, do you have anything open on friday morning?"


def main() -> None:
    """Measure what the arguments name."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path)
    options.add_argument("--taxonomy", type=Path)
    options.add_argument("--quiet", action="store_true", help="figures only")
    chosen = options.parse_args()
    started = time.monotonic()
    rules = load_rules()
    print(f"rules loaded in {time.monotonic() - started:.1f} s, {len(rules.entries)} rules")

    def look(text: str) -> Assessment:
        return assess(SafetyInput(text, NOW), rules)

    if chosen.taxonomy:
        taxonomy(json.loads(chosen.taxonomy.read_text()), look, chosen.quiet)
    if chosen.folder:
        for path in sorted(chosen.folder.glob("*.tsv")):
            (positives if "redflag-pos" in path.name else negatives)(path, look, chosen.quiet)
    speed(look)


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a tab-separated file."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def taxonomy(data: dict, look: Look, quiet: bool) -> None:
    """Recall and right category by tier on phrases, false alarms on look-alikes."""
    raised, right, total = Counter(), Counter(), Counter()
    wrong: list[str] = []
    for category in data["categories"]:
        name, tier = category["id"], TIER_OF[category["id"]]
        phrases = [p for p in category["phrases"] if not p.startswith("[")]
        for phrase in phrases if tier != "priority_callback" else ():
            found = [f.category for f in look(phrase).findings]
            total[tier] += 1
            raised[tier] += bool(found)
            right[tier] += found[:1] == [name]
            if name not in found:
                wrong.append(f"  {'MISS' if not found else 'other'} {name}: {phrase} -> {found}")
    for tier in total:
        print(f"phrases {tier}: raised {raised[tier]}/{total[tier]}, first category right "
              f"{right[tier]}/{total[tier]}")
    alike = [re.sub(r"\s*\([^)]*\)$", "", t) for c in data["categories"] for t in c["look_alikes"]]
    _false_alarms("look-alikes", alike, look, quiet)
    if not quiet:
        print("\n".join(wrong))


def positives(path: Path, look: Look, quiet: bool) -> None:
    """How many real red flags are raised, borderline ones apart."""
    clear, borderline, missed = [], [], []
    for row in rows(path):
        found = bool(look(row["text"]).findings)
        (borderline if row["note"].startswith("borderline") else clear).append(found)
        if not found:
            missed.append(f"  MISS {row['label']} [{row['note']}]: {row['text'][:240]}")
    print(f"{path.name}: raised {sum(clear)}/{len(clear)}, borderline {sum(borderline)}/"
          f"{len(borderline)}")
    if not quiet:
        print("\n".join(missed))


def negatives(path: Path, look: Look, quiet: bool) -> None:
    """False alarms on messages without a red flag."""
    _false_alarms(path.name, [row["text"] for row in rows(path)], look, quiet)


def _false_alarms(name: str, texts: list[str], look: Look, quiet: bool) -> None:
    high, every, lines = 0, 0, []
    for text in texts:
        findings = look(text).findings
        every += bool(findings)
        high += any(f.tier in ("emergency_911_now", "crisis_988") for f in findings)
        for finding in findings:
            words = [e.text for e in finding.evidence]
            lines.append(f"  ALARM {finding.category} {finding.rule} {words}: {text[:200]}")
    print(f"{name}: false alarms emergency/crisis {high}/{len(texts)}, all {every}/{len(texts)}")
    if not quiet:
        print("\n".join(lines))


def speed(look: Look) -> None:
    """Medians, beside a plain loop that tells how busy the machine was."""
    for label, text in (("ordinary message", SHORT), ("2,000 characters", _long())):
        times = []
        for i in range(60):
            began = time.perf_counter()
            look(f"{text} {i}")
            times.append((time.perf_counter() - began) * 1000)
        print(f"{label}: median {statistics.median(times):.2f} ms, worst {max(times):.2f} ms")
    began = time.perf_counter()
    sum(i * i for i in range(100_000))
    print(f"a plain loop of 100,000 steps: {(time.perf_counter() - began) * 1000:.1f} ms")


def _long() -> str:
    part = ("I have had back pain for about six years after a car accident and it goes down my "
            "left leg into the calf. I tried therapy, two epidural injections and a chiropractor. "
            "Some days I can hardly sit at work, no fever, no numbness, no trouble with bladder. ")
    return (part * 10)[:1980]


if __name__ == "__main__":
    main()
