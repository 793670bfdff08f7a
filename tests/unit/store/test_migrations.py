"""Migrations forward and back, on both databases, with rows in every table."""

from __future__ import annotations

import base64
import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from cryptography.fernet import Fernet
from sqlalchemy import MetaData, text

from frontdesk.sealed import field_seal
from frontdesk.settings import ROOT
from frontdesk.store import Store
from frontdesk.store.migrate import downgrade, upgrade
from frontdesk.store.tables import Base
from tests.filled import fill, reflected, rows

_FOLDER = ROOT / "frontdesk" / "store" / "migrations"
REVISIONS = [r.revision for r in ScriptDirectory(str(_FOLDER)).walk_revisions()][::-1]
#: the first knows few tables, the last ones all that an installation can be upgraded from
_FROM = (REVISIONS[0], REVISIONS[3], *REVISIONS[-3:-1])
_KILLS = int(os.environ.get("MIGRATION_KILLS", "2"))
#: of the table that is killed over: enough for several batches
_MANY = 600


def _read(store: Store, tables: MetaData) -> dict[str, list[dict[str, object]]]:
    with store.engine.connect() as connection:
        return rows(connection, tables)


@pytest.mark.parametrize("revision", _FROM)
def test_rows_of_every_table_survive_all_migrations_and_the_way_back(
    bare: Store, revision: str
) -> None:
    """Filled at one revision, brought to the newest and back: every row as it was."""
    upgrade(bare, revision)
    tables = fill(bare)
    before = _read(bare, tables)
    assert all(before.values())
    upgrade(bare)
    downgrade(bare, revision)
    assert _read(bare, tables) == before


def test_rows_of_the_newest_form_can_be_brought_back_to_nothing(bare: Store) -> None:
    """Each step back works with rows in every table; forward again too."""
    upgrade(bare)
    fill(bare, Base.metadata)
    downgrade(bare, "base")
    assert not reflected(bare).tables
    upgrade(bare)


def test_a_migration_killed_half_way_is_as_if_it_had_not_begun(bare: Store) -> None:
    """kill -9 at its writes, again and again; then it runs through, and no row is missing."""
    upgrade(bare, "0006")
    tables = fill(bare)
    with bare.begin() as session:
        more = "INSERT INTO conversations (id, channel, opened_at, last_seq, last_at, language,"
        more += " silent, epoch, engine_stale, contact_name, address)"
        more += " SELECT 'web-' || :n, channel, opened_at, 0, last_at, 'en', silent, 0,"
        more += " engine_stale, 'Ana Ruiz', '+13125550142' FROM conversations LIMIT 1"
        session.execute(text(more), [{"n": n} for n in range(_MANY)])
    before = _read(bare, tables)
    kills = _KILLS if bare.is_sqlite else _KILLS // 2
    for n in range(kills):
        assert _killed(bare, after=1 + n * _MANY // kills) == -signal.SIGKILL
        assert _read(bare, tables) == before
    upgrade(bare)
    downgrade(bare, "0006")
    assert _read(bare, tables) == before


def test_second_factors_sealed_in_the_older_form_are_opened_and_go_back(bare: Store) -> None:
    """Nobody has to scan a new code; one that lay in clear is sealed too."""
    key = hashlib.sha256(b"frontdesk field " + os.environ["FIELD_SECRET"].encode()).digest()
    older = Fernet(base64.urlsafe_b64encode(key))
    upgrade(bare, "0006")
    fill(bare)
    asked = "SELECT totp_key FROM staff"
    for kept in ("sealed:" + older.encrypt(b"JBSWY3DP").decode(), "JBSWY3DP"):
        with bare.begin() as session:
            session.execute(text("UPDATE staff SET totp_key = :kept"), {"kept": kept})
        upgrade(bare)
        with bare.read() as session:
            assert field_seal().opened(session.scalar(text(asked))) == "JBSWY3DP"
        downgrade(bare, "0006")
        with bare.read() as session:
            back = str(session.scalar(text(asked))).removeprefix("sealed:")
            assert older.decrypt(back.encode()) == b"JBSWY3DP"


def _killed(store: Store, after: int) -> int:
    """Migrate in a process of its own, which ends itself at an update; its exit status."""
    address = store.engine.url.render_as_string(hide_password=False)
    script = f"""
import os, signal
from sqlalchemy import event
from frontdesk.store import Store
from frontdesk.store.migrate import upgrade
store, seen = Store({address!r}), []
@event.listens_for(store.engine, "before_cursor_execute")
def count(connection, cursor, statement, parameters, context, executemany):
    if statement.startswith("UPDATE conversations"):
        seen.append(1)
        if len(seen) == {after}:
            os.kill(os.getpid(), signal.SIGKILL)
upgrade(store)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=Path(ROOT), check=False, timeout=250)
    return done.returncode
