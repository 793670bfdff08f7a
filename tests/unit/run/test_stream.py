"""Logging goes on where nothing can be written."""

from __future__ import annotations

import io

from frontdesk.run.stream import Unbroken


class Full(io.StringIO):
    """A disk without room."""

    def write(self, text: str) -> int:
        """Refuse."""
        raise OSError(28, "No space left on device")

    def flush(self) -> None:
        """Refuse."""
        raise OSError(28, "No space left on device")


def test_a_full_disk_costs_the_line_and_nothing_else() -> None:
    """Whoever logs never knows."""
    stream = Unbroken(Full())
    assert stream.write("a line\n") == 7
    stream.flush()


def test_what_can_be_written_is() -> None:
    """As it is."""
    kept = io.StringIO()
    Unbroken(kept).write("a line\n")
    assert kept.getvalue() == "a line\n"
