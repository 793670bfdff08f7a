"""How much the safety layer sees, how often it cries wolf, and how long it takes.

    python -m benchmarks.safety [FOLDER ...] [--taxonomy FILE.json] [--quiet]

Reads every `*.tsv` of the folders (ours, `tests/nlu/red_flags*.tsv`, where none is named), tab
separated, with a column `text` and

* `label` (a category, or `none`), `tier`, `note`: as `tests/nlu/RED_FLAGS.md` tells; or
* `note`: `*redflag-pos*` are messages with a red flag of any kind, every other file messages
  without one. A note that starts with "borderline" is reported apart.

`--taxonomy` is a JSON file with `categories`, each with `id`, `phrases` and `look_alikes`. Prints
figures by tier and category, every miss and false alarm, and times.
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
from datetime import datetime, timedelta, timezone
from pathlib import Path

from frontdesk.safety import TIER_OF, TIERS, Earlier, Finding, SafetyInput, assess, load_rules

NOW = datetime(2026, 11, 21, 12, tzinfo=timezone.utc)
OURS = Path(__file__).parents[1] / "tests" / "nlu"
HIGH = TIERS[:2]
Look = Callable[[str], list[Finding]]
_READINGS = 60
_LONG = 1980


def main() -> None:
    """Measure what the arguments name."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folders", nargs="*", type=Path)
    options.add_argument("--taxonomy", type=Path)
    options.add_argument("--quiet", action="store_true", help="figures only")
    chosen = options.parse_args()
    started = time.monotonic()
    rules = load_rules()
    print(f"rules loaded in {time.monotonic() - started:.1f} s, {len(rules.entries)} rules")

    def look(text: str) -> list[Finding]:
        """What was found until the last of the texts (parted by two bars) was sent."""
        found: list[Finding] = []
        earlier: tuple[Earlier, ...] = ()
        for i, part in enumerate(text.split(" || ")):
            at = NOW + timedelta(minutes=5 * i)
            found += assess(SafetyInput(part, at, earlier), rules).findings
            earlier += (Earlier(part, at),)
        return found

    if chosen.taxonomy:
        taxonomy(json.loads(chosen.taxonomy.read_text()), look, chosen.quiet)
    for path in files(chosen.folders):
        measure(path, look, chosen.quiet)
    speed(look)


def files(folders: list[Path]) -> list[Path]:
    """The files to measure on."""
    if not folders:
        return sorted(OURS.glob("red_flags*.tsv"))
    return [path for folder in folders for path in sorted(folder.glob("*.tsv"))]


def measure(path: Path, look: Look, quiet: bool) -> None:
    """By category, or only raised or not, as the file's columns allow."""
    content = list(rows(path))
    if content and "tier" in content[0]:
        print(f"{path.name}:")
        by_category([(r["label"], r["text"], r["note"]) for r in content if r["label"] != "none"],
                    look, quiet)
        _false_alarms(path.name, [r["text"] for r in content if r["label"] == "none"], look, quiet)
    elif "redflag-pos" in path.name:
        positives(path.name, content, look, quiet)
    else:
        _false_alarms(path.name, [row["text"] for row in content], look, quiet)


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a tab-separated file."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def taxonomy(data: dict, look: Look, quiet: bool) -> None:
    """Recall and right category on phrases, false alarms on look-alikes."""
    print("taxonomy:")
    by_category([(c["id"], phrase, "") for c in data["categories"] for phrase in c["phrases"]
                 if not phrase.startswith("[") and TIER_OF[c["id"]] != TIERS[-1]], look, quiet)
    alike = [re.sub(r"\s*\([^)]*\)$", "", t) for c in data["categories"] for t in c["look_alikes"]]
    _false_alarms("look-alikes", alike, look, quiet)


def by_category(cases: list[tuple[str, str, str]], look: Look, quiet: bool) -> None:
    """Of (category, text, note): raised, and in the right category, by tier and by category."""
    total, raised, right = Counter(), Counter(), Counter()
    lines = []
    for category, text, note in cases:
        found = [f.category for f in look(text)]
        fits = any(name == category or f"also:{name}" in note for name in found)
        for key in (TIER_OF[category], category):
            total[key] += 1
            raised[key] += bool(found)
            right[key] += fits
        if not fits:
            word = "other" if found else "MISS"
            lines.append(f"  {word} {category}: {text[:240]} -> {found}")
    for key in [t for t in TIERS if t in total] + sorted(k for k in total if k not in TIERS):
        print(f"  {key:30} {total[key]:4} raised {raised[key] / total[key]:6.1%}  "
              f"right category {right[key] / total[key]:6.1%}")
    if not quiet:
        print("\n".join(lines))


def positives(name: str, content: list[dict[str, str]], look: Look, quiet: bool) -> None:
    """How many real red flags are raised, borderline ones apart."""
    clear, borderline, missed = [], [], []
    for row in content:
        found = bool(look(row["text"]))
        (borderline if row["note"].startswith("borderline") else clear).append(found)
        if not found:
            missed.append(f"  MISS {row['label']} [{row['note']}]: {row['text'][:240]}")
    print(f"{name}: raised {sum(clear)}/{len(clear)}, borderline {sum(borderline)}/"
          f"{len(borderline)}")
    if not quiet:
        print("\n".join(missed))


def _false_alarms(name: str, texts: list[str], look: Look, quiet: bool) -> None:
    high, every, lines = 0, 0, []
    for text in texts:
        findings = look(text)
        every += bool(findings)
        high += any(f.tier in HIGH for f in findings)
        for finding in findings:
            words = [e.text for e in finding.evidence]
            lines.append(f"  ALARM {finding.category} {finding.rule} {words}: {text[:200]}")
    print(f"{name}: {len(texts)} harmless, false alarms emergency/crisis {high} "
          f"({high / len(texts):.1%}), all {every} ({every / len(texts):.1%})")
    if not quiet:
        print("\n".join(lines))


def speed(look: Look) -> None:
    """Prints the times, beside a plain loop that tells how busy the machine was."""
    for label, times in timings(look).items():
        print(f"{label}: median {statistics.median(times):.2f} ms, worst {max(times):.2f} ms")
    began = time.perf_counter()
    sum(i * i for i in range(100_000))
    print(f"a plain loop of 100,000 steps: {(time.perf_counter() - began) * 1000:.1f} ms")


def timings(look: Look) -> dict[str, list[float]]:
    """Milliseconds of each reading, of texts that were never read before, by their kind."""
    found: dict[str, list[float]] = {}
    for label, texts in (("ordinary message", _ordinary()), ("2,000 characters", _long())):
        look(texts[0])  # what is made at first use is no time of a reading
        for text in texts[1:]:
            began = time.perf_counter()
            look(text)
            found.setdefault(label, []).append((time.perf_counter() - began) * 1000)
    return found


def _ordinary() -> list[str]:
    """Sixty-one messages without a danger sign, no two alike."""
    return _harmless()[: _READINGS + 1]


def _long() -> list[str]:
    """Sixty-one stories of 1,980 characters, made of such messages; no sentence stands in two."""
    texts, stories, story = iter(_harmless()[_READINGS + 1 :]), list[str](), ""
    for text in texts:
        story = f"{story} {text.rstrip('.')}." if story else text
        if len(story) >= _LONG:
            stories.append(story[:_LONG])
            story = ""
    return stories[: _READINGS + 1]


def _harmless() -> list[str]:
    found = []
    for name, label in (("red_flags.tsv", "none"), ("questions.tsv", "faq/")):
        with (OURS / name).open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            texts = [row["text"] for row in rows if row["label"].startswith(label)]
            found += [text for text in texts if " || " not in text]  # those are several messages
    return found


if __name__ == "__main__":
    main()
