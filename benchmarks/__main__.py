"""`make bench`: how fast, how big and how soon ready, into `docs/benchmarks.md`.

Takes a quarter of an hour on two quiet cores, some minutes less where the baseline is kept from
before. How well messages are understood is measured apart (`python -m benchmarks.nlu`,
`benchmarks.safety`, `benchmarks.booking_dates`).
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import measured, report
from benchmarks.machine import about


def main() -> None:
    """Measure and write."""
    options = _options()
    mine = measured.of_ours(options)
    theirs, baseline = measured.of_the_default(options)
    measured.early_again(mine, theirs, baseline)
    page = report.page(about(), mine, theirs, baseline, options.visitors)
    options.out.write_text(page, encoding="utf-8")
    print(page)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--epochs", type=int, default=1, help="of the baseline's training")
    parser.add_argument("--again", action="store_true", help="train the baseline anew")
    parser.add_argument("--turns", type=int, default=2000, help="of one long conversation")
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20, help="for which they write")
    parser.add_argument("--out", type=Path, default=report.FILE)
    return parser.parse_args()


if __name__ == "__main__":
    main()
