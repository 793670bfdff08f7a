"""A database with nothing in it, not even tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from frontdesk.store import Store
from frontdesk.store.ids import new_id


@pytest.fixture(params=["sqlite", "postgres"])
def bare(request: pytest.FixtureRequest, data_dir: Path) -> Iterator[Store]:
    """A fresh database on SQLite and on PostgreSQL, before the first migration."""
    if request.param == "sqlite":
        store = Store(f"sqlite:///{data_dir / 'bare.sqlite'}")
        yield store
        store.close()
        return
    address = request.getfixturevalue("postgres_address")
    name = new_id("bare").replace("-", "_")
    above = create_engine(address, isolation_level="AUTOCOMMIT")
    with above.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    store = Store(address.replace("/postgres?", f"/{name}?"))
    try:
        yield store
    finally:
        store.close()
        with above.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name}")
        above.dispose()
