"""Commands of the record and of privacy: verify the record, export and erase a conversation."""

from __future__ import annotations

import argparse
import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

from frontdesk import audit, clock
from frontdesk.cli.lines import write_lines
from frontdesk.house import House
from frontdesk.privacy.erase import UnderHold, erase
from frontdesk.privacy.export import export
from frontdesk.privacy.forget import Forgetting
from frontdesk.settings import settings


def add_to(commands: Any) -> None:
    """Add these commands."""
    record = commands.add_parser("audit", help="the record of what staff did: verify its chain")
    record.add_argument("verb", choices=["verify"])
    record.add_argument("--head", help="a hash kept elsewhere that must still be in the chain")
    record.set_defaults(run=_verify)
    person = commands.add_parser("privacy", help="export or erase what is kept of a conversation")
    person.add_argument("verb", choices=["export", "erase"])
    person.add_argument("conversation")
    person.add_argument("--to", type=Path, help="folder for the export; default: here")
    person.set_defaults(run=_privacy)


def _verify(options: argparse.Namespace) -> int:
    with House(settings()).store.read() as session:
        broken, lines, head = audit.verify(session), audit.count(session), audit.head(session)
        cut = bool(options.head) and not audit.holds(session, options.head)
    found: dict[str, Any] = {"ok": broken is None and not cut, "lines": lines, "head": head}
    if broken is not None:
        found["broken_at"] = broken
    if cut:
        found["missing"] = options.head
    write_lines([found])
    return 0 if found["ok"] else 1


def _privacy(options: argparse.Namespace) -> int:
    house, at = House(settings()), clock.now()
    if options.verb == "export":
        with house.store.begin() as session:
            files = export(session, house.clinic, options.conversation, at)
            audit.record(session, None, "privacy:export", options.conversation, at)
        folder = options.to or Path.cwd()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        write_lines([{"written": sorted(str(folder / name) for name in files)}])
        return 0
    try:
        with house.store.begin() as session:
            receipt = erase(session, options.conversation, "request", None, at)
            audit.record(session, None, "privacy:erase", options.conversation, at)
    except UnderHold:
        write_lines([{"error": "a legal hold stands: nothing was erased"}])
        return 1
    asyncio.run(_forgotten(house, at))
    write_lines([{"receipt": receipt.id, "erased": receipt.counts}])
    return 0


async def _forgotten(house: House, at: datetime) -> None:
    """Ask the engine now; where it is gone the worker asks again."""
    try:
        await Forgetting(house.store, house.engine).round(at)
    finally:
        await house.engine.close()
