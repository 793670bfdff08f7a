"""`make trials`: the tests of faults at the sizes of the bars; writes docs/trials.md as it goes.

Each part is run by itself: `python -m tests.trials kills texts` runs two of them, and leaves what
the others measured. A size is changed by its environment variable: `KILLS=50`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from frontdesk.settings import ROOT

BOOKING = "tests/unit/actions/test_booking"
#: what is run, and at which sizes
PARTS: dict[str, tuple[str, dict[str, str]]] = {
    "booking in any order": (f"{BOOKING}_any_order.py", {"BOOKING_CONVERSATIONS": "500"}),
    "questions at every step": (f"{BOOKING}_questions.py", {"BOOKING_WORDINGS": "12"}),
    "migrations": ("tests/unit/store/test_migrations.py", {"MIGRATION_KILLS": "20"}),
    "every statement": ("tests/unit/door/test_every_statement.py", {"STATEMENTS": "1"}),
    "web storm": (
        "tests/unit/channels/web/test_storm.py",
        {"EVENTS": "10000", "RECONNECTS": "1000", "VISITORS": "200"},
    ),
    "reconnects": ("tests/browser/test_survival.py", {"RECONNECTS": "1000"}),
    "parsers": ("tests/fuzz/test_parsers.py", {"FUZZ": "3000"}),
    "hostile": ("tests/fuzz/test_servers.py", {"HOSTILE": "40000"}),
    "order": ("tests/scale/test_order.py", {"PAIRS": "1000"}),
    "workers": ("tests/scale/test_workers.py", {"CLAIMED": "5000"}),
    "counting": ("tests/scale/test_counting.py", {}),
    "topology": (
        "tests/scale/test_topology.py",
        {"UNITS": "3", "MOVED": "200", "STORE_RESTARTS": "50", "CLAIMED": "5000"},
    ),
    "dependencies": (
        "tests/faults/test_dependencies.py",
        {"LOCK_SECONDS": "10", "JUMPS": "+1h -1h +1d -1d"},
    ),
    "texts": ("tests/faults/test_texts.py", {"WEBHOOKS": "10000"}),
    "upgrade": ("tests/faults/test_upgrade.py", {"UPGRADE_TRAINS": "1"}),
    "console": (
        "tests/faults/test_console_speed.py",
        {"CONSOLE_CASES": "10000", "CONSOLE_MESSAGES": "1000000"},
    ),
    "kills": ("tests/faults/test_kills.py", {"KILLS": "200"}),
}  # fmt: skip
PAGE = ROOT / "docs" / "trials.md"
TITLE = """# Trials

The tests of faults at the sizes of the bars, by `make trials` (some hours), or part by part with
`python -m tests.trials PART`. Each part tells at which commit it was run last, and what it took.
"""
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)


def main(names: list[str]) -> int:
    """Run parts one after the other, and write down each as it ends; 1 when one failed."""
    unknown = set(names) - set(PARTS)
    if unknown:
        print(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
        return 2
    passed = [run(name) for name in names or PARTS]
    return 0 if all(passed) else 1


def run(name: str) -> bool:
    """Run one part, and put what it measured on the page."""
    where, sizes = PARTS[name]
    sizes = {size: os.environ.get(size, usual) for size, usual in sizes.items()}
    print(f"{name} {' '.join(f'{k}={v}' for k, v in sizes.items())}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout=7200"]
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        done = subprocess.run(
            [*command, where], cwd=ROOT, env={**os.environ, **sizes, "TRIALS": folder}, check=False
        )
        minutes = (time.monotonic() - began) / 60
        rows = {p.stem: json.loads(p.read_text()) for p in sorted(Path(folder).glob("*.json"))}
    passed = done.returncode == 0
    sections = read(PAGE.read_text() if PAGE.exists() else "")
    sections[name] = told(where, sizes, passed, minutes, rows)
    PAGE.write_text(written(sections))
    return passed


def told(
    where: str, sizes: dict[str, str], passed: bool, minutes: float, rows: dict[str, dict]
) -> str:
    """The section of one part."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    given = "".join(f" {k}={v!r}" if " " in v else f" {k}={v}" for k, v in sizes.items())
    end = "passed" if passed else "**FAILED**"
    lines = [f"`{where}`{given}: {end} in {minutes:.1f} minutes, at commit {commit.strip()}.", ""]
    for name, row in rows.items():
        lines += [f"- {name}: " + "; ".join(f"{k}: {v}" for k, v in row.items())]
    return "\n".join(lines).strip()


def read(page: str) -> dict[str, str]:
    """The sections of the page, by their names."""
    parts = _SECTION.split(page)
    return {name: text.strip() for name, text in zip(parts[1::2], parts[2::2])}


def written(sections: dict[str, str]) -> str:
    """The page, its sections in the order of the parts."""
    inside = "".join(f"\n## {name}\n\n{sections[name]}\n" for name in PARTS if name in sections)
    return TITLE + inside


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
