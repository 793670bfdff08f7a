"""What every test of the desk may ask for: a store on each database, the clinic, a clock."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from frontdesk import clock
from frontdesk.clinic import Clinic, load_clinic
from frontdesk.house import House
from frontdesk.settings import ROOT, settings
from frontdesk.store import Store
from frontdesk.store.migrate import upgrade
from frontdesk.store.tables import Base

#: processes that tests start, and tests that look into their stores, open the same fields
os.environ.setdefault("FIELD_SECRET", "of the tests alone")


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Each test keeps its data, its clock and its secrets to itself."""
    for name in [n for n in os.environ if n.startswith(("FRONTDESK_", "TWILIO_", "SMTP_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


@pytest.fixture
def clock_at() -> Callable[[str], None]:
    """Set the clock to an ISO time with a zone; `frontdesk.clock.turn` moves it on."""

    def at(when: str) -> None:
        clock.set_to(when)

    return at


@pytest.fixture(scope="session")
def clinic() -> Clinic:
    """The demonstration clinic."""
    return load_clinic(ROOT / "clinic.yml")


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """A real PostgreSQL, from pip, in a fresh folder."""
    pgserver = pytest.importorskip("pgserver", reason="pgserver is not installed")
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-pg-"))
    # As root, pgserver opens the folders above its data to its own user: put the modes back.
    above = {p: stat.S_IMODE(p.stat().st_mode) for p in folder.parents}
    server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()
    for path, mode in above.items():
        if stat.S_IMODE(path.stat().st_mode) != mode:
            path.chmod(mode)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file; copying it is quicker than migrating for each test."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite"
    store = Store(f"sqlite:///{path}")
    upgrade(store)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture(scope="session")
def postgres_store(postgres_address: str) -> Iterator[Store]:
    """A migrated PostgreSQL store, emptied before each test that uses it."""
    store = Store(postgres_address)
    upgrade(store)
    yield store
    store.close()


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, data_dir: Path) -> Iterator[Store]:
    """An empty store, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield from _sqlite(request, data_dir)
        return
    store = request.getfixturevalue("postgres_store")
    tables = ", ".join(t.name for t in Base.metadata.sorted_tables)
    with store.begin() as session:
        session.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    yield store


@pytest.fixture
def sqlite_store(request: pytest.FixtureRequest, data_dir: Path) -> Iterator[Store]:
    """An empty store on SQLite alone, for what does not touch SQL's differences."""
    yield from _sqlite(request, data_dir)


def _sqlite(request: pytest.FixtureRequest, data_dir: Path) -> Iterator[Store]:
    path = data_dir / "frontdesk.sqlite"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    store = Store(f"sqlite:///{path}")
    yield store
    store.close()


@pytest.fixture(scope="session")
def house() -> House:
    """The rooms that need no store: clinic, answers, rules, speaker."""
    return House(settings())
