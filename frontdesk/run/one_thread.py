"""Libraries of numbers use the thread that calls them.

Safety's matrices are small. A message of some length made OpenBLAS share one with a thread of its
own, which then spun for twenty milliseconds, waiting for more, and took them from everybody.
"""

from __future__ import annotations

import os

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def use_one_thread() -> None:
    """Call before numpy is imported; what the environment says already holds."""
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
