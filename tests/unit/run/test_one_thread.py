"""What a process of the desk is given before numpy is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_THREADS = """
import os
import frontdesk.__main__
import numpy
numpy.ones((500, 500)) @ numpy.ones((500, 500))
print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are listed on Linux")
def test_a_process_of_the_desk_calculates_on_the_thread_that_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """None of a library spins beside it for the next matrix."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    told = subprocess.run(
        [sys.executable, "-c", _THREADS], capture_output=True, text=True, check=True, timeout=120
    )
    assert told.stdout.strip() == "1"
