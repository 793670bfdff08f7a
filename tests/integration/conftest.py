"""One real house for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.running import RunningHouse


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    """Every process, started as `make run` starts them, on a Tuesday morning."""
    house = RunningHouse(
        tmp_path_factory.mktemp("house"),
        # A busy machine is no store that is gone: it has five seconds here, not 0.7.
        {
            "FRONTDESK_CLOCK": "2026-04-07T10:15:00-05:00",
            "STORE_SECONDS": "5",
            # As a clinic's listens: what else does, is looked at (`test_watch.py`).
            "HOST": "0.0.0.0",
        },
    )
    try:
        yield house.start()
    finally:
        house.stop()
