"""Nobody fills the log by making a library complain."""

from __future__ import annotations

import logging

from frontdesk.run.seldom import MOST, Seldom


def _record(line: int) -> logging.LogRecord:
    return logging.LogRecord("engineio", logging.ERROR, "lib.py", line, "a frame", (), None)


def test_a_line_that_comes_again_and_again_is_written_so_often_and_counted() -> None:
    """Another line is not held up by it; the next minute tells what was left out."""
    now = [0.0]
    seldom = Seldom(lambda: now[0])
    written = [seldom.filter(_record(7)) for _ in range(MOST + 30)]
    assert written == [True] * MOST + [False] * 30
    assert seldom.filter(_record(8))
    now[0] = 61.0
    record = _record(7)
    assert seldom.filter(record) and record.left_out == 30
    assert seldom.filter(record) and record.left_out == 0
