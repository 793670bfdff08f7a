"""Written times as people text them, at three moments, in two zones, across clock changes.

These sheets are known to whoever mends the reader (`FILES` says which served for that from the
beginning): they hold what is understood, and measure nothing of what is at first sight. The fresh
one does: nobody mended anything by its lines.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.booking_dates import FILES, FRESH, expressions, judged, share


@pytest.mark.parametrize("file", (*FILES, FRESH), ids=lambda f: f.stem)
def test_written_times_are_understood_at_least_95_times_in_100(file: Path) -> None:
    """What the reader allows is what was meant, no more and no less."""
    assert len(expressions(file)) >= 150
    rows = list(judged(file))
    missed = sorted({r[0].text for r in rows if not r[3]})
    assert share(rows) >= 95, missed
