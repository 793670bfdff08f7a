"""Commands: write a backup, and fill an empty place from one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from frontdesk import clock
from frontdesk.backup.restore import NotRestored, checked, restore
from frontdesk.backup.write import backup
from frontdesk.cli.lines import write_lines
from frontdesk.house import House
from frontdesk.privacy.receipts import NAME, Erased, ErasureList
from frontdesk.settings import settings
from frontdesk.store.tables import Heartbeat

#: the heartbeat that tells `doctor` when the last backup was made
PROCESS = "backup"


def add_to(commands: Any) -> None:
    """Add these commands."""
    write = commands.add_parser("backup", help="write everything that is kept to one sealed file")
    write.add_argument("file", type=Path)
    write.add_argument("--with-secrets", action="store_true",
                       help="put the secrets of DATA_DIR in too, all but FIELD_SECRET")
    write.set_defaults(run=_backup)
    fill = commands.add_parser("restore", help="fill an empty database and DATA_DIR from a backup")
    fill.add_argument("file", type=Path)
    fill.add_argument("--check", action="store_true", help="only read the file and compare it")
    fill.add_argument("--erasures", type=Path, action="append", default=[],
                      help=f"a list of erasures ({NAME}): what it names is erased again")
    fill.add_argument("--no-erasures", action="store_true",
                      help="nothing was erased since the backup")
    fill.add_argument("--lookup-secret-lost", action="store_true",
                      help="go on though LOOKUP_SECRET is another one now")
    fill.set_defaults(run=_restore)


def _backup(options: argparse.Namespace) -> int:
    has, at = settings(), clock.now()
    store = House(has).store
    try:
        manifest = backup(has, store, options.file, at, options.with_secrets)
    except OSError as error:
        raise LookupError(f"no backup was written: {error}") from error
    with store.begin() as session:
        session.merge(Heartbeat(process=PROCESS, at=at))
    write_lines([{"written": options.file, "bytes": options.file.stat().st_size, **manifest}])
    return 0


def _restore(options: argparse.Namespace) -> int:
    has = settings()
    try:
        if options.check:
            write_lines([{"whole": True, **checked(has, options.file)}])
            return 0
        erased = _erased(options, has.data_dir / NAME)
        store = House(has).store
        done = restore(has, store, options.file, erased, clock.now(), options.lookup_secret_lost)
    except OSError as error:
        raise LookupError(f"nothing was restored: {error}") from error
    write_lines([{"restored": options.file, **done}])
    return 0


def _erased(options: argparse.Namespace, beside: Path) -> list[Erased]:
    """What the lists name; there must be one, or the word that nothing was erased."""
    lists = options.erasures or ([beside] if beside.exists() else [])
    for path in lists:
        if not path.exists():
            raise NotRestored(f"{path} is not there")
    if not lists and not options.no_erasures:
        raise NotRestored(
            f"who was erased since the backup would come back: give the list ({NAME}, from the "
            "DATA_DIR of the worker) with --erasures, or say --no-erasures"
        )
    return [one for path in lists for one in ErasureList(path).read()]
