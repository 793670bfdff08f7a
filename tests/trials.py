"""`make trials`: the tests of faults at the sizes of the bars; writes docs/trials.md.

Sizes: SIZES below, each by its environment variable.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from frontdesk.settings import ROOT

SIZES = {
    "BOOKING_CONVERSATIONS": "500", "BOOKING_WORDINGS": "12",
    "KILLS": "200", "EVENTS": "10000", "RECONNECTS": "1000", "VISITORS": "200", "RESTARTS": "20",
    "PAIRS": "1000", "UNITS": "3", "MOVED": "200", "STORE_RESTARTS": "50", "CLAIMED": "5000",
    "LOCK_SECONDS": "10", "JUMPS": "+1h -1h +1d -1d", "STATEMENTS": "1",
    "UPGRADE_TRAINS": "1",
    "CONSOLE_CASES": "10000", "CONSOLE_MESSAGES": "1000000", "WEBHOOKS": "10000",
    "HOSTILE": "40000", "FUZZ": "3000",
    "MIGRATION_KILLS": "20",
}
WHERE = (
    "tests/faults",
    "tests/fuzz",
    "tests/scale",
    "tests/unit/channels/web/test_storm.py",
    "tests/unit/door/test_every_statement.py",
    "tests/browser/test_survival.py",
    "tests/unit/store/test_migrations.py",
    "tests/unit/actions/test_booking_any_order.py",
    "tests/unit/actions/test_booking_questions.py",
)


def main() -> int:
    """Run, and write down what was measured."""
    sizes = {name: os.environ.get(name, size) for name, size in SIZES.items()}
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-p",
                "no:cacheprovider",
                "--timeout=7200",
                *WHERE,
            ],
            cwd=ROOT,
            env={**os.environ, **sizes, "TRIALS": folder},
            check=False,
        )
        rows = {p.stem: json.loads(p.read_text()) for p in sorted(Path(folder).glob("*.json"))}
    _write(rows, sizes, done.returncode == 0, time.monotonic() - began)
    return done.returncode


def _write(rows: dict[str, dict], sizes: dict[str, str], passed: bool, seconds: float) -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    lines = [
        "# Trials",
        "",
        f"`make trials` at commit {commit}: {'passed' if passed else 'FAILED'} in "
        f"{seconds / 60:.0f} minutes, with {sizes}.",
        "",
    ]
    for name, row in rows.items():
        lines += [f"## {name}", "", *(f"- {k}: {v}" for k, v in row.items()), ""]
    (ROOT / "docs" / "trials.md").write_text("\n".join(lines))


if __name__ == "__main__":
    raise SystemExit(main())
