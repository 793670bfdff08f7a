"""Statements by the driver's own means: each a transaction, and with the errors of SQLAlchemy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.tracker_rows import Rows
from engine.tracker_store import _CHANGE, _DELETE, _INSERT, _READ, TRACKERS, _create_table, _engine

WEB = {"the_conversation": "web-1"}


@pytest.fixture(params=["sqlite", "postgres"])
def rows(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rows]:
    """An empty table; on PostgreSQL where `ENGINE_TEST_POSTGRES` names a database."""
    url = f"sqlite:///{tmp_path / 'engine.sqlite'}"
    if request.param == "postgres":
        url = os.environ.get("ENGINE_TEST_POSTGRES", "")
        if not url:
            pytest.skip("ENGINE_TEST_POSTGRES names no PostgreSQL database")
    engine = _engine(url)
    _create_table(engine)
    with engine.begin() as connection:
        connection.execute(TRACKERS.delete())
    yield Rows(engine, (_READ, _CHANGE, _INSERT, _DELETE))
    engine.dispose()


def _row(version: int, events: str = "x") -> dict[str, object]:
    return {**WEB, "version": version, "events": events}


def test_what_is_written_is_there_for_every_thread_at_once(rows: Rows) -> None:
    """Each statement commits itself, also one that changes nothing."""
    assert rows.run(_INSERT, _row(1))[1] == 1
    assert rows.run(_CHANGE, {**_row(9), "read_version": 8})[1] == 0
    assert rows.run(_CHANGE, {**_row(2), "read_version": 1})[1] == 1
    with ThreadPoolExecutor(1) as other:
        assert [tuple(row) for row in other.submit(rows.run, _READ, WEB).result()[0]] == [(2, "x")]
        assert other.submit(rows.run, _DELETE, WEB).result()[1] == 1
    assert rows.run(_READ, WEB)[0] == []


def test_a_refused_statement_quotes_no_value_and_the_next_is_served(rows: Rows) -> None:
    """The values are what a person wrote, sealed or not."""
    rows.run(_INSERT, _row(1))
    with pytest.raises(sa.exc.IntegrityError) as refused:
        rows.run(_INSERT, _row(1, "zanzibarcanary"))
    assert "zanzibarcanary" not in str(refused.value)
    assert rows.run(_CHANGE, {**_row(2), "read_version": 1})[1] == 1


def test_who_read_does_not_hold_the_log_of_writes(tmp_path: Path) -> None:
    """An erased row is gone from it at once, whatever was read before."""
    engine = _engine(f"sqlite:///{tmp_path / 'engine.sqlite'}")
    _create_table(engine)
    rows = Rows(engine, (_READ, _INSERT))
    rows.run(_INSERT, _row(1))
    with ThreadPoolExecutor(1) as reader:
        assert reader.submit(rows.run, _READ, WEB).result()[0]
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        assert (tmp_path / "engine.sqlite-wal").stat().st_size == 0
    engine.dispose()
