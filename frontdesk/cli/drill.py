"""`drill`: does a page arrive, and does somebody acknowledge it?"""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict
from typing import Any

from frontdesk import clock
from frontdesk.cli.lines import write_lines
from frontdesk.door.drill import DrillRecord, begin_drill, drill_records
from frontdesk.house import House
from frontdesk.run.log import configure_logs
from frontdesk.settings import settings

_LOOK_EVERY = 0.5


def add_to(commands: Any) -> None:
    """Add this command."""
    drill = commands.add_parser("drill", help="page staff with a marked red flag of nobody")
    drill.add_argument("--wait", type=float, default=900.0, help="seconds to wait (default 900)")
    drill.add_argument("--list", action="store_true", help="only list the drills there were")
    drill.set_defaults(run=_drill)


def _drill(options: argparse.Namespace) -> int:
    """One line when the page was accepted, one at the end; 0 when it was acknowledged."""
    configure_logs("drill")
    house = House(settings())
    if options.list:
        with house.store.read() as session:
            write_lines(asdict(record) for record in drill_records(session))
        return 0
    at = clock.now()
    conversation_id = begin_drill(house.store, house.inbox, f"{at:%Y-%m-%dT%H%M%S}", at)
    record = _watch(house, conversation_id, options.wait)
    write_lines([asdict(record)])
    return 0 if record.acknowledged_after is not None else 1


def _watch(house: House, conversation_id: str, wait: float) -> DrillRecord:
    """Look until it was acknowledged or the time is over."""
    deadline, told = time.monotonic() + wait, False
    while True:
        with house.store.read() as session:
            record = next(drill_records(session, conversation_id))
        if record.acknowledged_after is not None or time.monotonic() >= deadline:
            return record
        if record.paged_after is not None and not told:
            write_lines([asdict(record)])
            told = True
        time.sleep(_LOOK_EVERY)
