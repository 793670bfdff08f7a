"""Commands that hand the calendar to other programs."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime, time, timedelta
from typing import Any

from frontdesk import clock
from frontdesk.booking.export import appointments_between, as_csv, as_fhir
from frontdesk.house import House
from frontdesk.settings import settings


def add_to(commands: Any) -> None:
    """Add these commands."""
    calendar = commands.add_parser(
        "calendar", help="the appointments as CSV or FHIR, or the staff feed's secret address"
    )
    calendar.add_argument("form", choices=["csv", "fhir", "feed"])
    calendar.add_argument("--from", dest="first", metavar="DAY", help="default: today")
    calendar.add_argument("--days", type=int, default=60, help="how many days (60)")
    calendar.set_defaults(run=_calendar)


def _calendar(options: argparse.Namespace) -> None:
    house = House(settings())
    if options.form == "feed":
        print(house.calendar_links.feed)
        return
    zone = house.clinic.zone
    first = options.first or clock.now().astimezone(zone).date().isoformat()
    starts = datetime.combine(datetime.fromisoformat(first).date(), time(), zone)
    with house.store.read() as session:
        found = appointments_between(session, starts, starts + timedelta(days=options.days))
    if options.form == "csv":
        sys.stdout.write(as_csv(house.clinic, found))
        return
    for one in found:
        print(json.dumps(as_fhir(house.clinic, one)))
