"""Write a backup: one moment of the database, and the messages that wait beside it.

Not in it: the model and `clinic.yml` (they are in the installation), the dialogue's place (the
engine's trackers may be lost: nobody loses a word), logs, and the secrets. Without `FIELD_SECRET`
no backup opens, and without `LOOKUP_SECRET` a number no longer finds its conversation: both are
kept elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from frontdesk.backup import envelope, rows
from frontdesk.sealed import key_of, parts
from frontdesk.secrets import secret
from frontdesk.settings import Settings
from frontdesk.store import Store

FORM = 1
JOURNAL = "journal/door.jsonl"
#: in the folder of secrets, and never in a backup: it opens the backup
_KEY = "field_secret"


def backup(
    has: Settings, store: Store, path: Path, at: datetime, with_secrets: bool = False
) -> dict[str, Any]:
    """Write everything to `path`; returns the manifest, which stands at its end.

    Running processes go on reading and writing meanwhile.

    Raises:
        FileExistsError: when something is there already.
        SecretMissing: in production, without `FIELD_SECRET`.
    """
    manifest: dict[str, Any] = {
        "form": FORM, "at": at.isoformat(), "lookup": lookup_mark(has), "keys": [], "tables": {},
        "files": {},
    }
    # The journal first: what leaves it for the store meanwhile is in both, and known by its id.
    files = _files(has, with_secrets)
    lines = _lines(store, files, manifest)
    envelope.write(path, lines, parts(secret("FIELD_SECRET", has))[0])
    return manifest


def lookup_mark(has: Settings) -> str:
    """Tells whether two installations have the same `LOOKUP_SECRET`, and nothing of it."""
    key = secret("LOOKUP_SECRET", has).encode()
    return hmac.new(key, b"frontdesk backup", hashlib.sha256).hexdigest()[:16]


def _lines(store: Store, files: dict[str, bytes], manifest: dict[str, Any]) -> Iterator[bytes]:
    with _one_moment(store) as connection:
        manifest["revision"] = connection.scalar(text("SELECT version_num FROM alembic_version"))
        yield _line({"revision": manifest["revision"]})
        keys: set[str] = set()
        for table in rows.tables_of(store.engine).sorted_tables:
            yield _line({"table": table.name, "columns": rows.columns_of(table)})
            total = rows.Sum()
            for row in rows.read(connection, table):
                keys.update(filter(None, map(_key_in, row)))
                line = rows.written(row)
                total.add(line)
                yield line + b"\n"
            manifest["tables"][table.name] = total.told
        manifest["keys"] = sorted(keys)
    for name, content in files.items():
        manifest["files"][name] = hashlib.sha256(content).hexdigest()
        yield _line({"file": name, "content": base64.b64encode(content).decode()})
    yield _line({"manifest": manifest})


@contextmanager
def _one_moment(store: Store) -> Iterator[Connection]:
    """A connection that sees the database as it is now, whatever is written meanwhile."""
    level = {} if store.is_sqlite else {"isolation_level": "REPEATABLE READ"}
    with store.engine.connect().execution_options(**level) as connection, connection.begin():
        if not store.is_sqlite:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        yield connection


def _files(has: Settings, with_secrets: bool) -> dict[str, bytes]:
    found = [has.data_dir / JOURNAL]
    if with_secrets:
        found += [p for p in sorted((has.data_dir / "secrets").glob("*")) if p.name != _KEY]
    return {
        str(path.relative_to(has.data_dir)): content
        for path in found
        if path.is_file() and (content := path.read_bytes())
    }


def _key_in(value: Any) -> str | None:
    return key_of(value[0] if isinstance(value, list) else value)


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content).encode() + b"\n"
