"""Write what was changed in the console back into a clinic.yml."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from ruamel.yaml import YAML

from frontdesk.clinic.changes import newest
from frontdesk.house import House
from frontdesk.settings import settings


def add_to(commands: Any) -> None:
    """Add the command."""
    clinic = commands.add_parser("clinic", help="write clinic.yml with the console's changes in it")
    clinic.add_argument("verb", choices=["export"])
    clinic.set_defaults(run=_export)


def _export(_options: argparse.Namespace) -> None:
    """To standard output; comments and order of the file stay.

    The rota and a swap have no place in the file: they go by the week and the night.
    """
    house, yaml = House(settings()), YAML()
    yaml.width = 200
    yaml.preserve_quotes = True
    content = yaml.load(house.settings.clinic_file.read_text())
    with house.store.read() as session:
        changes = newest(session)
    if "hours" in changes:
        content["hours"] = {day: span for day, span in changes["hours"]["days"].items() if span}
    if "closed" in changes:
        content["holidays"]["closed"] = list(changes["closed"]["days"])
    yaml.dump(content, sys.stdout)
