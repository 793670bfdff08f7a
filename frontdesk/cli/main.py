"""Which command does what."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from sqlalchemy.exc import OperationalError, ProgrammingError

from frontdesk.cli import (
    backup,
    calendar,
    capacity,
    clinic,
    drill,
    judge,
    keys,
    look,
    office,
    record,
    texts,
)
from frontdesk.clock import ClockError
from frontdesk.run.processes import PROCESSES
from frontdesk.sealed import CannotOpen
from frontdesk.secrets import SecretMissing
from frontdesk.yaml_file import FileError

_NO_STORE = (
    "the database does not answer, or has no tables yet: `make run` or "
    "`python -m frontdesk migrate` makes them"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except (FileError, SecretMissing, CannotOpen, ClockError, LookupError) as error:
        print(f"frontdesk: {error}", file=sys.stderr)
        return 1
    except (OperationalError, ProgrammingError) as error:
        # What it was asked may hold names or numbers: only the kind of trouble is shown.
        print(f"frontdesk: {_NO_STORE} ({type(error.orig).__name__})", file=sys.stderr)
        return 1
    except (BrokenPipeError, KeyboardInterrupt):
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m frontdesk", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, process in PROCESSES.items():
        command = commands.add_parser(name, help=(process.__doc__ or "").split("\n")[0])
        command.set_defaults(run=lambda _options, process=process: process())
    groups = (drill, office, judge, look, record, texts, calendar, clinic, keys, backup, capacity)
    for group in groups:
        group.add_to(commands)
    return parser
