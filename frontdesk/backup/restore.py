"""Fill an empty place from a backup, and erase again what was erased since."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.util.exc import CommandError
from sqlalchemy import Connection, Integer, MetaData, Table, func, select, text

from frontdesk import audit
from frontdesk.backup import envelope, rows
from frontdesk.backup.envelope import Damaged
from frontdesk.backup.write import FORM, JOURNAL, lookup_mark
from frontdesk.privacy.erase import erase
from frontdesk.privacy.receipts import Erased
from frontdesk.sealed import field_seal, parts
from frontdesk.secrets import secret
from frontdesk.settings import Settings
from frontdesk.store import Store
from frontdesk.store.migrate import downgrade, upgrade
from frontdesk.store.tables import Conversation

_AT_ONCE = 500


class NotRestored(LookupError):
    """Nothing was changed; the sentence says why and what to do."""


def checked(has: Settings, path: Path) -> dict[str, Any]:
    """Read the whole file and compare it with its manifest, which is returned.

    Raises:
        Damaged: when it does not open, is cut short, or holds something else than it says.
    """
    totals: dict[str, rows.Sum] = {}
    files: dict[str, str] = {}
    manifest: dict[str, Any] = {}
    for part in _parts(has, path):
        if "rows" in part:
            for line in part["rows"]:
                totals.setdefault(part["table"], rows.Sum()).add(line)
        elif "file" in part:
            files[part["file"]] = hashlib.sha256(_content(part)).hexdigest()
        else:
            manifest = part.get("manifest", manifest)
    if manifest.get("form") != FORM:
        raise Damaged(f"{path} has no manifest that this Frontdesk can read")
    found = {name: totals.get(name, rows.Sum()).told for name in manifest["tables"]}
    if found != manifest["tables"] or files != manifest["files"]:
        raise Damaged(f"{path} does not hold what its manifest says")
    return manifest


def restore(
    has: Settings, store: Store, path: Path, erased: Iterable[Erased], at: datetime,
    lookup_lost: bool = False,
) -> dict[str, Any]:
    """Restore into an empty database and data folder; returns the manifest, with what was erased.

    Args:
        erased: receipts of erasures, also of those made after the backup.
        lookup_lost: go on though `LOOKUP_SECRET` is another one now.

    Raises:
        Damaged: see `checked`. Nothing was changed.
        NotRestored: the place is not empty, or a key is missing. Nothing was changed.
    """
    manifest = checked(has, path)
    _require_keys(has, manifest, lookup_lost)
    _require_empty(has, store)
    _make_tables(store, manifest["revision"])
    with store.engine.connect().execution_options(writes=True) as connection, connection.begin():
        tables = rows.tables_of(store.engine)
        if not store.is_sqlite:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        _fill(connection, tables, has, path)
        _compare(connection, tables, manifest)
    upgrade(store)
    return {**manifest, "erased_again": _erase_again(store, erased, at)}


def _parts(has: Settings, path: Path) -> Iterator[dict[str, Any]]:
    """What the file holds, in order; the rows of a table come as `{table, columns, rows}`."""
    lines = envelope.read(path, parts(secret("FIELD_SECRET", has)))
    table: dict[str, Any] = {}
    batch: list[bytes] = []
    for line in lines:
        if line.startswith(b"["):
            batch.append(line)
            if len(batch) < _AT_ONCE:
                continue
        if batch:
            yield {**table, "rows": batch}
            batch = []
        if line.startswith(b"{"):
            table = json.loads(line)
            yield table


def _require_keys(has: Settings, manifest: dict[str, Any], lookup_lost: bool) -> None:
    missing = set(manifest["keys"]) - set(field_seal().key_ids)
    if missing:
        raise NotRestored(
            f"FIELD_SECRET lacks the key {', '.join(sorted(missing))}, which sealed names and "
            "numbers in this backup: add the older secret behind the newer one"
        )
    brought = "secrets/lookup_secret" in manifest["files"]
    if manifest["lookup"] != lookup_mark(has) and not (lookup_lost or brought):
        raise NotRestored(
            "LOOKUP_SECRET is not the one of this backup: numbers would not find their "
            "conversations. Set it, or say --lookup-secret-lost"
        )


def _require_empty(has: Settings, store: Store) -> None:
    journal = has.data_dir / JOURNAL
    if journal.exists() and journal.stat().st_size:
        raise NotRestored(f"{journal} holds messages that wait: restore into an empty DATA_DIR")
    with store.engine.connect() as connection:
        for table in rows.tables_of(store.engine).sorted_tables:
            if connection.execute(select(table).limit(1)).first():
                raise NotRestored(
                    f"the database is not empty ({table.name}): restore into a new one"
                )


def _make_tables(store: Store, revision: str) -> None:
    try:
        if rows.tables_of(store.engine).tables:
            downgrade(store, "base")
        upgrade(store, revision)
    except CommandError as error:
        raise NotRestored(f"a newer Frontdesk made this backup (form {revision})") from error


def _fill(connection: Connection, tables: MetaData, has: Settings, path: Path) -> None:
    for part in _parts(has, path):
        if "rows" in part:
            table = tables.tables[part["table"]]
            values = [
                rows.restored(table, part["columns"], json.loads(line)) for line in part["rows"]
            ]
            connection.execute(table.insert(), values)
        elif "file" in part:
            _write_file(has.data_dir / part["file"], _content(part))
    if connection.dialect.name == "postgresql":
        for table in tables.sorted_tables:
            _count_on(connection, table)


def _count_on(connection: Connection, table: Table) -> None:
    """New rows are numbered after those that came with their numbers."""
    for column in table.primary_key.columns:
        if isinstance(column.type, Integer) and column.server_default is not None:
            name = f"pg_get_serial_sequence('{table.name}', '{column.name}')"
            newest = connection.scalar(select(func.max(column)))
            connection.execute(text(f"SELECT setval({name}, :n, :used)"),
                               {"n": newest or 1, "used": newest is not None})


def _compare(connection: Connection, tables: MetaData, manifest: dict[str, Any]) -> None:
    """Read back what was written. Raises `Damaged`, and nothing stays."""
    for name, told in manifest["tables"].items():
        total = rows.Sum()
        for row in rows.read(connection, tables.tables[name]):
            total.add(rows.written(row))
        if total.told != told:
            raise Damaged(f"{name} was not restored as it was: nothing is kept")


def _write_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.exists() and path.read_bytes() not in (b"", content):
        return
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        os.fsync(file.fileno())


def _content(part: dict[str, Any]) -> bytes:
    return base64.b64decode(part["content"])


def _erase_again(store: Store, erased: Iterable[Erased], at: datetime) -> int:
    """Erase what the receipts name and the backup brought back; returns how many there were."""
    known: Sequence[Erased] = list(erased)
    done = 0
    for receipt in known:
        with store.begin() as session:
            if session.get(Conversation, receipt.conversation) is None:
                continue
            # A hold that stood when the backup was made was lifted before they were erased.
            erase(session, receipt.conversation, receipt.reason, None, at, despite_hold=True)
            audit.record(session, None, "privacy:erase_again", receipt.conversation, at)
            done += 1
    return done
