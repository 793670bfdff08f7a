"""Commands of the keys that seal names, numbers and addresses."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

from frontdesk.cli.lines import write_lines
from frontdesk.house import House
from frontdesk.sealed import field_seal
from frontdesk.settings import settings
from frontdesk.store.rotate import rotate, waiting


def add_to(commands: Any) -> None:
    """Add these commands."""
    keys = commands.add_parser("keys", help="the keys in FIELD_SECRET: what needs which, rotate")
    keys.add_argument("verb", choices=["show", "rotate"])
    keys.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    store, done = House(settings()).store, Counter[str]()
    if options.verb == "rotate":
        for table, rows in rotate(store):
            done[table] += rows
    newest, *older = field_seal().key_ids
    found = {"newest": newest, "older": older, "still_older": waiting(store)}
    write_lines([{"sealed_anew": dict(done), **found} if options.verb == "rotate" else found])
